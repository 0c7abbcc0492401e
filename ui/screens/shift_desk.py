"""The drawer and its shift: cash moved, counted blind, compared only then, and closed.

What the drawer should hold is known here all the time and shown only once a count is finished; each
change of a count after that is noted.
"""

from PySide6.QtCore import QObject
from typing_extensions import override

from pos_member.domain.cash_count import CashCount, faces_of
from pos_member.domain.operations import Approval, ShiftClosed
from pos_member.domain.receipt import Receipt
from pos_member.domain.shift_views import CloseOrder, DrawerDone, RunningShift
from pos_member.domain.views import StaffView
from ui.actions import Actions
from ui.kit.amount_input import AmountEntry
from ui.screens.drawer_desk import DrawerDesk
from ui.screens.said import Said, Tone
from ui.worker import Worker


class ShiftDesk(DrawerDesk):
    """One shift, until it is closed.

    Attributes:
        marked: face in minor units that keys mean.
        compared: the count is finished, and what it should be is shown.
        left: minor units that stay in the drawer.
        recounts: how often the count was changed after it was compared.
        closed: the shift that was closed last here, until somebody goes on.
    """

    def __init__(self, actions: Actions, ledger: Worker, parent: QObject | None = None) -> None:
        super().__init__(actions, ledger, parent)
        self.faces = faces_of(actions.shop.currency)
        self.closed: ShiftClosed | None = None
        self._begin_count()

    def _begin_count(self) -> None:
        self.count = CashCount() if self.faces else CashCount(sum_minor=0)
        self.entry = AmountEntry()
        self.marked = self.faces[0] if self.faces else 0
        self.compared, self.recounts, self._shown = False, 0, -1
        self.left, self.reason = 0, ""

    # What there is.

    @property
    def by_sum(self) -> bool:
        """Tell whether the sum is typed instead of pieces."""
        return self.count.sum_minor is not None

    @property
    def difference(self) -> int:
        """Return by how much the count is over, once it is compared."""
        return self.shift.difference(self.count.total) if self.shift and self.compared else 0

    @property
    def within(self) -> bool:
        """Tell whether the difference needs nobody's leave."""
        return abs(self.difference) <= self.tolerance

    @property
    def blocked(self) -> Said | None:
        """Return why the shift cannot be closed yet."""
        if self.shift is None:
            return self.problem or Said(Tone.WARN, "shift.looking")
        if not self.compared:
            return None if self.count.begun else Said(Tone.WARN, "shift.count_first")
        if self.shift.unpaid:
            return Said(Tone.WARN, "error.shift_unpaid")
        if not self.within and not self.reason:
            return Said(Tone.WARN, "shift.say_why")
        return None

    # Counting.

    def mark(self, face: int) -> None:
        """Let the keys mean ``face``."""
        if face in self.faces and not self.compared and not self.by_sum:
            self.marked = face
            self.changed.emit()

    def move(self, step: int) -> None:
        """Let the keys mean the face ``step`` places on."""
        if self.faces:
            place = self.faces.index(self.marked) + step
            self.mark(self.faces[max(0, min(place, len(self.faces) - 1))])

    def type_key(self, key: str) -> None:
        """Take a key of the pad or the keyboard into the count."""
        if self.compared or self.closed is not None or self.busy:
            return
        if self.by_sum:
            self.entry = self.entry.press(key)
            self.count = CashCount(sum_minor=self.entry.minor)
        else:
            self.count = self.count.press(self.marked, key)
        self.changed.emit()

    def switch(self) -> None:
        """Count by piece instead of typing the sum, or the other way round."""
        if self.faces and not self.compared and self.closed is None:
            self.entry = AmountEntry()
            self.count = CashCount() if self.by_sum else CashCount(sum_minor=0)
            self.changed.emit()

    def work_for(self, person: StaffView) -> None:
        """Let ``person`` count from now on: nobody goes on with what another has counted."""
        if self.cashier is not None and self.cashier.staff_id != person.staff_id:
            self.closed = None
            self._begin_count()
        self.cashier = person
        self.changed.emit()

    def typed_state(self) -> object:
        """Return what keys have changed, for the filter that takes a scanner's keys back."""
        return self.marked, self.count, self.entry

    def restore_typed(self, state: object) -> None:
        """Go back to ``state``."""
        if isinstance(state, tuple) and state != self.typed_state() and not self.compared:
            self.marked, self.count, self.entry = state
            self.changed.emit()

    def compare(self) -> None:
        """End the count: from now on it is shown what it should be."""
        if self.shift is None or not self.count.begun:
            self._turn_away(self.blocked or Said(Tone.WARN, "shift.count_first"))
            return
        if self._shown not in (-1, self.count.total):
            self.recounts += 1
        self.compared, self._shown = True, self.count.total
        kept = self.left or self.shift.totals.drawer.change_left
        self.left = min(kept, self.count.total)
        self.problem = None
        self.changed.emit()

    def count_again(self) -> None:
        """Open the count again; what changes now is noted."""
        if self.compared and not self.busy and self.closed is None:
            self.compared = False
            self.changed.emit()

    def leave(self, minor: int) -> None:
        """Say how much stays in the drawer."""
        self.left = min(minor, self.count.total)
        self.changed.emit()

    def explain(self, reason: str) -> None:
        """Say why the count differs."""
        self.reason, self.problem = reason.strip(), None
        self.changed.emit()

    # Booking.

    def submit(self) -> None:
        """Go on: end the count; then close the shift."""
        if self.busy or self.closed is not None:
            return
        blocked = self.blocked
        if blocked is not None:
            self._turn_away(blocked)
        elif not self.compared:
            self.compare()
        else:
            self._close(None)

    def preview(self) -> None:
        """Show the report that closing prints; it takes nobody's leave once the count is ended."""
        if self.compared and self.shift is not None:
            order = self._order("", None)

            def show(made: Receipt) -> None:
                self.report_ready.emit(made, None)

            self._ledger.submit(lambda: self._actions.shift.preview(order), show, self._complain)

    def dismiss(self) -> None:
        """Go on after a shift was closed: with the next one."""
        self.closed = self.shift = None
        self._begin_count()
        self.refresh()
        self.changed.emit()

    def _close(self, approval: Approval | None) -> None:
        assert self.shift is not None
        key = (self.shift.number, self.count.total, self.left, self.reason)
        order = self._order(self._id(*key), approval)

        def closed(done: DrawerDone) -> None:
            assert isinstance(done.body, ShiftClosed)
            self.closed = done.body

        self._do(
            lambda: self._actions.shift.close(order), closed, self._close, abs(self.difference)
        )

    def _order(self, op_id: str, approval: Approval | None) -> CloseOrder:
        assert self.shift is not None
        return CloseOrder(
            op_id,
            self.shift.number,
            self.count.total,
            self.left,
            self._actor,
            reason=self.reason,
            recounts=self.recounts,
            approval=approval,
        )

    @override
    def _take(self, found: tuple[RunningShift, int]) -> None:
        if self.closed is not None:
            return  # it stays in sight until somebody goes on
        before, (self.shift, self.tolerance) = self.shift, found
        other = before is not None and before.number != self.shift.number
        if other:
            self._begin_count()
        elif before is not None and self.compared and before.totals != self.shift.totals:
            # Something was sold or moved meanwhile: what was compared is no more.
            self.compared = False
            self.problem = Said(Tone.WARN, "shift.went_on")
        self.changed.emit()
