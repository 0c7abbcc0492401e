"""Faults of the program itself: written down whole, and told once with a code to quote.

The code names the place, not the moment: the same fault has the same code at every till, so that
whoever is called finds it in the log and knows it again.
"""

import hashlib
import logging
import sys
import traceback
from pathlib import PurePath
from types import TracebackType

from PySide6.QtCore import QObject, Signal

CODE_CHARS = 6
PLACES = 4
"""Innermost frames that name a fault; how it came there differs from till to till."""
log = logging.getLogger(__name__)


def code_of(fault: BaseException) -> str:
    """Return the code of ``fault``: its kind and where it was raised, as six hex digits."""
    frames = traceback.extract_tb(fault.__traceback__)[-PLACES:]
    places = [f"{PurePath(frame.filename).name}:{frame.name}" for frame in frames]
    named = "\n".join([type(fault).__name__, *places])
    return hashlib.sha256(named.encode()).hexdigest()[:CODE_CHARS].upper()


class OwnFaults(QObject):
    """Hears of every fault that nobody caught.

    Signals:
        told: the code of a fault, on the GUI thread.
    """

    told = Signal(str)

    def install(self) -> None:
        """Hear of what is raised in the window's own code from now on."""
        sys.excepthook = self._raised

    def take(self, fault: BaseException) -> None:
        """Write ``fault`` down and tell its code; from any thread."""
        code = code_of(fault)
        log.critical("fault %s", code, exc_info=(type(fault), fault, fault.__traceback__))
        if isinstance(fault, Exception):
            self.told.emit(code)

    def _raised(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        del kind
        self.take(fault.with_traceback(trace))
