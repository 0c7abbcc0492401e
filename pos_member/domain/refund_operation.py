"""The refund as an operation: all that was worked out, so that its transfers follow from it alone.

How it is worked out stands in ``refund``.
"""

from dataclasses import dataclass

from pos_member.domain.lease import Leg, Lot
from pos_member.domain.operation_parts import Approval, Tendered, Where


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """What came back of one line: ``quantity`` thousandths, ``amount`` minor units of its price."""

    line_id: str
    quantity: int
    amount: int

    def to_json(self) -> dict[str, object]:
        """Return the line as a canonical value."""
        return {"line": self.line_id, "quantity": self.quantity, "amount": self.amount}


@dataclass(frozen=True, slots=True)
class Refund:
    """A sale, or a part of it, taken back: every leg goes where it came from.

    The principal becomes a lease of this till whose id is the operation's id; bonus and points are
    the server's to lend.

    Attributes:
        sale_id: the operation that sold.
        amount: minor units of the bill; tenders, stored value, ``points_worth`` and ``rounding``
            add up to it.
        rounding: of what rounding the cash gave away (negative: took) at the sale.
        tenders: money from outside that goes back.
        points: the lots of points that are given back, with what they had paid.
        earned: points that the sale had earned and that are taken back.
        voids: the whole sale is undone on its own day, before the shop closes it.
        sessions: what comes back unused of the packages that it returns, taken from leases here.
        at_risk: the till could not know what others refunded of it; a manager took the risk.
    """

    where: Where
    sale_id: str
    member_id: str | None
    lines: tuple[ReturnedLine, ...]
    amount: int
    rounding: int
    tenders: tuple[Tendered, ...]
    principal: int
    bonus: int
    points: tuple[Lot, ...]
    points_worth: int
    earned: int
    qualifying: int
    approval: Approval
    voids: bool = False
    at_risk: bool = False
    sessions: tuple[Leg, ...] = ()

    kind = "refund"

    @property
    def points_back(self) -> int:
        """Return how many points are given back."""
        return sum(lot.amount for lot in self.points)

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        body: dict[str, object] = {
            "where": self.where.to_json(),
            "sale": self.sale_id,
            "member": self.member_id,
            "lines": [line.to_json() for line in self.lines],
            "amount": self.amount,
            "rounding": self.rounding,
            "tenders": [tender.to_json() for tender in self.tenders],
            "principal": self.principal,
            "bonus": self.bonus,
            "points": [lot.to_json() for lot in self.points],
            "points_worth": self.points_worth,
            "earned": self.earned,
            "qualifying": self.qualifying,
            "approval": self.approval.to_json(),
            "voids": self.voids,
            "at_risk": self.at_risk,
        }
        if self.sessions:
            body["sessions"] = [leg.to_json() for leg in self.sessions]
        return body
