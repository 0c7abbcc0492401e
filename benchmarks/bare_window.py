"""The least that Qt can do: an empty widget, painted once. The floor under every start."""

import os
import sys
from time import perf_counter_ns

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

NOTES = "PM_BENCH_NOTES"


class BareWindow(QWidget):
    """An empty window that ends the program once it is painted."""

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Say that it is painted, and end."""
        QTimer.singleShot(0, self._end)

    def _end(self) -> None:
        os.write(int(os.environ[NOTES]), f"shown {perf_counter_ns()}\n".encode())
        QApplication.quit()


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    window = BareWindow()
    window.resize(1366, 768)
    window.show()
    sys.exit(application.exec())
