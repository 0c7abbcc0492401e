"""A drawer is counted, opened and closed once for each wish, and every opening says why."""

from dataclasses import replace

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.operations import Approval, CashMoved, ShiftClosed
from pos_member.domain.shift_operations import Purpose
from pos_member.domain.shift_views import CashOrder, CloseOrder, OpenOrder
from pos_member.services import checkout, drawer, open_tenders, printing
from pos_member.services.rights import Spender
from pos_member.services.shift import running
from pos_member.services.verify import verify
from tests.services.test_checkout import person
from tests.support.counter import Counter, cash, qr

BOSS = Approval("boss", "errand")


@pytest.fixture
def shop(counter: Counter) -> Counter:
    counter.pull(staff=(person("boss", "manager"), person("anna", "cashier")))
    return counter


def sell(shop: Counter, amount: str = "10") -> None:
    checkout.pay(shop.till, shop.payment(shop.basket(amount), cash(amount)), shop.now())


def float_of(shop: Counter, minor: int) -> OpenOrder:
    return OpenOrder(shop.next_id(), minor, "anna")


def move(shop: Counter, purpose: Purpose, minor: int, **more: object) -> CashOrder:
    order = CashOrder(shop.next_id(), purpose, minor, "noon", "anna", BOSS)
    return replace(order, **more)  # type: ignore[arg-type]


def count(shop: Counter, minor: int, **more: object) -> CloseOrder:
    number = running(shop.till).number
    order = CloseOrder(shop.next_id(), number, minor, min(minor, 20_000), "anna")
    return replace(order, **more)  # type: ignore[arg-type]


def refused(shop: Counter, order: OpenOrder | CashOrder | CloseOrder) -> tuple[str, object]:
    do = {OpenOrder: drawer.count_in, CashOrder: drawer.move_cash, CloseOrder: drawer.close}
    before = running(shop.till)
    with pytest.raises(Refused) as why:
        do[type(order)](shop.till, order, shop.now())  # type: ignore[operator]
    assert running(shop.till) == before, "nothing is half done"
    return why.value.code, why.value.values.get("reason", "")


def test_a_day_is_counted_in_sold_dropped_and_closed_without_a_difference(shop: Counter) -> None:
    drawer.count_in(shop.till, float_of(shop, 50_000), shop.now())
    sell(shop, "98.20")
    drawer.move_cash(shop.till, move(shop, Purpose.SAFE_DROP, 9_000, approval=None), shop.now())
    done = drawer.close(shop.till, count(shop, 50_820), shop.now())
    assert isinstance(done.body, ShiftClosed)
    assert (done.body.number, done.body.expected, done.body.difference) == (1, 50_820, 0)
    after = running(shop.till)
    assert (after.number, after.counted_in, after.totals.drawer.expected) == (2, False, 20_000)
    with shop.till.journal.reading() as connection:
        assert verify(connection).code == ""


def test_each_wish_is_booked_once_however_often_it_is_said(shop: Counter) -> None:
    orders = (
        (drawer.count_in, float_of(shop, 1_000)),
        (drawer.move_cash, move(shop, Purpose.PAID_IN, 500)),
        (drawer.close, count(shop, 1_500)),
    )
    for do, order in orders:
        first = do(shop.till, order, shop.now())
        assert do(shop.till, order, shop.now()) == first
    assert running(shop.till).number == 2


def test_an_id_that_was_used_for_something_else_is_refused(shop: Counter) -> None:
    done = drawer.count_in(shop.till, float_of(shop, 1_000), shop.now())
    again = move(shop, Purpose.PAID_IN, 500, op_id=done.op_id)
    assert refused(shop, again)[0] == "op_id_used"


def test_every_opening_of_the_drawer_kicks_it_and_prints_who_and_why(shop: Counter) -> None:
    drawer.move_cash(shop.till, move(shop, Purpose.NO_SALE, 0), shop.now())
    job = printing.next_job(shop.till)
    assert job is not None and job.kick_drawer
    slip = printing.receipt_of(job)
    assert (slip.kind.value, slip.cashier, slip.total_minor) == ("cash", "Anna", 0)
    assert [entry.name for entry in slip.entries] == ["开钱箱", "noon", "已授权"]


def test_a_float_is_counted_once_a_shift(shop: Counter) -> None:
    drawer.count_in(shop.till, float_of(shop, 1_000), shop.now())
    assert refused(shop, float_of(shop, 2_000))[0] == "shift_counted_in"


@pytest.mark.parametrize(
    ("purpose", "minor", "more", "code"),
    [
        (Purpose.PAID_IN, 0, {}, "cash_amount"),
        (Purpose.NO_SALE, 5, {}, "cash_amount"),
        (Purpose.PAID_IN, 5, {"reason": "  "}, "cash_reason"),
        (Purpose.PAID_OUT, 1_001, {}, "drawer_short"),
        (Purpose.SAFE_DROP, 1_001, {}, "drawer_short"),
        (Purpose.PAID_OUT, 5, {"approval": None}, "approval_needed"),
        (Purpose.NO_SALE, 0, {"approval": None}, "approval_needed"),
        (Purpose.NO_SALE, 0, {"approval": Approval("anna", "me")}, "not_manager"),
    ],
)
def test_a_move_that_makes_no_sense_or_is_not_allowed_is_refused(
    shop: Counter, purpose: Purpose, minor: int, more: dict[str, object], code: str
) -> None:
    drawer.count_in(shop.till, float_of(shop, 1_000), shop.now())
    assert refused(shop, move(shop, purpose, minor, **more))[0] == code


def test_a_difference_within_tolerance_closes_and_a_greater_one_asks_a_manager(
    shop: Counter,
) -> None:
    drawer.count_in(shop.till, float_of(shop, 10_000), shop.now())
    over = count(shop, 9_499, tolerance_minor=500)
    assert refused(shop, over)[0] == "cash_reason"
    assert refused(shop, replace(over, reason="lost")) == ("approval_needed", "cash_difference")
    allowed = replace(over, reason="lost", approval=BOSS, recounts=1)
    done = drawer.close(shop.till, allowed, shop.now())
    assert isinstance(done.body, ShiftClosed)
    assert (done.body.difference, done.body.approval, done.body.recounts) == (-501, BOSS, 1)
    within = drawer.close(shop.till, count(shop, 9_000, tolerance_minor=500), shop.now())
    assert isinstance(within.body, ShiftClosed)
    assert within.body.difference == -499


def test_what_was_counted_is_closed_and_no_other_shift(shop: Counter) -> None:
    late = count(shop, 0)
    drawer.close(shop.till, count(shop, 0), shop.now())
    assert refused(shop, late)[0] == "shift_other"


def test_more_than_was_counted_cannot_stay(shop: Counter) -> None:
    assert refused(shop, count(shop, 0, left_minor=1))[0] == "cash_left"


def test_a_payment_under_way_keeps_the_shift_open(shop: Counter) -> None:
    open_tenders.add_tender(
        shop.till, shop.basket("10"), qr("10"), spender=Spender(None), moment=shop.now()
    )
    assert refused(shop, count(shop, 0))[0] == "shift_unpaid"


def test_a_manager_opens_the_drawer_and_closes_a_difference_by_their_own_right(
    shop: Counter,
) -> None:
    opened = move(shop, Purpose.NO_SALE, 0, approval=None, cashier_id="boss")
    done = drawer.move_cash(shop.till, opened, shop.now())
    assert isinstance(done.body, CashMoved)
    assert done.body.approval == Approval("boss", "no_sale")
    closed = count(shop, 700, cashier_id="boss", reason="found")
    body = drawer.close(shop.till, closed, shop.now()).body
    assert isinstance(body, ShiftClosed)
    assert (body.difference, body.approval) == (700, Approval("boss", "cash_difference"))


def test_what_takes_no_manager_carries_only_the_approval_that_was_given(shop: Counter) -> None:
    done = drawer.move_cash(shop.till, move(shop, Purpose.PAID_IN, 5, approval=None), shop.now())
    assert isinstance(done.body, CashMoved) and done.body.approval is None


def test_a_preview_says_what_closing_prints_and_books_nothing(shop: Counter) -> None:
    drawer.count_in(shop.till, float_of(shop, 1_000), shop.now())
    order = count(shop, 990, left_minor=500, reason="coins", tolerance_minor=10)
    shown = drawer.preview(shop.till, order, shop.now())
    assert running(shop.till).number == 1 and shown.number == ""
    drawer.close(shop.till, order, shop.now())
    printing.done(shop.till, 1)
    job = printing.next_job(shop.till)
    assert job is not None
    assert printing.receipt_of(job).entries == shown.entries
