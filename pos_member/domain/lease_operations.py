"""What a till writes down of the rights on loan to it: received, and given back."""

from dataclasses import dataclass

from pos_member.domain.lease import Grant, Lot
from pos_member.domain.ledger import Kind


@dataclass(frozen=True, slots=True)
class LeaseOpened:
    """A grant written down, so that a restored server learns of it again in its right place."""

    grant: Grant

    kind = "lease_opened"

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {"grant": self.grant.to_json()}


@dataclass(frozen=True, slots=True)
class LeaseReturned:
    """Part or all of what a lease still held, given back to the member's available balance."""

    lease_id: str
    member_id: str
    account_kind: Kind
    amount: int
    lots: tuple[Lot, ...] = ()

    kind = "lease_returned"

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {
            "lease": self.lease_id,
            "member": self.member_id,
            "kind": self.account_kind.value,
            "amount": self.amount,
            "lots": [lot.to_json() for lot in self.lots],
        }
