"""Lets a script play the window from another process: JSON lines on a socket the till opens.

The till connects out to the port that its starter named, so a till listens on nothing.
"""

import contextlib
import json
import logging
import socket
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

log = logging.getLogger(__name__)

Perform = Callable[[dict[str, object]], object]


class PilotLine(QObject):
    """Carries commands to the GUI thread and their answers back.

    ``perform`` runs on the GUI thread; what it raises is answered as an error, because the script
    must hear what went wrong with its own command.
    """

    _arrived = Signal(object)

    def __init__(self, address: str, perform: Perform) -> None:
        super().__init__()
        host, _, port = address.rpartition(":")
        self._perform = perform
        self._line = socket.create_connection((host, int(port)), timeout=10)
        self._line.settimeout(None)
        self._arrived.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self._read, name="pilot", daemon=True).start()

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()

    def _read(self) -> None:
        try:
            with self._line.makefile("r", encoding="utf-8") as lines:
                for line in lines:
                    self._arrived.emit(json.loads(line))
        except (OSError, ValueError) as gone:
            log.info("the pilot is gone: %s", gone)

    def _answer(self, order: dict[str, object]) -> None:
        try:
            answer = {"value": self._perform(order)}
        except (LookupError, ValueError, TypeError, RuntimeError) as wrong:
            answer = {"error": f"{type(wrong).__name__}: {wrong}"}
        with contextlib.suppress(OSError):
            self._line.sendall(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
