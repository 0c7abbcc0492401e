"""Accounts and transfers: all that is held, and every way that it moves.

A transfer moves a positive amount from its debit to its credit account, is never changed, and is
corrected only by further transfers. A balance is what was credited less what was debited, so the
sum over all accounts is always zero. Rights on loan to a till stand in an account of their own that
names what they were lent from: the figure a person sees is what is available plus what is on loan.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NewType

AccountId = NewType("AccountId", str)

POINTS = "points"
"""The unit of points; the unit of money is its currency; of tier progress ``qualifying``."""
QUALIFYING = "qualifying"
COUPON = "coupon"
"""The unit of coupons: each is one, and its lot is its id."""
SESSION = "session"
"""The unit of sessions of packages: its lot names the sale and the package."""
HEADROOM = "headroom"
"""The unit of the right to top up: worth nothing to anybody, so it is never counted as money."""


class Kind(StrEnum):
    """What a member's account holds; headroom is a right to pay in, and nothing that is held."""

    PRINCIPAL = "principal"
    BONUS = "bonus"
    POINTS = "points"
    QUALIFYING = "qualifying"
    COUPON = "coupon"
    SESSION = "session"
    HEADROOM = "headroom"


KIND_NAMES = tuple(kind.value for kind in Kind)
LEASED_KINDS = (Kind.PRINCIPAL, Kind.BONUS, Kind.POINTS, Kind.COUPON, Kind.SESSION)
"""The kinds that tills spend from, each only on lease."""
LENT_KINDS = (*LEASED_KINDS, Kind.HEADROOM)
"""All that a lease may be of: what is spent, and the right to pay in."""
FIGURE_KINDS = tuple(kind for kind in Kind if kind is not Kind.HEADROOM)
"""What is shown as what a member holds."""
LOT_KINDS = (Kind.POINTS, Kind.COUPON, Kind.SESSION)
"""The kinds that are held lot by lot: every amount says which lot it belongs to."""


LOT_MARK = "/"
"""Stands in the lots of sessions, and in no other: not in an id, nor in the number of a coupon."""


class Reason(StrEnum):
    """Why a transfer was made; closed list."""

    TOP_UP = "top_up"
    BONUS = "bonus"
    SPEND = "spend"
    EARN = "earn"
    BURN = "burn"
    QUALIFY = "qualify"
    TENDER = "tender"
    ROUNDING = "rounding"
    LEND = "lend"
    RETURN = "return"
    LOSS = "loss"
    SUSPENSE = "suspense"
    HEADROOM = "headroom"
    REFUND = "refund"
    OWED = "owed"
    ISSUE = "issue"
    REDEEM = "redeem"
    SELL = "sell"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A positive amount of one unit from ``debit`` to ``credit``.

    Attributes:
        lot: for points: the lot that the amount belongs to (the id of the operation that earned
            it); for a coupon: its id; for sessions: ``session_lot``; else empty.
        expires_day: for a new lot: the last shop day of its life as ``YYYY-MM-DD``, else empty.
    """

    debit: AccountId
    credit: AccountId
    amount: int
    unit: str
    reason: Reason
    lot: str = ""
    expires_day: str = ""

    def __post_init__(self) -> None:
        assert self.amount > 0
        assert self.debit != self.credit


@dataclass(frozen=True, slots=True)
class Figure:
    """Names one figure of one member, as screens and the feed show it."""

    member_id: str
    kind: Kind


def member_account(member_id: str, kind: Kind) -> AccountId:
    """Return the account of what ``member_id`` has available of ``kind``."""
    return AccountId(f"member/{member_id}/{kind}")


def headroom_account(member_id: str) -> AccountId:
    """Return the account that headroom is lent out of; it stands at minus what is on loan.

    How much there is follows from the cap and the balance, so no spend is ever posted to it.
    """
    return AccountId(f"room/{member_id}/{Kind.HEADROOM}")


def free_account(member_id: str, kind: Kind) -> AccountId:
    """Return the account that leases of the member's ``kind`` are made of and return to."""
    if kind is Kind.HEADROOM:
        return headroom_account(member_id)
    return member_account(member_id, kind)


def unit_of(kind: Kind, currency: str) -> str:
    """Return the unit of ``kind`` in a shop of ``currency``."""
    own = {Kind.POINTS: POINTS, Kind.QUALIFYING: QUALIFYING, Kind.COUPON: COUPON}
    rights = {Kind.SESSION: SESSION, Kind.HEADROOM: HEADROOM}
    return (own | rights).get(kind, currency)


def lease_account(lease_id: str, member_id: str, kind: Kind) -> AccountId:
    """Return the account of what lease ``lease_id`` still holds of the member's ``kind``."""
    return AccountId(f"lease/{lease_id}/{member_id}/{kind}")


def session_lot(sale_id: str, package_id: str) -> str:
    """Return the lot of the sessions that the sale ``sale_id`` sold of a package.

    So a right on loan says what it is good for, with no other row to be looked up.
    """
    return f"{sale_id}{LOT_MARK}{package_id}"


def package_of(lot: str) -> str:
    """Return the package that ``lot`` holds sessions of; empty for a lot of anything else."""
    return lot.partition(LOT_MARK)[2]


def suspense_account(member_id: str, kind: Kind) -> AccountId:
    """Return the account of what is unsettled about the member's ``kind``; it is in no figure."""
    return AccountId(f"suspense/{member_id}/{kind}")


def owed_account(member_id: str) -> AccountId:
    """Return the account of points that the member owes the shop; it stands at minus those.

    A refund takes back what its sale earned, which may be spent by then or on loan to a till.
    """
    return AccountId(f"owed/{member_id}/{Kind.POINTS}")


def store_account(store_id: str, name: str) -> AccountId:
    """Return the store's own account ``name`` (cash, sales, bonus_granted, shortage, …)."""
    return AccountId(f"store/{store_id}/{name}")


@lru_cache(maxsize=10_000)
def figure_of(account: AccountId) -> Figure | None:
    """Return the figure that ``account`` is a part of; ``None`` for what is in no figure.

    That is a store's own account, what is unsettled or owed, and headroom, which is no value.
    """
    owner, *_, kind = parts = account.split("/")
    if owner in ("store", "suspense", "owed") or kind == Kind.HEADROOM:
        return None
    return Figure(parts[-2], Kind(kind))


def lease_of(account: AccountId) -> str | None:
    """Return the id of the lease whose account this is."""
    parts = account.split("/")
    return parts[1] if parts[0] == "lease" else None


def figure_changes(transfers: Iterable[Transfer]) -> dict[Figure, int]:
    """Return by how much ``transfers`` change each figure; lending changes none."""
    changes: dict[Figure, int] = {}
    for transfer in transfers:
        for account, amount in (
            (transfer.debit, -transfer.amount),
            (transfer.credit, transfer.amount),
        ):
            figure = figure_of(account)
            if figure is not None:
                changes[figure] = changes.get(figure, 0) + amount
    return {figure: change for figure, change in changes.items() if change}
