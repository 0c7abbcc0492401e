"""What a press would take, what it leaves, and what the one button says."""

from dataclasses import replace

from pos_member.domain.tender import TenderKind
from pos_member.domain.views import TenderLine
from tests.ui.screens.test_tender_offers import FACTS
from ui.screens.pay_values import Typed, button_of, is_taken_outside, left_after, plan
from ui.screens.tender_offers import offers

OFFERS = offers(FACTS)


def test_without_an_amount_a_tender_takes_all_that_it_can() -> None:
    planned = plan(FACTS, OFFERS[TenderKind.STORED_VALUE], Typed())
    assert planned.amount == 5_000
    assert left_after(FACTS, planned) == 3_000
    assert button_of(FACTS, planned, None).message == "pay.stored_value_part"


def test_cash_typed_above_the_bill_gives_change_and_completes_it() -> None:
    planned = plan(FACTS, OFFERS[TenderKind.CASH], Typed(minor=10_000))
    assert (planned.amount, planned.received) == (8_000, 10_000)
    assert left_after(FACTS, planned) == 0
    assert button_of(FACTS, planned, None).message == "pay.cash"


def test_points_are_taken_in_whole_steps() -> None:
    planned = plan(FACTS, OFFERS[TenderKind.POINTS], Typed(minor=250))
    assert (planned.points, planned.amount) == (200, 200)


def test_a_paid_bill_says_so_and_asks_for_nothing() -> None:
    paid = replace(FACTS, locked=(TenderLine("t", "bank_card", 8_000, 0, "R1", "confirmed"),))
    planned = plan(paid, offers(paid)[TenderKind.CASH], Typed())
    assert button_of(paid, planned, None).message == "pay.complete"


def test_only_confirmed_outside_money_needs_a_manager_to_go_back() -> None:
    assert is_taken_outside(TenderLine("t", "qr", 100, 0, "R", "confirmed"))
    assert not is_taken_outside(TenderLine("t", "stored_value", 100, 0, "", "reserved"))
