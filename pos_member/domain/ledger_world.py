"""The members of a ledger document and all they hold, with what their steps need to know later.

There is one till, which can always ask: what a step spends is lent to it at that moment, and what
is left on loan afterwards goes back at once. So between two steps members hold all they have.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pos_member.domain.clock import BusinessDay, ShopDays
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.errors import Refused
from pos_member.domain.holdings import Holdings
from pos_member.domain.lease import Grant, Leg, Lot, oldest_lots
from pos_member.domain.ledger import (
    LEASED_KINDS,
    POINTS,
    Kind,
    Reason,
    Transfer,
    lease_account,
    member_account,
    owed_account,
    unit_of,
)
from pos_member.domain.operations import LeaseOpened, LeaseReturned, Refund, Sale, Where
from pos_member.domain.points import debt_first
from pos_member.domain.pricing_values import MemberFacts
from pos_member.domain.program import Program
from pos_member.domain.transfers import transfers_of

STORE_ID = "shop"
_TILL = "till"
_FOR_EVER_MS = 2**53


@dataclass(slots=True)
class SoldSale:
    """A sale that a step made, on the calendar day ``day``, and the refunds of it."""

    sale: Sale
    day: BusinessDay
    tier_id: str
    refunds: list[Refund] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Made:
    """What a step comes to: its transfers, and what later steps ask for.

    Attributes:
        member_id: whose accounts moved; ``None`` for nobody's.
        sold: the sale it made; ``returned``: the refund, ``issued``: the coupon.
    """

    transfers: tuple[Transfer, ...] = ()
    member_id: str | None = None
    sold: SoldSale | None = None
    returned: Refund | None = None
    issued: CouponFacts | None = None


@dataclass(slots=True)
class World:
    """Members by id, what accounts hold, coupons by id, and the sales by the id of their step."""

    program: Program
    members: dict[str, MemberFacts]
    holdings: Holdings = field(default_factory=Holdings)
    coupons: dict[str, CouponFacts] = field(default_factory=dict)
    sales: dict[str, SoldSale] = field(default_factory=dict)

    @property
    def days(self) -> ShopDays:
        """Return the days of the shop."""
        return ShopDays(self.program.zone, self.program.day_cut_hour)

    def member(self, member_id: str) -> MemberFacts:
        """Return who ``member_id`` is.

        Raises:
            Refused: ``member_unknown``.
        """
        if member_id not in self.members:
            raise Refused("member_unknown", member=member_id)
        return self.members[member_id]

    def where(self, at_ms: int) -> Where:
        """Return where an operation at ``at_ms`` belongs."""
        return Where(STORE_ID, self.days.business_day(at_ms), "", self.program.currency)

    def free(self, member_id: str, kind: Kind) -> int:
        """Return what the member has of ``kind``."""
        unit = unit_of(kind, self.program.currency)
        return self.holdings.amount(member_account(member_id, kind), unit)

    def lots(self, member_id: str, kind: Kind) -> tuple[Lot, ...]:
        """Return the member's lots of ``kind``, those that have ended too."""
        return self.holdings.lots(member_account(member_id, kind))

    def borrow(
        self, lease_id: str, member_id: str, kind: Kind, amount: int, lots: Sequence[Lot] = ()
    ) -> tuple[Leg, tuple[Transfer, ...]]:
        """Return the leg that takes ``amount`` from a lease of just that, and what lends it."""
        leg = Leg(lease_id, kind, amount, tuple(lots))
        grant = Grant(lease_id, _TILL, member_id, kind, amount, _FOR_EVER_MS, 0, 1, leg.lots)
        lent = transfers_of(lease_id, LeaseOpened(grant), currency=self.program.currency)
        return leg, lent


def given_back(world: World, op_id: str, member_id: str) -> tuple[Transfer, ...]:
    """Return the transfers that give back what the operation ``op_id`` left on loan to its till."""
    currency = world.program.currency
    made: tuple[Transfer, ...] = ()
    for kind in LEASED_KINDS:
        account = lease_account(op_id, member_id, kind)
        amount = world.holdings.amount(account, unit_of(kind, currency))
        if amount:
            back = LeaseReturned(op_id, member_id, kind, amount, world.holdings.lots(account))
            made += transfers_of(op_id, back, currency=currency)
    return made


def owed_paid(
    world: World, member_id: str, today: BusinessDay, own: Sequence[str] = ()
) -> tuple[Transfer, ...]:
    """Return the transfers by which the member pays with points what a refund took back."""
    debt = owed_account(member_id)
    lots = debt_first(world.lots(member_id, Kind.POINTS), today, own)
    owed = -world.holdings.amount(debt, POINTS)
    held = member_account(member_id, Kind.POINTS)
    return tuple(
        Transfer(held, debt, lot.amount, POINTS, Reason.OWED, lot.lot, lot.expires_day)
        for lot in oldest_lots(lots, owed)
    )
