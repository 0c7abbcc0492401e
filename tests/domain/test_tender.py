"""Paying in parts: what is left, what cash pays after rounding, what goes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.errors import Refused
from pos_member.domain.money import CashRounding, round_cash
from pos_member.domain.operations import EXTERNAL_KINDS, TENDER_KINDS
from pos_member.domain.program import CashRules
from pos_member.domain.tender import (
    EXTERNAL,
    Settlement,
    TenderKind,
    TenderPlan,
    quick_cash,
    settle,
)

FEN = CashRules()
DOWN = CashRules(10, CashRounding.DOWN)
HALF_UP = CashRules(10, CashRounding.HALF_UP)
STORED, POINTS, CASH, QR = (
    TenderKind.STORED_VALUE,
    TenderKind.POINTS,
    TenderKind.CASH,
    TenderKind.QR,
)


def cash(amount: int, received: int = 0) -> TenderPlan:
    return TenderPlan(CASH, amount, received)


def refusal(*tenders: TenderPlan, due: int = 10_000, rules: CashRules = FEN) -> tuple[str, dict]:
    with pytest.raises(Refused) as caught:
        settle(due, tenders, rules)
    return caught.value.code, caught.value.values


def test_the_kinds_are_those_that_operations_carry():
    assert set(TenderKind) == set(TENDER_KINDS)
    assert set(EXTERNAL) == set(EXTERNAL_KINDS)


def test_nothing_due_is_paid_already():
    settled = settle(0, (), DOWN)
    assert settled == Settlement(0, 0, 0, 0, 0)
    assert settled.complete


def test_a_bill_in_three_parts_with_change():
    # 666.70 = 500.00 stored value + 20.00 for 2,000 points + 146.70 cash; 150.00 is handed over.
    tenders = [TenderPlan(STORED, 50_000), TenderPlan(POINTS, 2_000, points=2_000)]
    open_bill = settle(66_670, tenders, DOWN)
    assert (open_bill.left_minor, open_bill.cash_minor, open_bill.complete) == (
        14_670,
        14_670,
        False,
    )
    paid = settle(66_670, [*tenders, cash(14_670, 15_000)], DOWN)
    assert (paid.paid_minor, paid.change_minor, paid.complete) == (66_670, 330, True)


@pytest.mark.parametrize(
    ("rules", "pays", "rounding"), [(FEN, 4_677, 0), (DOWN, 4_670, 7), (HALF_UP, 4_680, -3)]
)
def test_only_the_cash_part_is_rounded(rules, pays, rounding):
    # 146.77 less 100.00 by QR leaves 46.77 for cash.
    paid = settle(14_677, [TenderPlan(QR, 10_000), cash(pays)], rules)
    assert (paid.rounding_minor, paid.left_minor, paid.cash_minor) == (rounding, 0, pays)
    assert paid.paid_minor + paid.rounding_minor == 14_677
    assert settle(14_677, [TenderPlan(QR, 14_677)], rules).rounding_minor == 0


def test_the_order_of_tenders_does_not_matter():
    parts = [cash(4_670, 5_000), TenderPlan(QR, 10_000)]
    assert settle(14_677, parts, DOWN) == settle(14_677, parts[::-1], DOWN)


def test_a_part_in_cash_is_not_rounded_until_it_completes_the_bill():
    part = settle(14_677, [cash(5_000)], DOWN)
    assert (part.rounding_minor, part.left_minor, part.cash_minor) == (0, 9_677, 14_670)


def test_a_rest_below_the_coin_is_given_away_by_cash_of_nothing():
    paid = settle(1_004, [TenderPlan(STORED, 1_000), cash(0)], DOWN)
    assert (paid.rounding_minor, paid.complete) == (4, True)


@pytest.mark.parametrize("kind", [STORED, POINTS, QR])
def test_only_cash_gives_change(kind):
    assert refusal(TenderPlan(QR, 9_000), TenderPlan(kind, 1_001)) == (
        "tender_over",
        {"kind": kind.value, "left_minor": 1_000},
    )


@pytest.mark.parametrize(
    ("tenders", "rules", "code", "values"),
    [
        ([TenderPlan(QR, 0)], FEN, "tender_amount", {"kind": "qr"}),
        ([cash(-1)], FEN, "tender_amount", {"kind": "cash"}),
        ([cash(0)], FEN, "tender_amount", {"kind": "cash"}),
        ([TenderPlan(QR, 10_000), cash(0)], FEN, "tender_amount", {"kind": "cash"}),
        ([cash(5_000), cash(5_000)], FEN, "cash_twice", {}),
        ([cash(10_001, 20_000)], FEN, "tender_over", {"kind": "cash", "left_minor": 10_000}),
        ([cash(4_999)], DOWN, "cash_coin", {"coin_minor": 10}),
        ([cash(10_000, 9_900)], FEN, "cash_short", {"missing_minor": 100}),
        ([TenderPlan(STORED, 100, bonus_minor=101)], FEN, "bonus_over", {"kind": "stored_value"}),
        ([TenderPlan(STORED, 100, bonus_minor=-1)], FEN, "bonus_over", {"kind": "stored_value"}),
    ],
)
def test_what_is_no_payment_is_refused(tenders, rules, code, values):
    assert refusal(*tenders, rules=rules) == (code, values)


@given(
    st.integers(0, 10**7),
    st.lists(st.integers(1, 10**6), max_size=4),
    st.sampled_from(CashRounding),
    st.sampled_from([1, 5, 10, 50, 100]),
)
def test_tenders_and_rounding_add_up_to_what_is_due(due, outside, rounding, coin):
    rules = CashRules(coin, rounding)
    tenders = []
    for amount in outside:
        if sum(each.amount_minor for each in tenders) + amount <= due:
            tenders.append(TenderPlan(QR, amount))
    rest = settle(due, tenders, rules)
    assert rest.paid_minor + rest.left_minor == due
    if rest.left_minor:
        whole = settle(due, [*tenders, cash(rest.cash_minor)], rules)
        assert whole.complete
        assert whole.paid_minor + whole.rounding_minor == due
        assert rest.cash_minor == round_cash(rest.left_minor, coin, rounding)
        assert abs(whole.rounding_minor) < coin


@pytest.mark.parametrize(
    ("due", "currency", "suggested"),
    [
        (14_670, "CNY", (14_670, 15_000, 20_000, 50_000)),
        (350, "CNY", (350, 500, 1_000, 2_000)),
        (1_200, "CNY", (1_200, 2_000, 5_000, 10_000)),
        (10_000, "CNY", (10_000, 50_000)),
        (0, "CNY", (0,)),
        (1_250, "JPY", (1_250, 2_000, 5_000, 10_000)),
    ],
)
def test_what_a_customer_is_likely_to_hand_over(due, currency, suggested):
    assert quick_cash(due, currency) == suggested


@given(st.integers(1, 10**7), st.integers(1, 6))
def test_suggestions_cover_the_bill_and_rise(due, most):
    found = quick_cash(due, most=most)
    assert found[0] == due
    assert list(found) == sorted(set(found))
    assert len(found) <= most
