"""Golden cases of whole bills with their arithmetic, and what holds for every bill."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.errors import Refused
from pos_member.domain.money import CashRounding
from pos_member.domain.pricing import ENGINE, CouponFacts, MemberFacts, quote
from pos_member.domain.program import CashRules
from pos_member.domain.tender import TenderKind, TenderPlan, settle
from tests.support.priced import NOON_MS, basket, basket_lines, line, member, priced, shop

FIFTY = CouponFacts("k1", "c50")
CARE = CouponFacts("k2", "care20")
STORED, POINTS, CASH, QR = (
    TenderKind.STORED_VALUE,
    TenderKind.POINTS,
    TenderKind.CASH,
    TenderKind.QR,
)


def hotel(rate_bp: int) -> dict:
    tiers = [{"id": "guest", "name": "guest", "discounts": [{"category": "*", "rate_bp": rate_bp}]}]
    return {"program": shop(tiers=tiers), "member": member("guest")}


# --- tiers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "inputs", "due"),
    [
        # A guest, and a member of the plain tier, pay the list price.
        ("100.00", {}, 10_000),
        ("100.00", {"member": member("plain")}, 10_000),
        # 9 折: 100.00 x 0.9 = 90.00.
        ("100.00", {"member": member("gold")}, 9_000),
        # 8.5 折: 199.90 x 0.85 = 169.915, half a fen goes up.
        ("199.90", {"member": member("vip")}, 16_992),
        # The hotel's table, 95 / 90 / 85: 600.00 → 570.00 / 540.00 / 510.00.
        ("600.00", hotel(9500), 57_000),
        ("600.00", hotel(9000), 54_000),
        ("600.00", hotel(8500), 51_000),
        # Nothing at all, and all of it.
        ("600.00", hotel(0), 0),
        ("600.00", hotel(10_000), 60_000),
        ("0.00", {"member": member("gold")}, 0),
    ],
)
def test_what_a_tier_pays(price, inputs, due):
    assert priced(line("a", price), **inputs).due_minor == due


def test_a_line_is_rounded_once_on_its_total():
    # 3 x 0.35 = 1.05; x 0.9 = 0.945 → 0.95. Rounded for each piece it would be 3 x 0.32 = 0.96.
    assert priced(line("a", "0.35", "3"), member=member()).due_minor == 95


def test_weighed_goods_are_rounded_once_too():
    # 0.333 kg at 10.01 = 3.33333 → 3.33 list; x 0.9 = 2.999997 → 3.00 to pay.
    made = priced(line("a", "10.01", "0.333", weighed=True), member=member())
    assert (made.list_minor, made.due_minor, made.saved_minor) == (333, 300, 33)


# --- coupons -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "inputs", "due"),
    [
        # 满 50 减 10: 50.00 is enough.
        ("50.00", {}, 4_000),
        ("120.00", {}, 11_000),
        # After 9 折 55.56 is 50.004 → 50.00, and pays 40.00.
        ("55.56", {"member": member()}, 4_000),
    ],
)
def test_ten_off_fifty(price, inputs, due):
    made = priced(line("a", price), coupons=[FIFTY], **inputs)
    assert (made.due_minor, made.refused) == (due, ())


@pytest.mark.parametrize(
    ("price", "inputs", "due", "missing"),
    [
        ("49.99", {}, 4_999, 1),
        # 55.00 x 0.9 = 49.50: judged on the running amount, 0.50 is missing.
        ("55.00", {"member": member()}, 4_950, 50),
    ],
)
def test_a_coupon_below_its_minimum_says_what_is_missing(price, inputs, due, missing):
    made = priced(line("a", price), coupons=[FIFTY], **inputs)
    assert made.due_minor == due
    (refused,) = made.refused
    assert (refused.rule_id, refused.code) == ("coupon/c50", "coupon_minimum")
    assert refused.values["missing_minor"] == missing
    assert f"0.{missing:02d} missing" in refused.words("CNY").en


def test_a_coupon_drops_out_when_a_line_goes():
    held = basket(line("a", "40.00"), line("b", "15.00"))
    with_both = quote(held, program=shop(), coupons=[FIFTY], at_ms=NOON_MS)
    assert with_both.due_minor == 4_500
    without = quote(held.without("b"), program=shop(), coupons=[FIFTY], at_ms=NOON_MS)
    assert without.due_minor == 4_000
    assert without.refused[0].values["missing_minor"] == 1_000


def test_what_a_coupon_takes_off_is_known_of_every_line():
    # 10.00 over 30.00 + 20.00 + 10.00: 5.00, 3.333…, 1.666…; the last fen to the largest remainder.
    made = priced(line("a", "30.00"), line("b", "20.00"), line("c", "10.00"), coupons=[FIFTY])
    assert [each.payable_minor for each in made.lines] == [2_500, 1_667, 833]
    assert made.due_minor == 5_000
    assert [(each.rule_id, each.amount_minor) for each in made.deductions] == [
        ("coupon/c50", 1_000)
    ]


def test_two_coupons_are_taken_in_the_programs_order():
    # 80.00 care + 20.00 drinks: c50 first, 10.00 off as 8.00 and 2.00; then 20.00 off care alone.
    lines = [line("a", "80.00", category="care"), line("b", "20.00", category="drinks")]
    made = priced(*lines, coupons=[CARE, FIFTY], program=shop(coupons_per_sale=2))
    assert [each.payable_minor for each in made.lines] == [5_200, 1_800]
    assert [each.rule_id for each in made.deductions] == ["coupon/c50", "coupon/care20"]


def test_a_second_coupon_is_judged_on_what_the_first_left():
    # 55.00 less 10.00 is 45.00: the second one, the same kind, misses 5.00.
    made = priced(
        line("a", "55.00"),
        coupons=[FIFTY, CouponFacts("k3", "c50")],
        program=shop(coupons_per_sale=2),
    )
    assert made.due_minor == 4_500
    assert made.refused[0].values["missing_minor"] == 500


# --- points --------------------------------------------------------------------------------------


def test_a_point_for_each_yuan():
    assert priced(line("a", "40.00"), member=member("plain")).points_earned == 40
    assert priced(line("a", "39.99"), member=member("plain")).points_earned == 39
    assert priced(line("a", "40.00")).points_earned == 0


def test_the_tier_multiplies_points():
    # 100.00 x 0.85 = 85.00; x 1.5 = 127.5 → 127 points.
    made = priced(line("a", "100.00"), member=member("vip"))
    assert (made.points_earned, made.qualifying) == (127, 8_500)


def test_points_pay_in_whole_steps_up_to_the_share_of_the_bill():
    program = shop(points={"share_of_bill_bp": 5000, "minimum_points": 200})
    made = priced(
        line("a", "10.00"), member=member("plain", 9_999), points_offered=450, program=program
    )
    # Half of 10.00 is 5.00; 450 offered are four steps, which pay 4.00 and leave 6.00 to earn on.
    assert (made.points_limit.points, made.points_limit.minor) == (500, 500)
    assert (made.points_taken, made.points_taken_minor, made.points_earned) == (400, 400, 6)
    assert made.due_minor == 1_000
    assert [each.code for each in made.refused] == ["points_whole_steps"]


@pytest.mark.parametrize(
    ("offered", "holder", "taken", "code"),
    [
        (600, member("plain", 9_999), 500, "points_over_limit"),
        (100, member("plain", 9_999), 0, "points_below_minimum"),
        (300, member("plain", 150), 0, "points_over_limit"),
        (300, None, 0, "points_without_member"),
        (300, member("plain", 300), 300, None),
        (0, None, 0, None),
    ],
)
def test_why_fewer_points_are_taken_than_offered(offered, holder, taken, code):
    program = shop(points={"share_of_bill_bp": 5000, "minimum_points": 200})
    made = priced(line("a", "10.00"), member=holder, points_offered=offered, program=program)
    assert made.points_taken == taken
    assert [each.code for each in made.refused] == ([code] if code else [])


def test_what_is_paid_by_points_earns_none_and_what_is_stored_does():
    tenders = [
        TenderPlan(POINTS, 2_000, points=2_000),
        TenderPlan(STORED, 5_000, bonus_minor=1_000),
        TenderPlan(QR, 3_000),
    ]
    holder = member("plain", 5_000)
    inputs = {"member": holder, "points_offered": 2_000, "tenders": tenders}
    assert priced(line("a", "100.00"), **inputs).points_earned == 80
    strict = shop(points={"bonus_earns": False})
    made = priced(line("a", "100.00"), program=strict, **inputs)
    assert (made.points_earned, made.qualifying) == (70, 7_000)


def test_what_rounding_gives_away_was_not_paid():
    # 40.04 in cash is 40.00 with ten-fen coins rounded down; rounded half up 39.96 is 40.00 too.
    down = shop(cash={"coin": "0.10", "rounding": "down"})
    made = priced(
        line("a", "40.04"), member=member("plain"), program=down, tenders=[TenderPlan(CASH, 4_000)]
    )
    assert made.qualifying == 4_000
    half_up = shop(cash={"coin": "0.10", "rounding": "half_up"})
    made = priced(
        line("a", "39.96"),
        member=member("plain"),
        program=half_up,
        tenders=[TenderPlan(CASH, 4_000)],
    )
    assert (made.points_earned, made.qualifying) == (40, 4_000)


def test_a_part_in_cash_is_no_rounding():
    made = priced(line("a", "40.04"), member=member("plain"), tenders=[TenderPlan(CASH, 3_000)])
    assert made.qualifying == 4_004


# --- the rest ------------------------------------------------------------------------------------


def test_an_unknown_line_blocks_payment_and_costs_nothing():
    unknown = replace(line("x", "0.00"), known=False)
    made = priced(line("a", "10.00"), unknown)
    assert (made.blocked, made.due_minor) == ("unknown_lines", 1_000)
    assert made.line("x").payable_minor == 0
    assert priced(line("a", "10.00")).blocked is None


def test_an_empty_basket_costs_nothing():
    made = priced(coupons=[FIFTY], member=member())
    assert (made.due_minor, made.lines, made.points_earned) == (0, (), 0)


def test_a_tier_of_another_program_gives_nothing_and_says_so():
    made = priced(line("a", "10.00"), member=MemberFacts("m", "diamond"))
    assert (made.due_minor, made.points_earned) == (1_000, 10)
    assert [(each.rule_id, each.code) for each in made.refused] == [
        ("tier/diamond", "tier_unknown")
    ]
    assert priced(line("a", "10.00"), member=MemberFacts("m", "")).refused == ()


def test_a_basket_in_another_currency_is_refused():
    with pytest.raises(Refused) as caught:
        quote(replace(basket(), currency="USD"), program=shop(), at_ms=NOON_MS)
    assert caught.value.code == "currency_differs"


def test_a_quote_says_under_what_it_was_made():
    made = priced(line("a", "10.00"))
    assert (made.engine_version, made.program_version, made.at_ms) == (ENGINE, 7, NOON_MS)


# --- what holds for every bill -------------------------------------------------------------------

holders = st.none() | st.builds(
    MemberFacts, st.just("m1"), st.sampled_from(["plain", "gold", "vip"]), st.integers(0, 10**5)
)
chosen = st.lists(
    st.builds(
        CouponFacts,
        st.sampled_from(["k1", "k2", "k3", "k4"]),
        st.sampled_from(["c50", "care20", "full", "gone"]),
    ),
    max_size=4,
)
programs = st.builds(
    lambda stacks, share, most, rounding: shop(
        tier_stacks_on=stacks,
        points={"share_of_bill_bp": share},
        coupons_per_sale=most,
        cash={"coin": "0.10", "rounding": rounding},
    ),
    st.sampled_from([[], ["member_price"], ["manual_price"], ["member_price", "manual_price"]]),
    st.integers(0, 10_000),
    st.integers(0, 3),
    st.sampled_from(["none", "down", "half_up"]),
)


@given(basket_lines(), holders, chosen, programs, st.integers(0, 10**4))
def test_lines_add_up_and_nothing_is_below_zero(lines, holder, coupons, program, offered):
    made = priced(*lines, program=program, member=holder, coupons=coupons, points_offered=offered)
    assert sum(each.payable_minor for each in made.lines) == made.due_minor
    assert sum(each.list_minor for each in made.lines) == made.list_minor
    assert sum(each.amount_minor for each in made.deductions) == made.saved_minor
    for each in made.lines:
        taken = [deduction.amount_minor for deduction in each.deductions]
        assert each.list_minor - sum(taken) == each.payable_minor >= 0
        assert all(amount > 0 for amount in taken)
    assert 0 <= made.points_taken_minor <= made.points_limit.minor <= made.due_minor
    assert made.points_taken <= offered
    assert made.points_earned >= 0


@given(basket_lines(), holders, chosen, programs)
def test_the_same_input_gives_the_same_output(lines, holder, coupons, program):
    inputs = {"program": program, "member": holder, "coupons": coupons}
    assert priced(*lines, **inputs).to_json() == priced(*lines, **inputs).to_json()


@given(basket_lines().filter(len), holders, chosen, st.randoms(use_true_random=False))
def test_the_order_of_lines_moves_nothing_but_the_last_fen(lines, holder, coupons, chance):
    shuffled = list(lines)
    chance.shuffle(shuffled)
    inputs = {"member": holder, "coupons": coupons, "program": shop(coupons_per_sale=3)}
    one, other = priced(*lines, **inputs), priced(*shuffled, **inputs)
    assert (one.due_minor, one.list_minor) == (other.due_minor, other.list_minor)
    assert [each.code for each in one.refused] == [each.code for each in other.refused]
    totals = [
        {each.rule_id: each.amount_minor for each in made.deductions} for made in (one, other)
    ]
    assert totals[0] == totals[1]
    coupons_used = sum(key.startswith("coupon/") for key in totals[0])
    for each in lines:
        moved = one.line(each.line_id).payable_minor - other.line(each.line_id).payable_minor
        assert abs(moved) <= coupons_used


def test_the_last_fen_falls_on_the_first_of_equal_lines():
    # 10.00 over three lines of 20.00: 3.333… each, so the one fen goes to whoever stands first.
    lines = [line(name, "20.00") for name in "abc"]
    for ordered in permutations(lines):
        made = priced(*ordered, coupons=[FIFTY])
        assert [each.payable_minor for each in made.lines] == [1_666, 1_667, 1_667]


@given(basket_lines(), chosen, st.sampled_from(["plain", "gold", "vip"]))
def test_a_member_never_pays_more_at_the_line_than_a_guest(lines, coupons, tier):
    as_member = priced(*lines, member=member(tier))
    as_guest = priced(*lines)
    for one, other in zip(as_member.lines, as_guest.lines, strict=True):
        assert one.payable_minor <= other.payable_minor


@given(basket_lines(), holders, st.sampled_from(CashRounding))
def test_a_bill_paid_in_cash_earns_on_what_was_paid(lines, holder, rounding):
    program = replace(shop(), cash=CashRules(10, rounding))
    due = priced(*lines, program=program, member=holder).due_minor
    settled = settle(due, [], program.cash)
    if settled.cash_minor:
        tenders = [TenderPlan(CASH, settled.cash_minor)]
        made = priced(*lines, program=program, member=holder, tenders=tenders)
        assert made.qualifying == (settled.cash_minor if holder else 0)
