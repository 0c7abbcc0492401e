"""The receipts' page lists what was found and says what there is to do where nothing was."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from pos_member.domain.views import Scanned, ScanOutcome
from pos_member.i18n import tr
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_receipts import Books
from tests.ui.screens.shop_sample import LIN
from ui.actions import Events
from ui.screens.counter import Counter
from ui.screens.receipts_page import ReceiptsPage
from ui.worker import Worker


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    made = Books(tmp_path_factory.mktemp("list"))
    made.fill()
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, books: Books) -> Iterator[ReceiptsPage]:
    ledger, guard = Worker("ledger"), Worker("guard")
    counter = Counter(Shop(books=books).actions(), Events(), ledger, guard)
    made = ReceiptsPage(counter, counter.receipts)
    qtbot.addWidget(made)
    made.arrive()
    qtbot.waitUntil(lambda: len(made.rows) == 4)
    yield made
    guard.stop()
    ledger.stop()


def press(page: ReceiptsPage, key: Qt.Key) -> None:
    page.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))


def test_the_newest_is_open_and_arrows_go_on(page: ReceiptsPage, qtbot: QtBot) -> None:
    names = [row.result.name for row in page.rows.values()]
    assert names == [f"A1-1122-00000{number}" for number in (4, 3, 2, 1)]
    press(page, Qt.Key.Key_Down)
    press(page, Qt.Key.Key_PageDown)
    marked = [row.result.name for row in page.rows.values() if row.property("marked")]
    assert marked == ["A1-1122-000001"]
    qtbot.waitUntil(lambda: page.detail.number.text() == "A1-1122-000001")


def test_a_scanned_member_is_looked_for_and_going_back_shows_all(
    page: ReceiptsPage, qtbot: QtBot
) -> None:
    assert page.take_scan(Scanned(ScanOutcome.MEMBER, "", member=LIN))
    qtbot.waitUntil(lambda: not page.rows)
    assert page.empty.title.text() == tr("receipts.nothing", text=LIN.name)
    assert not page.every.isHidden()
    assert page.go_back()
    qtbot.waitUntil(lambda: len(page.rows) == 4)
    assert not page.go_back() and page.every.isHidden()
    assert not page.take_scan(Scanned(ScanOutcome.UNKNOWN_GOODS, "1"))


def test_commands_that_mean_nothing_here_go_on(page: ReceiptsPage) -> None:
    assert page.obey("find_member") and page.obey("reprint") and not page.obey("pay")
    assert page.primary_button() is page.detail.primary
