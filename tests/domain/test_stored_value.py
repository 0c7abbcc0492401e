"""Stored value: what a top-up gives, how a spend is split, and who may spend."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.errors import Refused
from pos_member.domain.member import Status
from pos_member.domain.program import SpendOrder
from pos_member.domain.stored_value import (
    Split,
    TopUpHolder,
    check_spend,
    check_spender,
    plan_top_up,
    split_spend,
)
from tests.support.priced import shop

OFFERS = {
    "offers": [
        {"id": "o500", "pay": "500.00", "bonus": "50.00"},
        {"id": "o2000", "pay": "2000.00", "bonus": "300.00", "points": 2400},
    ],
    "free_multiple": "100.00",
    "minimum": "100.00",
    "maximum": "5000.00",
    "balance_cap": "5000.00",
}
PROGRAM = shop(stored_value=OFFERS, approvals={"bonus_max": "200.00"})
ROOM = 1_000_000
"""More headroom than any cap leaves: what this till may fill is not the question."""
HOLDER = TopUpHolder(Status.ACTIVE, 100_000, ROOM)


def refusal(call) -> tuple[str, dict]:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code, caught.value.values


def test_an_offer_gives_its_bonus():
    plan = plan_top_up(PROGRAM, 50_000, member=HOLDER)
    assert (plan.principal_minor, plan.bonus_minor, plan.points) == (50_000, 5_000, 0)
    assert (plan.offer_id, plan.needs_approval, plan.reason) == ("o500", False, "")


def test_a_bonus_over_the_cashiers_limit_needs_a_manager():
    plan = plan_top_up(PROGRAM, 200_000, member=HOLDER)
    assert (plan.bonus_minor, plan.points, plan.bonus_limit_minor) == (30_000, 2_400, 20_000)
    assert (plan.needs_approval, plan.reason) == (True, "bonus_over_limit")
    # A cashier with a limit of one's own, and one whose limit is met exactly.
    assert not plan_top_up(PROGRAM, 200_000, member=HOLDER, bonus_limit_minor=30_000).needs_approval
    assert plan_top_up(PROGRAM, 50_000, member=HOLDER, bonus_limit_minor=0).needs_approval


def test_without_a_limit_any_bonus_is_given():
    plan = plan_top_up(shop(stored_value=OFFERS), 200_000, member=HOLDER)
    assert (plan.needs_approval, plan.bonus_limit_minor) == (False, None)


def test_a_free_amount_is_a_multiple_and_gets_nothing_on_top():
    plan = plan_top_up(PROGRAM, 70_000, member=HOLDER)
    assert (plan.principal_minor, plan.bonus_minor, plan.offer_id) == (70_000, 0, None)


def test_a_free_amount_gets_the_next_lower_offer_where_the_program_says_so():
    kind = shop(stored_value={**OFFERS, "free_takes_lower_offer": True})
    assert plan_top_up(kind, 70_000, member=HOLDER).offer_id == "o500"
    assert plan_top_up(kind, 10_000, member=HOLDER).offer_id is None


@pytest.mark.parametrize(
    ("pay", "code", "values"),
    [
        (9_999, "top_up_below_minimum", {"minimum_minor": 10_000}),
        (500_001, "top_up_above_maximum", {"maximum_minor": 500_000}),
        (50_100, "top_up_multiple", {"multiple_minor": 10_000}),
        # 1,000.00 held and 4,100.00 paid in come to 5,100.00: 4,000.00 of room.
        (410_000, "balance_cap", {"cap_minor": 500_000, "room_minor": 400_000}),
    ],
)
def test_what_may_not_be_paid_in(pay, code, values):
    assert refusal(lambda: plan_top_up(PROGRAM, pay, member=HOLDER)) == (code, values)


def test_the_cap_counts_the_bonus_and_is_met_exactly():
    assert plan_top_up(
        PROGRAM, 50_000, member=TopUpHolder(Status.ACTIVE, 445_000, ROOM)
    ).bonus_minor
    over = TopUpHolder(Status.ACTIVE, 445_001, ROOM)
    assert refusal(lambda: plan_top_up(PROGRAM, 50_000, member=over))[0] == "balance_cap"
    beyond = TopUpHolder(Status.ACTIVE, 600_000, ROOM)
    code, values = refusal(lambda: plan_top_up(PROGRAM, 50_000, member=beyond))
    assert (code, values["room_minor"]) == ("balance_cap", 0)


def test_below_a_cap_a_till_fills_only_what_is_on_loan_to_it():
    here = TopUpHolder(Status.ACTIVE, 100_000, 55_000)
    assert plan_top_up(PROGRAM, 50_000, member=here).headroom_minor == 55_000
    short = TopUpHolder(Status.ACTIVE, 100_000, 54_999)
    wanted = ("headroom_short", {"asked_minor": 55_000, "room_minor": 54_999})
    assert refusal(lambda: plan_top_up(PROGRAM, 50_000, member=short)) == wanted


def test_without_a_cap_no_headroom_is_needed():
    free = shop(stored_value={"offers": OFFERS["offers"]})
    plan = plan_top_up(free, 50_000, member=TopUpHolder(Status.ACTIVE, 9_000_000, 0))
    assert plan.headroom_minor == 0


def test_a_shop_may_take_offers_only():
    only = shop(stored_value={"offers": OFFERS["offers"]})
    assert plan_top_up(only, 50_000, member=HOLDER).offer_id == "o500"
    assert refusal(lambda: plan_top_up(only, 60_000, member=HOLDER)) == ("top_up_only_offers", {})


@pytest.mark.parametrize("status", [Status.FROZEN, Status.CLOSED])
def test_a_frozen_or_closed_account_takes_nothing(status):
    holder = TopUpHolder(status, 0, ROOM)
    code = f"member_{status.value}"
    assert refusal(lambda: plan_top_up(PROGRAM, 50_000, member=holder)) == (code, {})


@pytest.mark.parametrize(
    ("order", "split"),
    [
        (SpendOrder.PRINCIPAL_FIRST, Split(80_00, 0)),
        (SpendOrder.BONUS_FIRST, Split(50_00, 30_00)),
        # 80.00 of 100.00 and 30.00 held: 61.538… and 18.461…, the fen to the larger remainder.
        (SpendOrder.PROPORTIONAL, Split(61_54, 18_46)),
    ],
)
def test_which_part_pays_first(order, split):
    assert split_spend(80_00, 100_00, 30_00, order) == split


@given(st.data(), st.sampled_from(SpendOrder))
def test_a_split_adds_up_and_takes_no_more_than_is_held(data, order):
    principal, bonus = data.draw(st.integers(0, 10**9)), data.draw(st.integers(0, 10**9))
    amount = data.draw(st.integers(0, principal + bonus))
    split = split_spend(amount, principal, bonus, order)
    assert split.principal_minor + split.bonus_minor == amount
    assert 0 <= split.principal_minor <= principal
    assert 0 <= split.bonus_minor <= bonus


def test_more_than_is_held_is_refused_with_both_amounts():
    code, values = refusal(lambda: split_spend(101, 60, 40, SpendOrder.BONUS_FIRST))
    assert (code, values) == ("stored_value_short", {"asked_minor": 101, "held_minor": 100})


@pytest.mark.parametrize("identified_by", ["code", "card", "enrolled"])
def test_a_scanned_code_may_spend(identified_by):
    check_spender(
        PROGRAM, identified_by=identified_by, online=False, verified=False, approved=False
    )


@pytest.mark.parametrize(
    ("online", "verified", "approved", "code"),
    [
        (True, True, False, None),
        (False, True, False, None),
        (True, False, False, "code_needed"),
        (True, False, True, "code_needed"),
        (False, False, False, "approval_needed"),
        (False, False, True, None),
    ],
)
def test_who_was_found_by_phone_shows_it_or_is_approved_offline(online, verified, approved, code):
    def check() -> None:
        check_spender(
            PROGRAM, identified_by="phone", online=online, verified=verified, approved=approved
        )

    if code is None:
        check()
    else:
        assert refusal(check) == (code, {})


def test_a_shop_may_forbid_spending_without_a_code_at_all():
    strict = shop(approvals={"offline_spend_without_code": False})
    code, _ = refusal(
        lambda: check_spender(
            strict, identified_by="name", online=False, verified=False, approved=True
        )
    )
    assert code == "code_needed"


def test_limits_of_one_sale_and_of_a_day():
    limited = shop(spending={"single_max": "500.00", "day_max": "1000.00"})
    check_spend(limited, 50_000, spent_today_minor=50_000)
    check_spend(shop(), 10**9, spent_today_minor=10**9)
    assert refusal(lambda: check_spend(limited, 50_001, spent_today_minor=0)) == (
        "spend_over_single",
        {"limit_minor": 50_000, "room_minor": 50_000},
    )
    assert refusal(lambda: check_spend(limited, 50_000, spent_today_minor=50_001)) == (
        "spend_over_day",
        {"limit_minor": 100_000, "room_minor": 49_999},
    )
