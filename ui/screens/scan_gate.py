"""Every scan passes here once: double reads are dropped, scans during a dialog wait their turn.

A scan never presses a button. The gate also remembers when the last one came, because a scanner
ends its code with the very key that presses the primary button.
"""

from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from itertools import count

from PySide6.QtCore import QObject, Signal

from pos_member.domain.codes import BADGE_PREFIX, MEMBER_PREFIX
from pos_member.domain.stripes import holds_bank_card

DOUBLE_READ_MS = 120
SAME_MEMBER_MS = 600
ENTER_AFTER_SCAN_MS = 150
HELD_MAX = 20


class Passing(Enum):
    """What the gate does with a scan."""

    ALL = auto()
    HOLD = auto()
    BADGES = auto()


class ScanGate(QObject):
    """Decides what becomes of a scanned text.

    Signals:
        passed: a text to look up now.
        badge: a staff badge that came while only badges pass.
        waiting_changed: how many scans wait for the dialog to close.
        refused: code of the reason a scan was turned away.
    """

    passed = Signal(str)
    badge = Signal(str)
    waiting_changed = Signal(int)
    refused = Signal(str)

    def __init__(self, now_ms: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now_ms = now_ms
        self._narrow: dict[int, Passing] = {}
        self._tokens = count()
        self._waiting: deque[str] = deque()
        self._last_text = ""
        self._last_ms = -SAME_MEMBER_MS

    @property
    def waiting(self) -> int:
        """Return how many scans wait."""
        return len(self._waiting)

    def receive(self, text: str) -> None:
        """Take a scan from any scanner."""
        now = self._now_ms()
        again = text == self._last_text and 0 <= now - self._last_ms < _quiet_ms(text)
        self._last_text, self._last_ms = text, now
        if again:
            return
        if self._passing is Passing.ALL:
            self.passed.emit(text)
        elif self._passing is Passing.BADGES and is_badge(text):
            self.badge.emit(text)
        else:
            self._hold(text)

    def narrow(self, passing: Passing) -> int:
        """Let less pass from now on; ``widen`` with the token that is returned ends it."""
        token = next(self._tokens)
        self._narrow[token] = passing
        return token

    def widen(self, token: int) -> None:
        """Undo the ``narrow`` that gave ``token``; what waited passes in its order, if it may."""
        self._narrow.pop(token, None)
        released = 0
        while self._waiting and self._passing is Passing.ALL:
            released += 1
            self.passed.emit(self._waiting.popleft())
        if released:
            self.waiting_changed.emit(len(self._waiting))

    def forget_waiting(self) -> None:
        """Drop what waits: who signs in next did not scan it."""
        self._waiting.clear()
        self.waiting_changed.emit(0)

    def enter_may_press(self) -> bool:
        """Tell whether an Enter now is a person's and not the end of a scan."""
        return not 0 <= self._now_ms() - self._last_ms < ENTER_AFTER_SCAN_MS

    @property
    def _passing(self) -> Passing:
        """Return what passes: the narrowest of what was asked for."""
        if Passing.BADGES in self._narrow.values():
            return Passing.BADGES
        return Passing.HOLD if self._narrow else Passing.ALL

    def _hold(self, text: str) -> None:
        """Keep a scan until the dialog closes; never a bank card, which is refused at once."""
        if holds_bank_card(text):
            self._last_text = ""
            self.refused.emit("bank_card")
            return
        if len(self._waiting) == HELD_MAX:
            self.refused.emit("too_many_scans_waiting")
            return
        self._waiting.append(text)
        self.waiting_changed.emit(len(self._waiting))


def is_badge(text: str) -> bool:
    """Tell whether ``text`` claims to be a staff badge."""
    return text.upper().startswith(BADGE_PREFIX)


def _quiet_ms(text: str) -> int:
    is_member = text.upper().startswith((MEMBER_PREFIX, "M"))
    return SAME_MEMBER_MS if is_member else DOUBLE_READ_MS
