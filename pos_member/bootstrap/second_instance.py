"""A second start on the same data: the first window comes to the front, and this one ends.

The lock of the folder decides who is first (``storage.instance``); the bell only asks the first one
to show itself, so a bell that nobody answers never lets two tills run.
"""

import hashlib
import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

ANSWER = b"here\n"
PATIENCE_MS = 2_000

log = logging.getLogger(__name__)


def bell_name(folder: Path) -> str:
    """Return the name of the bell of the till whose data is in ``folder``."""
    return "pos-member-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]


class Doorbell(QObject):
    """Listens for second starts; made by whoever holds the folder's lock.

    Signals:
        rung: somebody started a till on the same data.
    """

    rung = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        name = bell_name(folder)
        # What a killed till left behind; the lock says that no other till has it.
        QLocalServer.removeServer(name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        if not self._server.listen(name):
            log.warning("a second start will not find this window: %s", self._server.errorString())

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _answer(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.write(ANSWER)
            caller.flush()
            caller.disconnectFromServer()
            log.info("a second start on the same data was sent away")
            self.rung.emit()


def ring(folder: Path, *, patience_ms: int = PATIENCE_MS) -> bool:
    """Ask the till that runs on ``folder`` to show itself; tell whether it answered in time."""
    caller = QLocalSocket()
    caller.connectToServer(bell_name(folder))
    try:
        if not caller.waitForConnected(patience_ms):
            return False
        # The answer may have come together with the connection: then there is nothing to wait for.
        return caller.bytesAvailable() > 0 or caller.waitForReadyRead(patience_ms)
    finally:
        caller.abort()


def bring_to_front(window: QWidget) -> None:
    """Show ``window`` above the others, whatever became of it."""
    if window.isMinimized():
        window.showNormal()
    window.raise_()
    window.activateWindow()
