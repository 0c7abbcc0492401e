"""Leases at the till: written down when granted, given back when recalled or expired, asked for.

All of it are journaled operations, so that a server restored from an old backup learns of each
lease again in its right place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from sqlalchemy import Connection

from pos_member.domain.clock import BusinessDay
from pos_member.domain.journal import Moment
from pos_member.domain.lease import Grant, Lease, Lot, sure_here
from pos_member.domain.ledger import LENT_KINDS, Kind
from pos_member.domain.operations import LeaseOpened, LeaseReturned
from pos_member.domain.points import oldest_first
from pos_member.domain.views import Standing
from pos_member.services.booking import book
from pos_member.services.shop_time import time_at, trusted_ms
from pos_member.services.till import SYSTEM, Till, may_spend, shop_day
from pos_member.storage import leases, meta


class Recalled(Protocol):
    """The server's wish that a lease hold no more than so much."""

    @property
    def lease_id(self) -> str:
        """Return which lease."""
        ...

    @property
    def keep(self) -> int:
        """Return the most that it may hold, minor units or points."""
        ...


def adopt_grants(till: Till, grants: Iterable[Grant], moment: Moment) -> set[str]:
    """Write down the grants that this till does not know yet; return whose leases grew.

    A grant may come many times and late: a lease once written down is never opened again, even
    when it is long used up. A grant for another till is not ours and is left alone.
    """
    changed: set[str] = set()
    with till.journal.writing() as connection:
        if not may_spend(connection):
            return changed
        for grant in sorted(grants, key=lambda item: item.grant_ver):
            if grant.terminal_id != till.identity.terminal_id:
                continue
            if leases.by_id(connection, grant.lease_id) is None:
                _book(connection, till, LeaseOpened(grant), moment)
                changed.add(grant.member_id)
            elif grant.grant_ver > meta.number(connection, meta.GRANT_VER):
                meta.put(connection, {meta.GRANT_VER: grant.grant_ver})
    return changed


def honour_recalls(till: Till, recalls: Iterable[Recalled], moment: Moment) -> set[str]:
    """Give back what each recalled lease holds above what it may keep; return whose shrank.

    What an open payment reserves stays: the server asks again until it has its answer.
    """
    changed: set[str] = set()
    with till.journal.writing() as connection:
        if not may_spend(connection):
            return changed
        for recall in recalls:
            held = leases.by_id(connection, recall.lease_id)
            if held is not None and _give_back(connection, till, held, recall.keep, moment):
                changed.add(held.member_id)
    return changed


def return_expired(till: Till, moment: Moment) -> set[str]:
    """Give back what expired leases hold: here it is of no more use; return whose it was."""
    changed: set[str] = set()
    with till.journal.writing() as connection:
        if not may_spend(connection):
            return changed
        time = time_at(connection, moment)
        if time.is_paused:
            # A clock set to another year must not give everything away.
            return changed
        for held in leases.expired(connection, time.now_ms):
            if _give_back(connection, till, held, 0, moment):
                changed.add(held.member_id)
    return changed


def spendable(
    connection: Connection, member_id: str, kinds: Sequence[Kind], moment: Moment
) -> list[Lease]:
    """Return the member's leases of ``kinds`` as a new payment sees them at ``moment``.

    What open payments reserve is left out, and so are points that expired before that day. None
    while the journals have parted or the clock is wrong.
    """
    if not may_spend(connection) or time_at(connection, moment).is_paused:
        return []
    today = shop_day(moment)
    return [
        _living(leases.unreserved(connection, held), today)
        for held in leases.of_member(connection, member_id)
        if held.kind in kinds
    ]


def sure_amounts(connection: Connection, member_id: str, moment: Moment) -> dict[Kind, int]:
    """Return how much of each kind this till can use without asking anybody."""
    held = spendable(connection, member_id, LENT_KINDS, moment)
    now_ms = trusted_ms(connection, moment)
    return {kind: sure_here(held, kind, now_ms) for kind in LENT_KINDS}


def wants_for(
    standing: Standing, *, value_minor: int = 0, points: int = 0, room_minor: int = 0
) -> list[tuple[Kind, int]]:
    """Return what to ask the server for: (kind, amount), amount 0 for this till's usual share.

    Without a need, at scan time, the share of each kind of which the book has some and this till
    none. For a payment of ``value_minor`` or ``points``, or a top-up of ``room_minor`` (bonus
    included), what it takes beyond what is sure here; of stored value principal first, then bonus,
    up to what the book says there is.
    """
    if not value_minor and not points and not room_minor:
        return [(kind, 0) for kind, held, sure in _all_parts(standing) if held > 0 and sure == 0]
    if room_minor:
        missing = min(room_minor, standing.room or 0) - standing.sure_room
        return [(Kind.HEADROOM, missing)] if missing > 0 else []
    wants = []
    short = {"value": value_minor - standing.sure, "points": points - standing.sure_points}
    for kind, held, sure in _parts(standing):
        unit = "points" if kind is Kind.POINTS else "value"
        amount = min(short[unit], held - sure)
        if amount > 0:
            wants.append((kind, amount))
            short[unit] -= amount
    return wants


def _parts(standing: Standing) -> tuple[tuple[Kind, int, int], ...]:
    burnable = standing.points - standing.pending_points
    return (
        (Kind.PRINCIPAL, standing.principal, standing.sure_principal),
        (Kind.BONUS, standing.bonus, standing.sure_bonus),
        (Kind.POINTS, burnable, standing.sure_points),
    )


def _all_parts(standing: Standing) -> tuple[tuple[Kind, int, int], ...]:
    return (*_parts(standing), (Kind.HEADROOM, standing.room or 0, standing.sure_room))


def _living(held: Lease, today: str) -> Lease:
    if not held.lots:
        return held
    lots = oldest_first(held.lots, BusinessDay(today))
    return replace(held, remaining=sum(lot.amount for lot in lots), lots=lots)


def _give_back(connection: Connection, till: Till, held: Lease, keep: int, moment: Moment) -> bool:
    amount = max(0, held.free - keep)
    if not amount:
        return False
    lots = _newest(leases.unreserved(connection, held).lots, amount)
    body = LeaseReturned(held.lease_id, held.member_id, held.kind, amount, lots)
    _book(connection, till, body, moment)
    return True


def _newest(lots: Sequence[Lot], amount: int) -> tuple[Lot, ...]:
    """The till keeps the oldest points, because those are burnt first."""
    taken: list[Lot] = []
    for lot in reversed(lots):
        part = min(amount, lot.amount)
        if part:
            taken.append(Lot(lot.lot, part, lot.expires_day))
            amount -= part
    return tuple(reversed(taken))


def _book(
    connection: Connection, till: Till, body: LeaseOpened | LeaseReturned, moment: Moment
) -> None:
    book(connection, till, body, op_id=till.next_id(), actor_id=SYSTEM, moment=moment)
