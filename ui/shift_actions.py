"""What the screens can ask for about the drawer and its shift."""

from collections.abc import Callable
from dataclasses import dataclass

from pos_member.domain.receipt import Receipt
from pos_member.domain.shift_views import (
    CashOrder,
    CloseOrder,
    DrawerDone,
    OpenOrder,
    ReportOrder,
    RunningShift,
)


@dataclass(frozen=True, slots=True)
class ShiftActions:
    """The callables; each raises as those of ``Actions`` do, and runs on the ledger's worker.

    ``tolerance`` returns the minor units by which a count may differ without anybody's leave;
    ``close`` and ``preview`` go by it, whatever their order says. ``show_report`` returns the
    figures so far and writes down that they were seen; ``print_report`` prints them.
    """

    running: Callable[[], RunningShift]
    tolerance: Callable[[], int]
    count_in: Callable[[OpenOrder], DrawerDone]
    move_cash: Callable[[CashOrder], DrawerDone]
    preview: Callable[[CloseOrder], Receipt]
    close: Callable[[CloseOrder], DrawerDone]
    show_report: Callable[[ReportOrder], Receipt]
    print_report: Callable[[ReportOrder], int]
