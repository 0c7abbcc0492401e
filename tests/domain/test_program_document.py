"""The program document: whatever is wrong is named with its path and the reason."""

import copy

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.money import CashRounding
from pos_member.domain.program import (
    RAMPS,
    SpendOrder,
    StacksOn,
    TopUpOffer,
)
from pos_member.domain.program_document import read_program
from pos_member.domain.words import Words
from tests.support.full_program import FULL


def changed(path: str, value: object) -> dict:
    """Return the full document with ``value`` at ``path`` (``tiers.1.ramp``)."""
    document = copy.deepcopy(FULL)
    *way, last = path.split(".")
    place = document
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[int(last) if isinstance(place, list) else last] = value
    return document


def test_every_field_arrives():
    made = read_program(FULL)
    gold = made.tiers[1]
    assert (made.version, made.valid_from_ms, made.day_cut_hour) == (3, 1_700_000_000_000, 4)
    assert (gold.name, gold.ramp, gold.threshold_minor) == (Words("金卡", "Gold"), "gold", 50000)
    assert (gold.points_multiplier_bp, gold.rates) == (12000, {"*": 9000, "cards": 10000})
    assert made.tiers[0].name == Words("普通", "普通")
    assert made.tier_stacks_on == (StacksOn.MEMBER_PRICE, StacksOn.MANUAL_PRICE)
    points = made.points
    assert (points.earn_points, points.earn_per_minor) == (2, 150)
    assert (points.step_points, points.step_minor, points.minimum_points) == (50, 50, 100)
    assert (points.share_of_bill_bp, points.bonus_earns, points.lifetime_days) == (5000, False, 730)
    stored = made.stored_value
    assert stored.offers[0] == TopUpOffer("o500", 50000, 5000, 100, Words("热门", "Popular"))
    assert stored.offers[1] == TopUpOffer("o1000", 100000)
    assert (stored.free_multiple_minor, stored.free_takes_lower_offer) == (10000, True)
    assert (stored.minimum_minor, stored.maximum_minor) == (10000, 500000)
    assert (stored.order, stored.balance_cap_minor) == (SpendOrder.PROPORTIONAL, 500000)
    coupon = made.coupons[0]
    assert (coupon.minimum_minor, coupon.amount_minor) == (5000, 1000)
    assert (coupon.excluded_categories, coupon.excludes_reduced) == (("cards",), True)
    assert made.coupons_per_sale == 2
    assert (made.cash.coin_minor, made.cash.rounding) == (10, CashRounding.DOWN)
    approvals = made.approvals
    assert (approvals.bonus_minor_max, approvals.price_override_bp_max) == (20000, 1000)
    assert not approvals.offline_spend_without_code
    assert (made.spending.single_minor_max, made.spending.day_minor_max) == (100000, 500000)
    policy = made.leases.policy
    assert (policy.share_bp, policy.cap_minor, policy.cap_points) == (4000, 30000, 3000)
    assert policy.valid_ms == 7 * 86_400_000
    assert (made.leases.max_single_minor, made.leases.wait_ms) == (10000, 500)


def test_a_version_is_all_that_a_program_needs():
    bare = read_program({"version": 1})
    assert bare.tiers == bare.coupons == bare.stored_value.offers == ()
    assert bare.points.lifetime_days is None
    assert bare.approvals.bonus_minor_max is None


def test_a_currency_without_decimals_counts_in_its_own_units():
    yen = read_program({"version": 1, "currency": "JPY", "points": {"earn_per": "100"}})
    assert yen.points.earn_per_minor == 100
    assert yen.points.step_minor == 1


def test_what_a_newer_program_wrote_is_told_apart_whatever_else_it_says():
    with pytest.raises(Damaged) as why:
        read_program({"version": 1, "schema": 2, "holograms": []})
    assert (why.value.code, why.value.values) == ("program_newer", {"schema": 2, "known": 1})


@pytest.mark.parametrize(
    ("path", "value", "where", "why"),
    [
        ("version", 0, "version", "must be 1..9007199254740992"),
        ("schema", 0, "schema", "must be 1..9007199254740992"),
        ("zone", "Asia/Atlantis", "zone", "is no time zone of the IANA list"),
        ("zone", "../etc/passwd", "zone", "is no time zone of the IANA list"),
        ("day_cut_hour", 24, "day_cut_hour", "must be 0..23"),
        ("promotion", [], "promotion", "is not known here"),
        ("tiers", {}, "tiers", "must be a list"),
        ("tiers.1.discounts.0.rate_bp", 10001, "tiers[1].discounts[0].rate_bp", "must be 0..10000"),
        ("tiers.1.discounts.0.rate", 1, "tiers[1].discounts[0].rate", "is not known here"),
        ("tiers.1.ramp", "pink", "tiers[1].ramp", "must be one of " + ", ".join(RAMPS)),
        ("tiers.1.id", "plain", "tiers[1].id", "stands twice"),
        ("tiers.1.threshold", "0", "tiers[1].threshold", "must be above the tier before"),
        ("tiers.0.threshold", "1", "tiers[0].threshold", "must be 0: every member has a tier"),
        ("tiers.1.name", {"zh": "金卡"}, "tiers[1].name.en", "must be a text"),
        (
            "tiers.1.name",
            {"zh": "金", "en": "G", "fr": "O"},
            "tiers[1].name.fr",
            "is not known here",
        ),
        (
            "tiers.2.threshold",
            "1",
            "tiers[2].requires",
            "takes the place of threshold: only one of both",
        ),
        ("tiers.2.requires", {}, "tiers[2].requires.measure", "must be a text"),
        (
            "tiers.2.requires",
            {"all": []},
            "tiers[2].requires.all",
            "must hold at least one condition",
        ),
        ("tiers.2.requires", {"all": [], "any": []}, "tiers[2].requires.any", "is not known here"),
        ("tiers.2.requires", {"paid": "x"}, "tiers[2].requires.paid", "is not one of tier_rules"),
        (
            "tiers.2.requires.any.0.all.2.grade",
            "x",
            "tiers[2].requires.any[0].all[2].grade",
            "is not one of tier_rules",
        ),
        (
            "tiers.2.requires",
            {"measure": "years"},
            "tiers[2].requires.least",
            "or above must stand here, one of both",
        ),
        (
            "tiers.2.requires",
            {"measure": "years", "least": 1, "above": 1},
            "tiers[2].requires.least",
            "or above must stand here, one of both",
        ),
        (
            "tiers.2.requires",
            {"measure": "units", "least": 1},
            "tiers[2].requires.unit",
            "goes with measure units, and only with it",
        ),
        (
            "tiers.2.requires",
            {"measure": "years", "least": 1, "window": "lifetime"},
            "tiers[2].requires.window",
            "does not go with years: they count from joining",
        ),
        (
            "tiers.2.requires",
            {"any": [{"any": [{"any": [{"any": [{"any": [{"paid": "yearly"}]}]}]}]}]},
            "tiers[2].requires.any[0].any[0].any[0].any[0].any[0]",
            "is nested deeper than 5",
        ),
        (
            "tiers.2.requires",
            {"measure": "hops", "least": 1},
            "tiers[2].requires.measure",
            "must be one of spend, purchases, activity, years, units",
        ),
        ("tier_rules.validity_days", 0, "tier_rules.validity_days", "must be 1..36500"),
        ("tier_rules.grades.1.at", 0, "tier_rules.grades[1].at", "must be above the grade before"),
        ("tier_rules.memberships.1.id", "yearly", "tier_rules.memberships[1].id", "stands twice"),
        (
            "tiers.1.excluded_categories",
            ["*"],
            "tiers[1].discounts[0].category",
            "is excluded as well",
        ),
        (
            "tiers.1.discounts",
            [{"category": "a"}, {"category": "a"}],
            "tiers[1].discounts[1].category",
            "stands twice",
        ),
        (
            "tier_stacks_on",
            ["coupon"],
            "tier_stacks_on",
            "must hold only member_price, manual_price, promotion",
        ),
        ("points.step_points", 0, "points.step_points", "must be 1..1000000000"),
        ("points.earn_per", "0.00", "points.earn_per", "must be 0.01..100000000000.00"),
        ("points.lifetime_days", 0, "points.lifetime_days", "must be 1..36500"),
        ("points.bonus_earns", "yes", "points.bonus_earns", "must be true or false"),
        ("stored_value.offers.1.id", "o500", "stored_value.offers[1].id", "stands twice"),
        ("stored_value.offers.1.pay", "500.00", "stored_value.offers[1].pay", "stands twice"),
        (
            "stored_value.offers.0.bonus",
            "5.001",
            "stored_value.offers[0].bonus",
            "must be an amount with at most 2 decimals, like '12.50'",
        ),
        (
            "stored_value.order",
            "random",
            "stored_value.order",
            "must be one of principal_first, bonus_first, proportional",
        ),
        ("coupons.0.amount", "0.00", "coupons[0].amount", "must be 0.01..100000000000.00"),
        ("coupons.0.name", "", "coupons[0].name", "must be a text"),
        ("coupons.0.rate_bp", 8000, "coupons[0].amount", "or rate_bp must stand here, one of both"),
        ("coupons.0.most", "9.00", "coupons[0].most", "goes with rate_bp"),
        ("coupons.0.pieces", 1_001, "coupons[0].pieces", "must be 0..1000"),
        ("coupons", [FULL["coupons"][0]] * 2, "coupons[1].id", "stands twice"),
        ("cash.rounding", "up", "cash.rounding", "must be one of none, down, half_up"),
        (
            "approvals.price_override_bp_max",
            -1,
            "approvals.price_override_bp_max",
            "must be 0..10000",
        ),
        ("spending.single_max", 5, "spending.single_max", "must be a text"),
        ("leases.valid_days", 0, "leases.valid_days", "must be 1..36500"),
    ],
)
def test_what_is_wrong_is_named_with_its_path(path, value, where, why):
    with pytest.raises(Damaged) as caught:
        read_program(changed(path, value))
    assert caught.value.values == {"path": where, "why": why}


@pytest.mark.parametrize("value", [None, [], "program", 3])
def test_what_is_no_document_is_refused(value):
    with pytest.raises(Damaged) as caught:
        read_program(value)
    assert caught.value.values == {"path": "(whole)", "why": "must be an object"}
