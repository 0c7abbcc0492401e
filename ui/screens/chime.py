"""When the network's coming and going is worth a sound: once per change, not while it flaps."""

from PySide6.QtCore import QObject, QTimer, Signal

from ui.sounds import Sound

STEADY_MS = 10_000


class Chime(QObject):
    """Watches connectivity.

    Signals:
        due: a ``Sound``, because the till went offline or came back and stayed so.
    """

    due = Signal(object)

    def __init__(self, parent: QObject | None = None, *, steady_ms: int = STEADY_MS) -> None:
        super().__init__(parent)
        self._said = True
        self._now = True
        self._steady = QTimer(self, singleShot=True, interval=steady_ms)
        self._steady.timeout.connect(self._tell)

    def begin(self, *, online: bool) -> None:
        """Take how things stand now without a sound."""
        self._said = self._now = online

    def hear(self, *, online: bool) -> None:
        """Take a state. The first change sounds at once, a flap within ten seconds does not."""
        if online == self._now:
            return
        self._now = online
        if not self._steady.isActive():
            self._tell()
            self._steady.start()

    def _tell(self) -> None:
        if self._now != self._said:
            self._said = self._now
            self.due.emit(Sound.CAME_BACK if self._now else Sound.WENT_OFFLINE)
