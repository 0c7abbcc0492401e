"""What happens to a till's cash drawer beside sales: counted in, moved, counted out and closed.

None of it moves an account: a drawer is counted, not booked. What was sold stands in the sales.
"""

from dataclasses import dataclass
from enum import StrEnum

from pos_member.domain.canonical import JsonValue
from pos_member.domain.operation_parts import Approval, Where


class Purpose(StrEnum):
    """Why the drawer was opened without a sale.

    ``paid_in`` and ``paid_out``: change brought, an errand paid; ``safe_drop``: takings brought to
    the safe; ``no_sale``: opened, and nothing taken or given.
    """

    PAID_IN = "paid_in"
    PAID_OUT = "paid_out"
    SAFE_DROP = "safe_drop"
    NO_SALE = "no_sale"


PURPOSES = tuple(each.value for each in Purpose)


@dataclass(frozen=True, slots=True)
class ShiftOpened:
    """The float was counted: from here on it counts, whatever the last shift left.

    Attributes:
        number: of the shift at this till, from 1.
        amount: minor units that lie in the drawer.
    """

    where: Where
    number: int
    amount: int

    kind = "shift_opened"

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {"where": self.where.to_json(), "number": self.number, "amount": self.amount}


@dataclass(frozen=True, slots=True)
class CashMoved:
    """Cash went into the drawer or out of it without a sale; ``amount`` is never negative."""

    where: Where
    purpose: Purpose
    amount: int
    reason: str
    approval: Approval | None = None

    kind = "cash_moved"

    @property
    def change(self) -> int:
        """Return the minor units that the drawer holds more of."""
        return self.amount if self.purpose is Purpose.PAID_IN else -self.amount

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {
            "where": self.where.to_json(),
            "purpose": self.purpose.value,
            "amount": self.amount,
            "reason": self.reason,
            "approval": self.approval.to_json() if self.approval else None,
        }


@dataclass(frozen=True, slots=True)
class ShiftClosed:
    """A shift counted and closed: every operation of a till belongs to exactly one.

    Attributes:
        number: of the shift at this till, from 1; its report is Z ``number``.
        expected: minor units that should lie in the drawer.
        counted: minor units that do.
        left: of those, what stays in the drawer for the next shift.
        recounts: how often the count was changed after the difference was shown.
        totals: the report's figures, as ``domain.shift`` writes them.
    """

    where: Where
    number: int
    expected: int
    counted: int
    left: int
    recounts: int
    reason: str
    totals: JsonValue
    approval: Approval | None = None

    kind = "shift_closed"

    @property
    def difference(self) -> int:
        """Return by how much the count is over; negative where cash is missing."""
        return self.counted - self.expected

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {
            "where": self.where.to_json(),
            "number": self.number,
            "expected": self.expected,
            "counted": self.counted,
            "left": self.left,
            "recounts": self.recounts,
            "reason": self.reason,
            "totals": self.totals,
            "approval": self.approval.to_json() if self.approval else None,
        }
