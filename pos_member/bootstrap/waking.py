"""Notices that the machine slept: what the screen shows of a member may be old by then.

Between two beats passes little on a clock that goes on in a machine's sleep, and the beat itself
stops in it; where much passed, the machine slept, or the program was halted as long.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

BEAT_MS = 2_000
SLEPT_MS = 60_000
"""What is shown may be older than this only where the cashier was told so."""


class Waking(QObject):
    """Tells when the machine wakes.

    Signals:
        woke: the machine slept for more than ``SLEPT_MS``.
    """

    woke = Signal()

    def __init__(self, mono_ms: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mono_ms = mono_ms
        self._beat_ms = mono_ms()
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.timeout.connect(self.beat)
        self._timer.start()

    def beat(self) -> None:
        """Look how much has passed since the last beat."""
        before, self._beat_ms = self._beat_ms, self._mono_ms()
        if self._beat_ms - before > SLEPT_MS:
            self.woke.emit()
