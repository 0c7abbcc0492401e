"""What the screens and the services tell one another of a drawer and its shift."""

from dataclasses import dataclass

from pos_member.domain.operations import Approval, DrawerOperation
from pos_member.domain.shift import Totals
from pos_member.domain.shift_operations import Purpose


@dataclass(frozen=True, slots=True)
class RunningShift:
    """The shift that runs now.

    Attributes:
        number: at this till, from 1.
        begun_ms: wall clock of its first operation, 0 while there is none.
        counted_in: whether its float was counted.
        held: baskets put aside.
        unpaid: whether a payment is under way, which keeps it from being closed.
    """

    number: int
    begun_ms: int
    counted_in: bool
    totals: Totals
    held: int
    unpaid: bool

    def difference(self, counted: int) -> int:
        """Return by how much ``counted`` minor units are over; negative where cash is missing."""
        return counted - self.totals.drawer.expected


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """The float that was counted, in minor units. ``op_id`` is kept for retries."""

    op_id: str
    float_minor: int
    cashier_id: str


@dataclass(frozen=True, slots=True)
class CashOrder:
    """Cash to be moved, or a drawer to be opened for nothing. ``op_id`` is kept for retries."""

    op_id: str
    purpose: Purpose
    amount_minor: int
    reason: str
    cashier_id: str
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class CloseOrder:
    """A count that was confirmed. ``op_id`` is kept for retries.

    Attributes:
        number: the shift that was counted: another one is not closed instead.
        left_minor: what of it stays in the drawer.
        recounts: how often it was changed after the difference was shown.
        tolerance_minor: a greater difference needs a reason and a manager.
    """

    op_id: str
    number: int
    counted_minor: int
    left_minor: int
    cashier_id: str
    reason: str = ""
    recounts: int = 0
    tolerance_minor: int = 0
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """Somebody wants to see the figures so far. ``op_id`` is kept for retries."""

    op_id: str
    cashier_id: str
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class DrawerDone:
    """What was booked, and the slip or report that prints of it."""

    op_id: str
    receipt: str
    print_job: int
    body: DrawerOperation
