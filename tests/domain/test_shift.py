"""A shift's figures are plain sums over its operations, and its drawer comes out to the fen."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.operations import Body, Tendered
from pos_member.domain.shift import Drawer, Tally, Totals, totals_of
from pos_member.domain.shift_operations import Purpose
from tests.support.bodies import (
    ABANDONED,
    ALL,
    CLOSED,
    COUNTED_IN,
    ENROLMENT,
    GUEST_REFUND,
    GUEST_SALE,
    NO_SALE,
    PLAIN_TOP_UP,
    REFUND,
    SAFE_DROP,
    SALE,
    TOP_UP,
)

PAID_IN, PAID_OUT = Purpose.PAID_IN, Purpose.PAID_OUT
DAY: tuple[Body, ...] = (
    COUNTED_IN, SALE, GUEST_SALE, REFUND, GUEST_REFUND, TOP_UP, PLAIN_TOP_UP, ENROLMENT, SAFE_DROP,
    NO_SALE, ABANDONED,
)  # fmt: skip
RUNNING = tuple(body for body in ALL if body is not CLOSED)


def test_a_day_adds_up_as_by_hand() -> None:
    totals = totals_of(DAY)
    assert (totals.sales, totals.refunds) == (Tally(2, 10_504), Tally(2, 5_498))
    assert totals.tenders == {
        "stored_value": Tally(1, 3_000),
        "points": Tally(1, 100),
        "qr": Tally(1, 2_000),
        "cash": Tally(2, 5_400),
    }
    assert (totals.top_ups, totals.bonus) == (Tally(2, 51_000), Tally(1, 5_000))
    # 51,000 paid in and 5,000 given, 3,000 spent, 1,500 given back to the card by a refund.
    assert totals.owed == 51_000 + 5_000 - 3_000 + 1_500
    assert (totals.members, totals.no_sales) == (1, 1)


def test_the_drawer_is_the_float_and_all_cash_that_came_less_what_went() -> None:
    drawer = totals_of(DAY).drawer
    assert drawer == Drawer(
        change_left=50_000,
        sold=Tally(2, 5_400),
        topped_up=Tally(1, 50_000),
        refunded=Tally(2, 2_948),
        dropped=Tally(1, 30_000),
    )
    # 500.00 + 54.00 + 500.00 - 29.48 - 300.00
    assert drawer.expected == 72_452


def test_what_the_last_shift_left_counts_until_the_float_is_counted() -> None:
    assert totals_of((GUEST_SALE,), left=20_000).drawer.expected == 20_500
    assert totals_of((GUEST_SALE, COUNTED_IN), left=20_000).drawer.expected == 50_000


def test_a_deduction_is_what_the_sales_own_quote_took_off() -> None:
    quoted = {"outcome": {"list": "120.00", "due": "100.04"}}
    assert totals_of((replace(SALE, quoted=quoted),)).deductions == Tally(1, 1_996)
    assert totals_of((SALE,)).deductions == Tally()


def test_cash_is_brought_and_taken_without_a_sale() -> None:
    moves = (replace(SAFE_DROP, purpose=each, amount=700) for each in (PAID_IN, PAID_OUT, PAID_OUT))
    drawer = totals_of(moves, left=1_000).drawer
    assert (drawer.paid_in, drawer.paid_out) == (Tally(1, 700), Tally(2, 1_400))
    assert drawer.expected == 300


def test_a_tender_of_nothing_is_no_cash() -> None:
    paid = replace(GUEST_SALE, due=0, tenders=(Tendered("cash", 0),))
    assert totals_of((paid,)).drawer.sold == Tally()


@given(st.lists(st.sampled_from(RUNNING), max_size=12), st.data())
def test_whatever_order_the_operations_come_in_the_figures_are_the_same(
    bodies: list[Body], data: st.DataObject
) -> None:
    others = [body for body in bodies if body is not COUNTED_IN]
    mixed = data.draw(st.permutations(others))
    assert totals_of(mixed) == totals_of(others)


@given(st.lists(st.sampled_from(RUNNING), max_size=12))
def test_every_bill_is_paid_by_its_tenders_and_rounding(bodies: list[Body]) -> None:
    totals = totals_of(bodies)
    rounding = sum(4 for body in bodies if body is SALE)
    paid = sum(each.amount for each in totals.tenders.values())
    assert totals.sales.amount == paid + rounding


def test_the_figures_are_written_as_numbers_alone() -> None:
    written = totals_of(DAY).to_json()
    assert written["sales"] == [2, 10_504]
    assert written["tenders"] == {
        "stored_value": [1, 3_000], "points": [1, 100], "qr": [1, 2_000], "cash": [2, 5_400],
    }  # fmt: skip
    assert written["drawer"] == {
        "change_left": 50_000, "sold": [2, 5_400], "topped_up": [1, 50_000],
        "refunded": [2, 2_948], "paid_in": [0, 0], "paid_out": [0, 0], "dropped": [1, 30_000],
    }  # fmt: skip
    assert Totals().to_json()["sales"] == [0, 0]
