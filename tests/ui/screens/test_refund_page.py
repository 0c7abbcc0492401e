"""The refund's page turns keys, scans and touches into what comes back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from pos_member.domain.views import Scanned, ScanOutcome
from pos_member.i18n import tr
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_receipts import RICE, SHAMPOO, Books
from tests.ui.screens.shop_sample import ZHOU
from ui.actions import Events
from ui.screens.counter import Counter
from ui.screens.refund_page import RefundPage
from ui.screens.said import Said
from ui.worker import Worker

SCANNED = Scanned(ScanOutcome.GOODS, SHAMPOO.code, goods=SHAMPOO)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    made = Books(tmp_path_factory.mktemp("page"))
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, books: Books) -> Iterator[RefundPage]:
    ledger, guard = Worker("ledger"), Worker("guard")
    counter = Counter(Shop(books=books).actions(), Events(), ledger, guard)
    made = RefundPage(counter, counter.refund)
    qtbot.addWidget(made)
    counter.refund.begin(books.desk.open(books.sell(), ZHOU.staff_id))
    yield made
    guard.stop()
    ledger.stop()


def press(page: RefundPage, key: Qt.Key, text: str = "") -> bool:
    return page.type_key(QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text))


def test_arrows_mark_a_line_and_change_how_much_of_it(page: RefundPage) -> None:
    press(page, Qt.Key.Key_Down)
    press(page, Qt.Key.Key_Right)
    assert page._desk.chosen == {"2": 1_000} and page.rows["2"].quantity.text() == "1"
    press(page, Qt.Key.Key_Left)
    press(page, Qt.Key.Key_Up)
    press(page, Qt.Key.Key_2, "2")
    assert page._desk.chosen == {"1": 2_000}
    press(page, Qt.Key.Key_Backspace)
    assert page._desk.chosen == {} and not press(page, Qt.Key.Key_X, "x")


def test_the_first_keys_of_a_scan_leave_no_trace(page: RefundPage) -> None:
    before = page.typed_state()
    press(page, Qt.Key.Key_1, "1")
    page.restore_typed(before)
    assert page._desk.chosen == {} and page.rows["1"].quantity.text() == "0"


def test_only_goods_mean_something_while_a_refund_is_open(page: RefundPage) -> None:
    said: list[Said] = []
    page._counter.said.connect(said.append)
    assert page.take_scan(SCANNED) and page._desk.chosen == {"1": 1_000}
    assert page.take_scan(Scanned(ScanOutcome.UNKNOWN_MEMBER, "1"))
    assert [one.message for one in said] == ["refund.first"]
    assert not page.take_scan(Scanned(ScanOutcome.REFUSED, "A1-1", "receipt_genuine", op_id="op"))


def test_what_is_weighed_is_shown_in_kilograms(page: RefundPage, books: Books) -> None:
    page._desk.begin(books.desk.open(books.sell(lines=(RICE,)), ZHOU.staff_id))
    assert list(page.rows) == ["9"] and page.rows["9"].quantity.text() == "0 kg"
    press(page, Qt.Key.Key_0, "0")
    press(page, Qt.Key.Key_Period, ".")
    assert page.rows["9"].quantity.text() == "0. kg", "what is typed is seen as it is typed"


def test_all_and_void_have_their_keys(page: RefundPage, qtbot: QtBot) -> None:
    page.show()
    assert page.obey("pay") and page._desk.chosen == {"1": 2_000, "2": 1_000}
    assert page.obey("hold") and page._desk.voids
    assert page.obey("approve") and not page.obey("top_up")
    assert page.all.key == "F12" and tr("refund.void") == page.void.text()
