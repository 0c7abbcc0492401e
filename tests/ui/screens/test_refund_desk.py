"""The desk of a refund lets only come back what may, and shows what a preview says."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_receipts import OIL, SHAMPOO, WATER, Books
from tests.ui.screens.shop_sample import LI, ZHOU
from ui.screens.pay_values import Ask
from ui.screens.refund_desk import RefundDesk
from ui.worker import Worker


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    made = Books(tmp_path_factory.mktemp("refunds"))
    yield made
    made.close()


@pytest.fixture
def desk(qtbot: QtBot, books: Books) -> Iterator[RefundDesk]:
    ledger = Worker("ledger")
    made = RefundDesk(Shop(books=books).actions(), ledger)
    made.cashier = ZHOU
    made.begin(books.desk.open(books.sell(), ZHOU.staff_id))
    yield made
    ledger.stop()


def counted(desk: RefundDesk, qtbot: QtBot) -> int:
    qtbot.waitUntil(lambda: desk.preview is not None)
    assert desk.preview is not None
    return desk.preview.amount


def test_before_anything_is_chosen_nothing_can_be_booked(desk: RefundDesk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.refused):
        desk.submit()
    assert desk.problem is not None and desk.problem.message == "refund.choose_first"
    desk.take_all()
    assert desk.blocked is not None and desk.blocked.message == "refund.counting"
    assert counted(desk, qtbot) == 30_700 and desk.blocked is None
    desk.take_all()
    assert desk.chosen == {}


def test_pieces_stay_between_none_and_what_is_left(desk: RefundDesk, qtbot: QtBot) -> None:
    desk.change("1", -1)
    desk.change("1", 1)
    desk.change("1", 1)
    with qtbot.waitSignal(desk.refused):
        desk.change("1", 1)
    assert desk.chosen == {"1": 2_000} and counted(desk, qtbot) == 17_800
    desk.type_key("3")
    assert desk.problem is not None and desk.problem.message == "error.refund_over"
    desk.type_key("1")
    assert desk.chosen == {"1": 1_000} and counted(desk, qtbot) == 8_900
    desk.type_key("back")
    assert desk.chosen == {}
    desk.change("gone", 1)
    desk.move(5)
    assert desk.marked == "2"


def test_scanned_goods_find_their_line(desk: RefundDesk, qtbot: QtBot) -> None:
    for goods in (SHAMPOO, SHAMPOO, OIL):
        desk.take_goods(goods)
    assert counted(desk, qtbot) == 30_700
    desk.take_goods(SHAMPOO)
    assert desk.problem is not None and desk.problem.message == "error.refund_over"
    desk.take_goods(WATER)
    assert desk.problem.message == "refund.not_on_receipt"
    assert desk.blocked is None, "what was chosen may still come back"


def test_the_first_keys_of_a_scan_are_taken_back(desk: RefundDesk, qtbot: QtBot) -> None:
    before = desk.typed_state()
    desk.type_key("1")
    desk.restore_typed(before)
    assert desk.chosen == {}
    desk.restore_typed(before)
    desk.restore_typed(None)
    assert desk.typed_state() == before


def test_a_void_takes_everything_and_can_be_left_again(desk: RefundDesk, qtbot: QtBot) -> None:
    desk.void()
    assert desk.voids and counted(desk, qtbot) == 30_700
    desk.void()
    assert not desk.voids and desk.chosen == {}
    assert desk.detail is not None and desk.sale is not None
    desk.begin(replace(desk.detail, refundable=replace(desk.sale, voidable=False)))
    desk.void()
    assert desk.problem is not None and desk.problem.message == "error.void_not_today"


def test_what_may_not_come_back_says_why(desk: RefundDesk, qtbot: QtBot) -> None:
    assert desk.detail is not None and desk.sale is not None
    first, second = desk.sale.lines
    late = replace(first, why_not="return_too_late", last_day="2025-11-01")
    desk.begin(replace(desk.detail, refundable=replace(desk.sale, lines=(late, second))))
    assert desk.marked == "2"
    desk.take_goods(SHAMPOO)
    assert desk.problem is not None
    assert (desk.problem.message, desk.problem.values["last_day"]) == (
        "error.return_too_late",
        "2025-11-01",
    )
    desk.take_all()
    assert desk.chosen == {"2": 1_000}


def test_a_cashier_asks_and_a_manager_asks_only_at_the_shops_risk(
    desk: RefundDesk, qtbot: QtBot
) -> None:
    asked: list[Ask] = []
    desk.approval_wanted.connect(asked.append)
    assert desk.detail is not None and desk.sale is not None
    risky = replace(desk.detail, refundable=replace(desk.sale, sure=False))
    for detail, cashier in ((desk.detail, ZHOU), (risky, LI)):
        desk.cashier = cashier
        desk.begin(detail)
        desk.take_all()
        counted(desk, qtbot)
        desk.submit()
    assert [one.why.message for one in asked] == ["approve.refund", "approve.refund_risk"]
    desk.cashier = LI
    desk.begin(replace(risky, refundable=desk.sale and replace(desk.sale, sure=True)))
    desk.take_all()
    counted(desk, qtbot)
    with qtbot.waitSignal(desk.booked):
        desk.submit()
    desk.submit()
    desk.take_all()
    desk.type_key("1")
    assert desk.done is not None and desk.done.amount == 30_700 and len(asked) == 2
