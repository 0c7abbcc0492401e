"""The real window over the shop in memory, opened and signed in, for tests that play it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_sample import MEMBER_CODE, PIN
from ui.actions import Events
from ui.main_window import MainWindow
from ui.pilot import Pilot
from ui.worker import Worker

SHAMPOO, OIL, WATER = "6901234567892", "6901234560015", "6921168509256"
STRANGE = "6999999999994"


@dataclass
class Till:
    """A window, what stands behind it, and a hand on its keys."""

    window: MainWindow
    shop: Shop
    events: Events
    pilot: Pilot
    qtbot: QtBot

    @property
    def dialog(self) -> QDialog | None:
        """Return the dialog in front."""
        front = QApplication.activeModalWidget()
        return front if isinstance(front, QDialog) else None

    @property
    def names(self) -> list[str]:
        """Return what stands in the basket, by name, else by code."""
        return [one.name or one.code for one in self.window.counter.sale.basket.lines]

    def sign_in(self) -> None:
        """Let the first person in by PIN."""
        self.pilot.type(PIN)
        self.pilot.press("Return")
        self.qtbot.waitUntil(lambda: not self.window.counter.locked)

    def scan(self, *codes: str) -> None:
        """Scan ``codes``, a second apart; the last second is over as well."""
        for code in codes:
            self.events.scanned.emit(code)
            self.shop.now_ms += 1_000

    def sell(self, *codes: str) -> None:
        """Scan ``codes`` and wait until each has its line."""
        sale = self.window.counter.sale
        before = len(sale.basket.lines)
        self.scan(*codes)
        self.qtbot.waitUntil(lambda: len(sale.basket.lines) == before + len(codes))

    def attach(self) -> None:
        """Scan the member's code and wait until the member is on the sale."""
        self.scan(MEMBER_CODE)
        self.qtbot.waitUntil(lambda: self.window.counter.sale.member is not None)

    def touch(self, name: str) -> None:
        """Tap what is called ``name``, once it is there."""
        self.qtbot.waitUntil(lambda: self._is_shown(name))
        self.pilot.perform({"do": "click", "name": name})

    def _is_shown(self, name: str) -> bool:
        front = self.dialog or self.window
        return any(one.isVisible() for one in front.findChildren(QWidget, name))

    def until_sold(self, sales: int = 1) -> None:
        """Wait until ``sales`` sales are booked and the last one is shown as done."""
        self.qtbot.waitUntil(lambda: len(self.shop.sales) == sales)
        self.qtbot.waitUntil(lambda: self.window.counter.pay.done is not None)

    def texts(self) -> list[str]:
        """Return every text that can be read in front."""
        front = self.dialog or self.window
        return [label.text() for label in front.findChildren(QLabel) if label.isVisible()]


@contextmanager
def opened(qtbot: QtBot, shop: Shop, *, size: tuple[int, int] = (1366, 768)) -> Iterator[Till]:
    """Open a window at the sign-in page, and put everything away afterwards."""
    ledger, guard, events = Worker("ledger"), Worker("guard"), Events()
    window = MainWindow(shop.actions(), events, ledger=ledger, guard=guard)
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    qtbot.waitUntil(lambda: bool(window.counter.pins.people))
    yield Till(window, shop, events, Pilot(window), qtbot)
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.reject()
    window.hide()
    guard.stop()
    ledger.stop()
