"""Takes a PIN or a badge for a person: behind sign-in, the lock screen and every approval.

The check costs a third of a second by design and runs on the guard worker; the pad stays alive
meanwhile, but nothing typed then is taken.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from pos_member.domain.errors import PosError
from pos_member.domain.views import Scanned, ScanOutcome, StaffView
from ui.worker import Worker

PIN_DIGITS = 6
PIN_DIGITS_MAX = 12
MINUTE_MS = 60_000
LOCKED = "pin_locked"


class PinDesk(QObject):
    """Who wants in, how much of the PIN stands there, and why it was refused.

    Signals:
        changed: anything of it changed.
        accepted: ``StaffView`` of the person who proved to be it.
        refused: a PIN or badge was turned away; the reason stands in ``problem``.
    """

    changed = Signal()
    accepted = Signal(object)
    refused = Signal()

    def __init__(
        self,
        check_pin: Callable[[str, str], StaffView],
        guard: Worker,
        now_ms: Callable[[], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._check_pin = check_pin
        self._guard = guard
        self._now_ms = now_ms
        self._pin = ""
        self.people: list[StaffView] = []
        self.person: StaffView | None = None
        self.checking = False
        self._badge: Scanned | None = None
        self.problem: PosError | None = None

    @property
    def typed(self) -> int:
        """Return how many digits stand there."""
        return len(self._pin)

    @property
    def locked_minutes(self) -> int:
        """Return for how many more minutes, begun ones counted, the person is locked out."""
        if self.person is None:
            return 0
        left_ms = self.person.locked_until_ms - self._now_ms()
        return max(0, -(-left_ms // MINUTE_MS))

    @property
    def ready(self) -> bool:
        """Tell whether there is something to check."""
        enough = self.typed >= PIN_DIGITS
        return self.person is not None and enough and not self.checking and not self.locked_minutes

    def offer(self, people: list[StaffView]) -> None:
        """Show ``people`` to choose from; keeps who was chosen, else the first."""
        chosen = self.person.staff_id if self.person else ""
        self.people = people
        self.person = next((one for one in people if one.staff_id == chosen), None)
        if self.person is None and people:
            self.person = people[0]
        self.changed.emit()

    def choose(self, staff_id: str) -> None:
        """Take the person with ``staff_id``; what was typed for another one goes."""
        if self.checking:
            return
        self.person = next(one for one in self.people if one.staff_id == staff_id)
        self._pin, self.problem = "", None
        self.changed.emit()

    def choose_next(self, step: int) -> None:
        """Take the person ``step`` places on, staying within the list."""
        if not self.people or self.person is None:
            return
        at = self.people.index(self.person) + step
        self.choose(self.people[max(0, min(at, len(self.people) - 1))].staff_id)

    def type_digit(self, digit: str) -> None:
        """Add ``digit``."""
        if not self.checking and self.typed < PIN_DIGITS_MAX:
            self._pin += digit
            self.problem = None
            self.changed.emit()

    def erase(self) -> None:
        """Take the last digit back."""
        self._pin = self._pin[:-1]
        self.changed.emit()

    def clear(self) -> None:
        """Forget what was typed, and what was wrong with it."""
        self._pin, self.problem, self._badge = "", None, None
        self.changed.emit()

    def typed_state(self) -> str:
        """Return the digits, for the filter that takes a scanner's keys back."""
        return self._pin

    def restore_typed(self, digits: str) -> None:
        """Go back to ``digits``."""
        if not self.checking:
            self._pin = digits
            self.changed.emit()

    def submit(self) -> None:
        """Have the PIN checked, once."""
        if not self.ready or self.person is None:
            return
        staff_id, pin = self.person.staff_id, self._pin
        self.checking = True
        self.changed.emit()
        self._guard.submit(lambda: self._check_pin(staff_id, pin), self._accept, self._refuse)

    def check(self, staff_id: str, pin: str) -> None:
        """Have ``pin`` of ``staff_id`` checked, typed elsewhere."""
        if self.checking:
            return
        self.choose(staff_id)
        self._pin = pin
        if self.ready:
            self.submit()
        else:
            minutes = self.locked_minutes
            locked = PosError(LOCKED, seconds=minutes * MINUTE_MS // 1000)
            self._refuse(locked if minutes else PosError("pin_short", digits=PIN_DIGITS))

    def take_badge(self, scanned: Scanned) -> None:
        """Take what a badge was found to be: it proves its owner as the PIN does.

        One that comes while a PIN is checked is taken where the PIN is wrong.
        """
        if self.checking:
            self._badge = scanned
            return
        owner = next((one for one in self.people if one.staff_id == scanned.staff_id), None)
        if scanned.outcome is ScanOutcome.STAFF and owner is not None:
            self._accept(owner)
        else:
            self._refuse(PosError(scanned.code or "badge_not_here"))

    def _accept(self, person: StaffView) -> None:
        self.checking = False
        self._pin, self.problem, self._badge = "", None, None
        self.changed.emit()
        self.accepted.emit(person)

    def _refuse(self, why: PosError) -> None:
        self.checking = False
        self._pin, self.problem = "", why
        if why.code == LOCKED and self.person is not None:
            until_ms = self._now_ms() + int(why.values.get("seconds", 0)) * 1000
            self._know(replace(self.person, locked_until_ms=until_ms))
        self.changed.emit()
        self.refused.emit()
        if self._badge is not None:
            badge, self._badge = self._badge, None
            self.take_badge(badge)

    def _know(self, person: StaffView) -> None:
        self.people = [person if one.staff_id == person.staff_id else one for one in self.people]
        self.person = person
