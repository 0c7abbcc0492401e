"""Locks a till that nobody touches: whoever walks by must not sell on somebody else's name."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from typing_extensions import override

MS_PER_SECOND = 1_000
_TOUCHES = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.TouchBegin,
    QEvent.Type.Wheel,
)


class IdleLock(QObject):
    """Counts the time without a hand or a scan; an event filter of the application.

    Args:
        lock: locks the till; false where it may not be now, and is asked again later.
    """

    def __init__(self, lock: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._lock = lock
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._waited)

    def after(self, seconds: int) -> None:
        """Lock after ``seconds`` without a touch from now on; 0 is never."""
        self._timer.stop()
        self._timer.setInterval(seconds * MS_PER_SECOND)
        self.touched()

    def touched(self) -> None:
        """Begin to count anew."""
        if self._timer.interval():
            self._timer.start()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self.touched()
        return False

    def _waited(self) -> None:
        if not self._lock():
            self.touched()
