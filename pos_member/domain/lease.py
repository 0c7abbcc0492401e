"""Leases: the rights that let a till spend what it cannot ask about.

A till spends only from what is leased to it, online too, so offline is not a special case. A lease
is never taken back by time alone: expiry stops its use here, and only a return, a settlement or a
manager's declaration frees what it holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import KIND_NAMES, Kind
from pos_member.domain.shape import Shape


@dataclass(frozen=True, slots=True)
class Lot:
    """Part of a lease that names its lots: so many points of ``lot``, the coupon, the sessions."""

    lot: str
    amount: int
    expires_day: str

    def to_json(self) -> dict[str, object]:
        """Return the lot as a canonical value."""
        return {"lot": self.lot, "amount": self.amount, "expires_day": self.expires_day}


@dataclass(frozen=True, slots=True)
class Grant:
    """What the server lent: the content of a lease's certificate.

    Attributes:
        amount: minor units, or points.
        expires_ms: UTC milliseconds after which the till no longer spends from it.
        max_single: most that one sale may take from it without a fresh code, 0 = no such limit.
        grant_ver: counts this terminal's grants, so that a lost reply is made good by the next.
    """

    lease_id: str
    terminal_id: str
    member_id: str
    kind: Kind
    amount: int
    expires_ms: int
    max_single: int
    grant_ver: int
    lots: tuple[Lot, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the grant as a canonical value: what the journal and the wire carry."""
        return {
            "lease": self.lease_id,
            "terminal": self.terminal_id,
            "member": self.member_id,
            "kind": self.kind.value,
            "amount": self.amount,
            "expires_ms": self.expires_ms,
            "max_single": self.max_single,
            "grant_ver": self.grant_ver,
            "lots": [lot.to_json() for lot in self.lots],
        }


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease as the till holds it: the grant, what is left, and what open payments reserve.

    ``max_single``: most that one sale may take from it without a fresh code, 0 = no such limit.
    """

    lease_id: str
    member_id: str
    kind: Kind
    remaining: int
    reserved: int
    expires_ms: int
    lots: tuple[Lot, ...] = ()
    max_single: int = 0

    @property
    def free(self) -> int:
        """Return what a new payment may take."""
        return self.remaining - self.reserved


@dataclass(frozen=True, slots=True)
class Leg:
    """What a payment takes from one lease; for points, from which lots."""

    lease_id: str
    kind: Kind
    amount: int
    lots: tuple[Lot, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the leg as a canonical value."""
        return {
            "lease": self.lease_id,
            "kind": self.kind.value,
            "amount": self.amount,
            "lots": [lot.to_json() for lot in self.lots],
        }


class Spread(StrEnum):
    """How what is lent of an account is spread over tills."""

    ONE = "one"
    SPLIT = "split"
    WEIGHTED = "weighted"


@dataclass(frozen=True, slots=True)
class LeasePolicy:
    """How much the server lends. Rates in basis points, amounts in minor units or points.

    The default is chosen from the table of ``pos-member simulate --policy``; see
    ``docs/reliability.md``.

    Attributes:
        share_bp: of a balance, lent to all tills together.
        cap_minor: most stored value that one till is lent of one account without a payment.
        cap_points: most points likewise.
        valid_ms: how long a till may use a lease.
        spread: to the till visited most, evenly over the member's tills, or by visits.
        tills: most tills that hold a share of one account.
    """

    share_bp: int = 9_000
    cap_minor: int = 50_000
    cap_points: int = 20_000
    valid_ms: int = 30 * 86_400_000
    spread: Spread = Spread.WEIGHTED
    tills: int = 4


def usable(leases: Sequence[Lease], kind: Kind, now_ms: int) -> list[Lease]:
    """Return the leases of ``kind`` that may be spent from at ``now_ms``, first to expire first."""
    found = [item for item in leases if item.kind is kind and item.free > 0]
    return sorted(
        (item for item in found if item.expires_ms > now_ms),
        key=lambda item: (item.expires_ms, item.lease_id),
    )


def sure_here(leases: Sequence[Lease], kind: Kind, now_ms: int) -> int:
    """Return how much of ``kind`` this till can spend without asking anybody."""
    return sum(item.free for item in usable(leases, kind, now_ms))


def draw(leases: Sequence[Lease], kind: Kind, amount: int, now_ms: int) -> tuple[Leg, ...]:
    """Return the legs that take ``amount`` of ``kind`` from ``leases``.

    Raises:
        Refused: ``lease_short`` with what was ``asked`` and what is ``sure``.
    """
    assert amount > 0
    legs: list[Leg] = []
    left = amount
    for item in usable(leases, kind, now_ms):
        part = min(left, item.free)
        legs.append(Leg(item.lease_id, kind, part, oldest_lots(item.lots, part, item.reserved)))
        left -= part
        if left == 0:
            return tuple(legs)
    raise Refused("lease_short", asked=amount, sure=amount - left, kind=kind.value)


def oldest_lots(lots: Sequence[Lot], amount: int, skip: int = 0) -> tuple[Lot, ...]:
    """Return ``amount`` points out of ``lots`` in their order, after ``skip`` others claim.

    Empty for an account without lots.
    """
    taken: list[Lot] = []
    for lot in lots:
        passed = min(skip, lot.amount)
        skip -= passed
        part = min(amount, lot.amount - passed)
        if part:
            taken.append(Lot(lot.lot, part, lot.expires_day))
            amount -= part
    return tuple(taken)


def without_lots(lots: Sequence[Lot], taken: Sequence[Lot]) -> tuple[Lot, ...]:
    """Return ``lots`` less what was ``taken`` of them, empty ones left out."""
    gone: dict[str, int] = {}
    for lot in taken:
        gone[lot.lot] = gone.get(lot.lot, 0) + lot.amount
    left = (Lot(lot.lot, lot.amount - gone.get(lot.lot, 0), lot.expires_day) for lot in lots)
    return tuple(lot for lot in left if lot.amount)


def read_lot(shape: Shape) -> Lot:
    """Return the lot that ``shape`` writes."""
    return Lot(
        shape.text("lot", longest=64),
        shape.integer("amount", least=1),
        shape.text("expires_day", longest=10) if shape.raw("expires_day") else "",
    )


def read_grant(shape: Shape) -> Grant:
    """Return the grant that ``shape`` writes."""
    return Grant(
        lease_id=shape.text("lease", longest=36),
        terminal_id=shape.text("terminal", longest=36),
        member_id=shape.text("member", longest=36),
        kind=_read_kind(shape),
        amount=shape.integer("amount", least=1),
        expires_ms=shape.integer("expires_ms"),
        max_single=shape.integer("max_single"),
        grant_ver=shape.integer("grant_ver"),
        lots=shape.parts("lots", read_lot, most=1_000),
    )


def read_leg(shape: Shape) -> Leg:
    """Return the leg that ``shape`` writes."""
    return Leg(
        shape.text("lease", longest=36),
        _read_kind(shape),
        shape.integer("amount", least=1),
        shape.parts("lots", read_lot, most=1_000),
    )


def _read_kind(shape: Shape) -> Kind:
    return Kind(shape.choice("kind", KIND_NAMES))
