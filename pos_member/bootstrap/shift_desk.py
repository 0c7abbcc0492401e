"""What the screens ask about the drawer, done by the services; on the ledger's thread."""

from collections.abc import Callable
from dataclasses import replace

from pos_member.bootstrap.chance_and_time import Clock
from pos_member.bootstrap.desk import Hands
from pos_member.domain.errors import Unavailable
from pos_member.domain.receipt import Receipt
from pos_member.domain.shift_views import (
    CashOrder,
    CloseOrder,
    DrawerDone,
    OpenOrder,
    ReportOrder,
    RunningShift,
)
from pos_member.services import drawer, shift, x_report
from pos_member.services.till import Till


class ShiftDesk:
    """The drawer of one till.

    Args:
        tolerance: the minor units by which a count may differ without anybody's leave.
    """

    def __init__(self, hands: Hands, *, clock: Clock, tolerance: Callable[[], int]) -> None:
        self._hands = hands
        self._clock = clock
        self.tolerance = tolerance

    @property
    def till(self) -> Till:
        """Return the open till.

        Raises:
            Unavailable: ``starting``.
        """
        if self._hands.till is None:
            raise Unavailable("starting")
        return self._hands.till

    def running(self) -> RunningShift:
        """Return the shift that runs now, with its figures so far."""
        return shift.running(self.till)

    def count_in(self, order: OpenOrder) -> DrawerDone:
        """Write down the float; the drawer opens."""
        return self._booked(drawer.count_in(self.till, order, self._clock.moment()))

    def move_cash(self, order: CashOrder) -> DrawerDone:
        """Open the drawer without a sale, and say why."""
        return self._booked(drawer.move_cash(self.till, order, self._clock.moment()))

    def preview(self, order: CloseOrder) -> Receipt:
        """Return the Z report that ``order`` would print."""
        return drawer.preview(self.till, order, self._clock.moment())

    def close(self, order: CloseOrder) -> DrawerDone:
        """Close the shift by this till's tolerance; its Z report is printed behind it."""
        order = replace(order, tolerance_minor=self.tolerance())
        return self._booked(drawer.close(self.till, order, self._clock.moment()))

    def show_report(self, order: ReportOrder) -> Receipt:
        """Return the X report and write down who saw it."""
        made = x_report.show(self.till, order, self._clock.moment())
        self._grew()
        return made

    def print_report(self, order: ReportOrder) -> int:
        """Print the X report that was shown; return its job."""
        job = x_report.print_shown(self.till, order, self._clock.moment())
        self._look()
        return job

    def _booked(self, done: DrawerDone) -> DrawerDone:
        self._look()
        self._grew()
        return done

    def _look(self) -> None:
        if self._hands.devices is not None:
            self._hands.devices.look()

    def _grew(self) -> None:
        if self._hands.sync is not None:
            self._hands.sync.grew()
