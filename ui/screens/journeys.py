"""The ways between pages: what each signal of a page leads to, and the dialogs on the way."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.screens.counter import Counter
from ui.screens.frame import Frame
from ui.screens.page import Page
from ui.screens.said import Said, Tone
from ui.screens.sale_page import WIDE_FROM, SalePage


class Journeys(QObject):
    """The pages behind the frame, and how one gets from one to another."""

    def __init__(self, counter: Counter, frame: Frame, window: QWidget) -> None:
        super().__init__(frame)
        self._counter, self._frame, self._window = counter, frame, window
        wide = window.width() >= WIDE_FROM
        self.sale = SalePage(counter.pay, counter.actions, counter.clock, wide=wide)
        self.pages: dict[str, Page] = {"sale": self.sale}
        for page in self.pages.values():
            frame.pages.addWidget(page)
        self.place = "sale"
        self._connect()

    @property
    def page(self) -> Page:
        """Return the page in front."""
        return self.pages[self.place]

    def go(self, place: str) -> None:
        """Show the page at ``place``."""
        if place not in self.pages:
            return
        self.place = place
        self._frame.show_page(self.page)
        self.page.arrive()

    def go_back(self) -> None:
        """Go one level back: to the sale."""
        if self.place != "sale":
            self.go("sale")

    def obey(self, command: str) -> None:
        """Do a command that the page in front had no answer for."""
        if command == "find_member":
            self._frame.scan_field.setFocus()
        elif command == "reprint":
            self._counter.ledger.submit(
                self._counter.actions.reprint_last, self._reprinting, self._counter.complain
            )
        elif command == "lock":
            self._counter.lock()

    def ask_before_closing(self, close: Callable[[], None]) -> None:
        """Ask whether to hold the open sale and close, or to stay."""
        self._counter.sale.hold()
        self._counter.ledger.submit(lambda: None, lambda _nothing: close())

    def _connect(self) -> None:
        self._counter.sale_wanted.connect(lambda: self.go("sale"))
        self.sale.command.connect(self.obey)
        self._counter.printed.connect(self.sale.result.show_paper)

    def _reprinting(self, receipt: str) -> None:
        self._counter.say(Said(Tone.OK, "said.reprinting", {"receipt": receipt}))
