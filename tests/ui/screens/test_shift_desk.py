"""The desk of the shift counts blind, notes each recount, and closes what was counted, once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.errors import Unavailable
from pos_member.domain.operations import Approval
from pos_member.domain.shift_operations import Purpose
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_receipts import Books
from tests.ui.screens.shop_sample import LI, ZHOU
from ui.screens.pay_values import Ask
from ui.screens.said import Said
from ui.screens.shift_desk import ShiftDesk
from ui.worker import Worker

BOSS = Approval(LI.staff_id, "x")


@pytest.fixture
def books(tmp_path) -> Iterator[Books]:
    made = Books(tmp_path)
    made.sell()
    yield made
    made.close()


@pytest.fixture
def ledger(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker("ledger")
    yield made
    made.stop()


@pytest.fixture
def desk(qtbot: QtBot, ledger: Worker, books: Books) -> ShiftDesk:
    made = ShiftDesk(Shop(books=books).actions(), ledger)
    made.cashier = ZHOU
    made.refresh()
    qtbot.waitUntil(lambda: made.shift is not None)
    return made


def type_all(desk: ShiftDesk, keys: str) -> None:
    for key in keys:
        desk.type_key(key)


def count(desk: ShiftDesk, yuan: str) -> None:
    """Count the sum ``yuan``, over what was counted before."""
    if not desk.by_sum:
        desk.switch()
    desk.entry = type(desk.entry)()
    type_all(desk, yuan)


def test_what_should_be_there_is_known_only_after_the_count(desk: ShiftDesk) -> None:
    desk.submit()
    assert desk.problem is not None and desk.problem.message == "shift.count_first"
    assert not desk.compared
    type_all(desk, "3")
    desk.move(4)
    type_all(desk, "1")
    desk.submit()
    assert desk.compared and desk.difference == 30_500 - 30_700
    assert desk.within, "two yuan are less than five"
    desk.type_key("9")
    assert desk.count.total == 30_500, "a count that is ended takes no key"


def test_only_a_count_that_changed_after_it_was_compared_is_a_recount(desk: ShiftDesk) -> None:
    count(desk, "306")
    desk.submit()
    desk.count_again()
    desk.submit()
    assert desk.recounts == 0
    desk.count_again()
    count(desk, "307")
    desk.submit()
    assert (desk.recounts, desk.difference) == (1, 0)


def test_keys_of_a_scanner_are_taken_back_from_the_count(desk: ShiftDesk) -> None:
    type_all(desk, "2")
    before = desk.typed_state()
    type_all(desk, "69")
    desk.restore_typed(before)
    assert desk.count.total == 20_000
    desk.move(-1)
    desk.move(99)
    assert desk.marked == 10


def test_what_is_sold_after_the_comparison_opens_the_count_again(
    desk: ShiftDesk, books: Books, ledger: Worker, qtbot: QtBot
) -> None:
    count(desk, "307")
    desk.submit()
    ledger.wait_for(books.sell)
    desk.refresh()
    qtbot.waitUntil(lambda: not desk.compared)
    assert desk.problem is not None and desk.problem.message == "shift.went_on"
    desk.submit()
    assert desk.difference == -30_700 and desk.recounts == 0, "the same count, of more"
    desk.count_again()
    count(desk, "614")
    desk.submit()
    assert (desk.difference, desk.recounts) == (0, 1)


def test_nobody_goes_on_with_what_another_has_counted(desk: ShiftDesk) -> None:
    count(desk, "307")
    desk.submit()
    desk.work_for(ZHOU)
    assert desk.compared, "whoever locked the till finds it as it was"
    desk.work_for(LI)
    assert not desk.compared and not desk.count.begun and desk.cashier == LI


def test_a_great_difference_takes_a_reason_and_a_manager_and_is_booked_once(
    desk: ShiftDesk, books: Books, ledger: Worker, qtbot: QtBot
) -> None:
    asked: list[Ask] = []
    desk.approval_wanted.connect(asked.append)
    count(desk, "300")
    desk.submit()
    desk.submit()
    assert desk.problem is not None and desk.problem.message == "shift.say_why"
    desk.explain(" lost ")
    desk.leave(99_999)
    assert desk.left == 30_000, "no more stays than was counted"
    desk.leave(20_000)
    desk.submit()
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert (asked[0].why.message, asked[0].amount_minor) == ("approve.cash_difference", 700)
    books.lost["close"] = [Unavailable("ledger_busy")]
    asked[0].go_on(BOSS)
    qtbot.waitUntil(lambda: not desk.busy)
    assert desk.closed is None, "nobody knows whether it was booked"
    desk.submit()
    qtbot.waitUntil(lambda: desk.closed is not None)
    assert desk.closed is not None
    assert (desk.closed.number, desk.closed.difference, desk.closed.left) == (1, -700, 20_000)
    assert ledger.wait_for(books.drawer.running).number == 2
    desk.submit()
    desk.count_again()
    assert desk.compared, "it stays in sight as it was closed"
    desk.dismiss()
    qtbot.waitUntil(lambda: desk.shift is not None)
    assert desk.shift is not None and desk.shift.number == 2
    assert not desk.compared and not desk.count.begun


def test_a_shift_that_was_closed_elsewhere_begins_a_new_count(
    desk: ShiftDesk, books: Books, ledger: Worker, qtbot: QtBot
) -> None:
    type_all(desk, "3")
    order = desk._order(books.counter.next_id(), BOSS)
    closed = replace(order, counted_minor=30_700)
    ledger.wait_for(lambda: books.drawer.close(closed))
    desk.refresh()
    qtbot.waitUntil(lambda: desk.shift is not None and desk.shift.number == 2)
    assert not desk.count.begun


def test_a_shop_of_unknown_coins_counts_by_sum_alone(qtbot: QtBot, desk: ShiftDesk) -> None:
    desk.faces = ()
    desk._begin_count()
    assert desk.by_sum and desk.count.begun
    desk.switch()
    desk.move(1)
    assert desk.by_sum and desk.marked == 0


def test_a_shift_that_cannot_be_read_says_so_and_closes_nothing(
    desk: ShiftDesk, books: Books, ledger: Worker, qtbot: QtBot
) -> None:
    books.troubles["running"] = [Unavailable("ledger_busy")]
    desk.refresh()
    qtbot.waitUntil(lambda: desk.shift is None)
    desk.submit()
    assert desk.problem is not None and desk.problem.message == "error.ledger_busy"


def test_the_same_wish_is_the_same_operation_until_it_is_known_to_be_booked(
    desk: ShiftDesk, books: Books, ledger: Worker, qtbot: QtBot
) -> None:
    said: list[Said] = []
    desk.said.connect(said.append)
    books.lost["move_cash"] = [Unavailable("ledger_busy")]
    for _ in range(2):
        desk.move_cash(Purpose.PAID_IN, 500, "coins")
        qtbot.waitUntil(lambda: not desk.busy)
    assert [one.message for one in said] == ["error.ledger_busy", "shift.said_paid_in"]
    desk.move_cash(Purpose.PAID_IN, 500, "coins")
    qtbot.waitUntil(lambda: len(said) == 3)
    assert ledger.wait_for(books.drawer.running).totals.drawer.paid_in.count == 2
