"""What operations are made of: where they belong, who allowed them, tenders."""

from dataclasses import dataclass

from pos_member.domain.lease import Leg, Lot
from pos_member.domain.ledger import Kind

TENDER_KINDS = ("stored_value", "points", "cash", "qr", "bank_card", "transfer")
EXTERNAL_KINDS = ("qr", "bank_card", "transfer")
CODE_KINDS = ("qr", "card")
IDENTIFIED_BY = ("code", "card", "phone", "name", "enrolled")


@dataclass(frozen=True, slots=True)
class Approval:
    """Who allowed what the cashier may not decide alone, and why."""

    staff_id: str
    reason: str

    def to_json(self) -> dict[str, object]:
        """Return the approval as a canonical value."""
        return {"staff": self.staff_id, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Tendered:
    """One tender of a sale or top-up.

    Attributes:
        amount: minor units that it pays of the bill.
        legs: for stored value and points: what it takes from which lease.
        received: for cash: minor units handed over; change is ``received - amount``.
        reference: for external tenders: what the other machine printed.
    """

    kind: str
    amount: int
    legs: tuple[Leg, ...] = ()
    received: int = 0
    reference: str = ""

    @property
    def points(self) -> int:
        """Return the points that this tender burns."""
        return sum(leg.amount for leg in self.legs if leg.kind is Kind.POINTS)

    def to_json(self) -> dict[str, object]:
        """Return the tender as a canonical value."""
        return {
            "kind": self.kind,
            "amount": self.amount,
            "legs": [leg.to_json() for leg in self.legs],
            "received": self.received,
            "reference": self.reference,
        }


@dataclass(frozen=True, slots=True)
class Where:
    """Where and on which shop day an operation belongs, and the receipt it printed."""

    store_id: str
    day: str
    receipt: str
    currency: str = "CNY"

    def to_json(self) -> dict[str, object]:
        """Return the place as a canonical value."""
        return {
            "store": self.store_id,
            "day": self.day,
            "receipt": self.receipt,
            "currency": self.currency,
        }


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A coupon that a sale used up.

    Attributes:
        last_day: last calendar day of its life, empty for ever.
        lease_id: the lease it is taken from; empty where its template needs none.
    """

    coupon_id: str
    template_id: str
    last_day: str
    lease_id: str = ""

    @property
    def leg(self) -> Leg:
        """Return what is taken from the lease: one coupon, named by its lot."""
        return Leg(self.lease_id, Kind.COUPON, 1, (Lot(self.coupon_id, 1, self.last_day),))

    def to_json(self) -> dict[str, object]:
        """Return the coupon as a canonical value."""
        return {
            "coupon": self.coupon_id,
            "template": self.template_id,
            "last_day": self.last_day,
            "lease": self.lease_id,
        }
