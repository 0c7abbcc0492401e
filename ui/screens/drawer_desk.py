"""The drawer beside sales: the float counted in, cash moved, the figures so far.

Whether a manager has to allow it is the services' rule: it is tried, and asked for where refused.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pos_member.domain.errors import PosError, Refused
from pos_member.domain.operations import Approval
from pos_member.domain.receipt import Receipt
from pos_member.domain.shift_operations import Purpose
from pos_member.domain.shift_views import (
    CashOrder,
    DrawerDone,
    OpenOrder,
    ReportOrder,
    RunningShift,
)
from pos_member.domain.views import StaffView
from ui.actions import Actions
from ui.screens.pay_values import Ask
from ui.screens.said import Said, Tone
from ui.worker import Worker

Try = Callable[[Approval | None], None]


class DrawerDesk(QObject):
    """One drawer.

    Attributes:
        tolerance: minor units by which a count may differ without anybody's leave.

    Signals:
        changed: anything of it.
        said: ``Said``.
        approval_wanted: ``Ask``.
        booked: ``DrawerDone``.
        refused: something was turned away.
        report_ready: ``Receipt`` and what prints it, or ``None`` where closing will.
    """

    changed = Signal()
    said = Signal(object)
    approval_wanted = Signal(object)
    booked = Signal(object)
    refused = Signal()
    report_ready = Signal(object, object)

    def __init__(self, actions: Actions, ledger: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions, self._ledger = actions, ledger
        self._kept: dict[object, str] = {}
        self.cashier: StaffView | None = None
        self.shift: RunningShift | None = None
        self.tolerance = 0
        self.busy = False
        self.problem: Said | None = None

    def refresh(self) -> None:
        """Look again how the shift stands."""

        def look() -> tuple[RunningShift, int]:
            return self._actions.shift.running(), self._actions.shift.tolerance()

        self._ledger.submit(look, self._take, self._failed_to_look)

    def count_in(self, minor: int) -> None:
        """Write down the float that was counted."""
        order = OpenOrder(self._id("float", minor), minor, self._actor)
        self._do(
            lambda: self._actions.shift.count_in(order), self._moved("shift.said_float", minor)
        )

    def move_cash(self, purpose: Purpose, minor: int, reason: str) -> None:
        """Open the drawer without a sale; with a manager first where it takes one."""
        op_id = self._id(purpose, minor, reason)

        def go(approval: Approval | None) -> None:
            order = CashOrder(op_id, purpose, minor, reason, self._actor, approval)
            said = self._moved(f"shift.said_{purpose.value}", minor)
            self._do(lambda: self._actions.shift.move_cash(order), said, go, minor)

        go(None)

    def show_report(self) -> None:
        """Show the figures so far; with a manager first where it takes one."""
        op_id = self._actions.new_id()

        def go(approval: Approval | None) -> None:
            order = ReportOrder(op_id, self._actor, approval)

            def show(made: Receipt) -> None:
                self.report_ready.emit(made, lambda: self._print(order))

            def failed(why: PosError) -> None:
                if not self._asked(why, go, 0):
                    self._complain(why)

            self._ledger.submit(lambda: self._actions.shift.show_report(order), show, failed)

        go(None)

    def _print(self, order: ReportOrder) -> None:
        def printing(_job: int) -> None:
            self.said.emit(Said(Tone.OK, "shift.said_printing"))

        self._ledger.submit(
            lambda: self._actions.shift.print_report(order), printing, self._complain
        )

    def _do(
        self,
        work: Callable[[], DrawerDone],
        then: Callable[[DrawerDone], None],
        again: Try | None = None,
        minor: int = 0,
    ) -> None:
        """Book once; where a manager is needed, ask and try ``again`` with the approval."""
        if self.busy:
            return
        self.busy, self.problem = True, None
        self.changed.emit()

        def booked(done: DrawerDone) -> None:
            self.busy = False
            self._kept.clear()
            then(done)
            self.changed.emit()
            self.booked.emit(done)
            self.refresh()

        def failed(why: PosError) -> None:
            self.busy = False
            self.changed.emit()
            if again is None or not self._asked(why, again, minor):
                self._turn_away(Said.error(why))
                self.said.emit(Said.error(why))
                if isinstance(why, Refused):  # else it may be booked: it is asked for again
                    self.refresh()

        self._ledger.submit(work, booked, failed)

    def _asked(self, why: PosError, again: Try, minor: int) -> bool:
        """Ask a manager, if that is what was missing; return whether it was."""
        if not isinstance(why, Refused) or why.code != "approval_needed":
            return False
        said = Said(Tone.WARN, f"approve.{why.values['reason']}")
        self.approval_wanted.emit(Ask(said, minor, again, ""))
        return True

    def _id(self, *wish: object) -> str:
        """Return the id of ``wish``: the same one as long as nobody knows whether it was booked."""
        return self._kept.setdefault(wish, self._actions.new_id())

    def _moved(self, message: str, minor: int) -> Callable[[DrawerDone], None]:
        return lambda _done: self.said.emit(Said(Tone.OK, message, {"amount_minor": minor}))

    def _take(self, found: tuple[RunningShift, int]) -> None:
        self.shift, self.tolerance = found
        self.changed.emit()

    def _failed_to_look(self, why: PosError) -> None:
        self.shift, self.problem = None, Said.error(why)
        self.changed.emit()

    def _complain(self, why: PosError) -> None:
        self.said.emit(Said.error(why))

    def _turn_away(self, why: Said) -> None:
        self.problem = why
        self.changed.emit()
        self.refused.emit()

    @property
    def _actor(self) -> str:
        return self.cashier.staff_id if self.cashier else ""
