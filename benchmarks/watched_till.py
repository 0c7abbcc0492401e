"""The real till, started as its command line starts it, saying when it paints.

It writes ``shown`` and ``painted`` with the monotonic clock's nanoseconds, which all processes of a
machine share, to the descriptor that ``NOTES`` names.
"""

import os
import sys
from time import perf_counter_ns

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent

from pos_member.bootstrap import till
from pos_member.cli import main
from ui.main_window import MainWindow

NOTES = "PM_BENCH_NOTES"


class WatchedWindow(MainWindow):
    """The cashier's window with somebody looking."""

    _is_shown = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint, and say so once all that is painted with it is there, too."""
        super().paintEvent(event)
        if not self._is_shown:
            self._is_shown = True
            QTimer.singleShot(0, lambda: _say("shown"))

    def _card_painted(self) -> None:
        before = len(self.paint_timings)
        super()._card_painted()
        if len(self.paint_timings) > before:
            _say("painted")


def _say(what: str) -> None:
    os.write(int(os.environ[NOTES]), f"{what} {perf_counter_ns()}\n".encode())


if __name__ == "__main__":
    vars(till)["MainWindow"] = WatchedWindow
    sys.exit(main(sys.argv[1:]))
