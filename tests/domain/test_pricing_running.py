"""The running bill only ever goes down, and never below nothing."""

import pytest

from pos_member.domain.pricing_running import RunningBill
from pos_member.domain.pricing_values import Deduction
from tests.support.priced import line


def bill() -> RunningBill:
    made = RunningBill([line("a", "5.00"), line("b", "5.00")])
    made.listed[:] = made.payable[:] = [500, 500]
    return made


def test_what_is_taken_off_is_kept_with_its_reason():
    made = bill()
    made.take_off(0, Deduction("r1", "coupon", {}, 100))
    made.take_off(0, Deduction("r2", "coupon", {}, 50))
    made.take_off(1, Deduction("r1", "coupon", {}, 500))
    first, second = made.quote_lines()
    assert (first.list_minor, first.payable_minor, second.payable_minor) == (500, 350, 0)
    assert [each.rule_id for each in first.deductions] == ["r1", "r2"]
    assert [(each.rule_id, each.amount_minor) for each in made.by_rule()] == [
        ("r1", 600),
        ("r2", 50),
    ]


@pytest.mark.parametrize("amount", [0, -1, 501])
def test_a_stage_that_takes_nothing_or_too_much_is_a_bug(amount):
    with pytest.raises(AssertionError):
        bill().take_off(0, Deduction("r", "coupon", {}, amount))


def test_what_does_not_hold_is_noted_in_order():
    made = bill()
    made.refuse("r1", "coupon_twice", {})
    made.refuse("r2", "coupon_limit", {"limit": 1})
    assert [(each.rule_id, each.code) for each in made.refused] == [
        ("r1", "coupon_twice"),
        ("r2", "coupon_limit"),
    ]
