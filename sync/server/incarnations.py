"""The incarnations of a till: each ends when journals part, or when a new device takes over.

An ended incarnation may still push what it had, and is lent nothing. Its leases are void at once;
what they hold goes back to the members only when everything that may have been spent from them is
here, or on a manager's word. Time frees nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from pos_member.domain.journal import GENESIS
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import LOT_KINDS, Kind
from pos_member.domain.operations import LeaseReturned
from pos_member.domain.transfers import transfers_of
from sync.server import posting, tables
from sync.server.desk import Desk

CLAIMED = "claimed"
"""Ended by a till whose journal had parted: its successor starts with copies of what it had."""
REPLACED = "replaced"
"""Ended by another device: what the old one had not sent comes from the old one, if at all."""
BARRED = "barred"
"""Ended by another device while its own was not trusted: what it still sends is only kept."""
SETTLED = "settled"
"""Everything that may have been spent from its leases is here."""

_TERMINAL = tables.terminal
_PAST = tables.incarnation
_LEASE = tables.lease


@dataclass(frozen=True, slots=True)
class Past:
    """An ended incarnation, and how far its journal is here; ``last_hash`` is hex."""

    incarnation: int
    public_key: bytes
    last_seq: int
    last_hash: str
    state: str


@dataclass(frozen=True, slots=True)
class VoidLease:
    """What a void lease still holds: minor units or points."""

    lease_id: str
    no: int
    member_id: str
    kind: Kind
    remaining: int


def raise_to(
    connection: Connection,
    terminal_id: str,
    number: int,
    *,
    state: str,
    claim: str = "",
    public_key: bytes = b"",
    now_ms: int,
) -> None:
    """End the current incarnation of a till and begin ``number``; all its leases are void.

    The till's row must be locked. ``public_key`` is a new device's, empty to keep the till's.
    """
    row = connection.execute(_CURRENT, {"id": terminal_id}).one()
    assert number > row.incarnation
    ended = {
        "terminal_id": terminal_id,
        "incarnation": row.incarnation,
        "public_key": row.public_key,
        "last_seq": row.last_seq,
        "last_hash": row.last_hash,
        "claim": claim,
        "followed_by": number,
        "state": state,
        "ended_ms": now_ms,
    }
    connection.execute(sa.insert(_PAST), ended)
    key = public_key or row.public_key
    connection.execute(_BEGUN, {"id": terminal_id, "number": number, "key": key})
    connection.execute(_VOIDED, {"id": terminal_id})


def claimed(
    connection: Connection, terminal_id: str, claimant: int, claim: str, *, now_ms: int
) -> int:
    """Begin the incarnation that ``claimant`` claimed, and return its number.

    The till's row must be locked. A device that was replaced gets one that has ended already: it
    may say what it has, and is lent nothing.
    """
    row = connection.execute(_CURRENT, {"id": terminal_id}).one()
    number = next_number(connection, terminal_id, claimant)
    past = find(connection, terminal_id, claimant)
    if past is None or past.public_key == row.public_key:
        # What it sent since it was settled made void leases, due with the copies it brings now.
        connection.execute(_REOPENED, {"id": terminal_id, "number": claimant})
        raise_to(connection, terminal_id, number, state=CLAIMED, claim=claim, now_ms=now_ms)
        return number
    named = {"id": terminal_id, "number": claimant, "claim_id": claim, "follower": number}
    connection.execute(_CLAIMED_LATE, named)
    ended = {
        "terminal_id": terminal_id,
        "incarnation": number,
        "public_key": past.public_key,
        "last_seq": 0,
        "last_hash": GENESIS,
        "claim": "",
        "followed_by": row.incarnation,
        "state": REPLACED,
        "ended_ms": now_ms,
    }
    connection.execute(sa.insert(_PAST), ended)
    return number


def next_number(connection: Connection, terminal_id: str, named: int = 0) -> int:
    """Return the number after every incarnation of a till, and after the one ``named``.

    The till's row must be locked.
    """
    row = connection.execute(_CURRENT, {"id": terminal_id}).one()
    highest = connection.execute(_HIGHEST, {"id": terminal_id}).scalar() or 0
    return max(int(row.incarnation), int(highest), named) + 1


def bar(connection: Connection, terminal_id: str, public_key: bytes) -> None:
    """Believe nothing any more of what was begun with ``public_key``."""
    connection.execute(_BARRED, {"id": terminal_id, "key": public_key, "to_state": BARRED})


def granted(connection: Connection, terminal_id: str, claim: str) -> int | None:
    """Return the incarnation that ``claim`` was given before, if it was."""
    found = connection.execute(_OF_CLAIM, {"id": terminal_id, "claim": claim}).scalar()
    return None if found is None else int(found)


def find(connection: Connection, terminal_id: str, incarnation: int) -> Past | None:
    """Return an ended incarnation; ``None`` when it is not known here."""
    row = connection.execute(_ONE, {"id": terminal_id, "number": incarnation}).first()
    if row is None:
        return None
    return Past(row.incarnation, row.public_key, row.last_seq, row.last_hash, row.state)


def former_keys(connection: Connection, terminal_id: str) -> list[tuple[int, bytes]]:
    """Return (incarnation, public key) of a till's ended incarnations, the newest first."""
    return [(row[0], row[1]) for row in connection.execute(_KEYS, {"id": terminal_id})]


def unsettled(connection: Connection, terminal_id: str) -> list[int]:
    """Return the ended incarnations of a till that may yet send what spent from their leases."""
    return list(connection.execute(_UNSETTLED, {"id": terminal_id, "done": SETTLED}).scalars())


def save(connection: Connection, terminal_id: str, past: Past) -> None:
    """Write down how far the journal of an ended incarnation is here, and its state."""
    connection.execute(
        _SAVED,
        {
            "id": terminal_id,
            "number": past.incarnation,
            "seq": past.last_seq,
            "hash": past.last_hash,
            "to_state": past.state,
        },
    )


def void_leases(connection: Connection, terminal_id: str, incarnation: int) -> list[VoidLease]:
    """Return the void leases that hold something, of one ended incarnation and what it followed.

    What it followed is what the same device had copied into it.
    """
    return _read(connection.execute(_VOID, {"id": terminal_id, "number": incarnation}))


def claimed_leases(connection: Connection, terminal_id: str, current: int) -> list[VoidLease]:
    """Return the void leases that are due once the copies in incarnation ``current`` are here.

    Those of incarnations that a claim ended and that are not settled, and what copies made.
    """
    where = {"id": terminal_id, "wanted": CLAIMED, "number": current}
    return _read(connection.execute(_DUE, where))


def every_void_lease(connection: Connection, terminal_id: str) -> list[VoidLease]:
    """Return all void leases of a till that hold something, of whichever incarnation."""
    return _read(connection.execute(_HOLDING, {"id": terminal_id}))


def _read(found: Iterable[sa.Row[tuple[str, int, str, str, int]]]) -> list[VoidLease]:
    return [
        VoidLease(row.lease_id, row.no, row.member_id, Kind(row.kind), row.remaining)
        for row in found
    ]


def settle_claimed(desk: Desk) -> bool:
    """Give back what the leases of incarnations hold that claims ended: their operations are here.

    Tell whether there was one to settle. ``desk`` has locked the members.
    """
    give_back(desk, claimed_leases(desk.connection, desk.terminal_id, desk.incarnation))
    where = {"id": desk.terminal_id, "from_state": CLAIMED, "to_state": SETTLED}
    return desk.connection.execute(_SETTLED, where).rowcount > 0


def settle(desk: Desk, incarnation: int) -> None:
    """Give back what the leases of one ended incarnation hold: it will spend no more."""
    give_back(desk, void_leases(desk.connection, desk.terminal_id, incarnation))
    where = {"id": desk.terminal_id, "number": incarnation, "to_state": SETTLED}
    desk.connection.execute(_ONE_SETTLED, where)


def give_back(desk: Desk, leases: Iterable[VoidLease]) -> None:
    """Post what void leases hold back to their members; nobody's figures change by it."""
    for lease in leases:
        left = what_is_left(desk.connection, lease.lease_id)
        body = LeaseReturned(
            lease.lease_id,
            lease.member_id,
            lease.kind,
            lease.remaining,
            tuple(left.lots) if lease.kind in LOT_KINDS else (),
        )
        cause_id = f"void/{lease.lease_id}"
        made = transfers_of(cause_id, body, currency=desk.house.store.currency)
        posting.post(desk.connection, cause_id, made, no=lease.no, now_ms=desk.now_ms)


@dataclass(frozen=True, slots=True)
class Left:
    """What a lease holds now: how much, and of points which lots."""

    amount: int
    lots: tuple[Lot, ...]


def what_is_left(connection: Connection, lease_id: str) -> Left:
    """Return what lease ``lease_id`` holds now."""
    amount = connection.execute(_REMAINING, {"lease": lease_id}).scalar_one()
    lots = connection.execute(_LOTS, {"lease": lease_id})
    return Left(int(amount), tuple(Lot(row.lot, row.amount, row.expires_day) for row in lots))


def declare_ended(desk: Desk, incarnation: int) -> None:
    """Settle an ended incarnation on a manager's word: what it spent and never sent is lost.

    Raises:
        Refused: ``incarnation_current``: it has not ended, or was never there.
    """
    if find(desk.connection, desk.terminal_id, incarnation) is None:
        raise Refused("incarnation_current", incarnation=incarnation)
    leases = void_leases(desk.connection, desk.terminal_id, incarnation)
    desk.read((), wanted={lease.member_id for lease in leases})
    settle(desk, incarnation)


def _of(*more: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.and_(_PAST.c.terminal_id == sa.bindparam("id"), *more)


_CURRENT = (
    sa.select(_TERMINAL).where(_TERMINAL.c.terminal_id == sa.bindparam("id")).with_for_update()
)
_BEGUN = (
    sa.update(_TERMINAL)
    .where(_TERMINAL.c.terminal_id == sa.bindparam("id"))
    .values(
        incarnation=sa.bindparam("number"),
        public_key=sa.bindparam("key"),
        last_seq=0,
        last_hash=GENESIS,
        head_seq=0,
    )
)
_VOIDED = (
    sa.update(_LEASE)
    .where(_LEASE.c.terminal_id == sa.bindparam("id"), _LEASE.c.void == 0)
    .values(void=1, recall_keep=None, recall_told=0)
)
_OF_CLAIM = sa.select(_PAST.c.followed_by).where(_of(_PAST.c.claim == sa.bindparam("claim")))
_ONE = sa.select(_PAST).where(_of(_PAST.c.incarnation == sa.bindparam("number")))
_KEYS = (
    sa.select(_PAST.c.incarnation, _PAST.c.public_key)
    .where(_of())
    .order_by(_PAST.c.incarnation.desc())
)
_UNSETTLED = (
    sa.select(_PAST.c.incarnation)
    .where(_of(_PAST.c.state != sa.bindparam("done")))
    .order_by(_PAST.c.incarnation)
)
_SAVED = (
    sa.update(_PAST)
    .where(_of(_PAST.c.incarnation == sa.bindparam("number")))
    .values(
        last_seq=sa.bindparam("seq"), last_hash=sa.bindparam("hash"), state=sa.bindparam("to_state")
    )
)
_SETTLED = (
    sa.update(_PAST)
    .where(_of(_PAST.c.state == sa.bindparam("from_state")))
    .values(state=sa.bindparam("to_state"))
)
_REOPENED = (
    sa.update(_PAST)
    .where(_of(_PAST.c.incarnation == sa.bindparam("number"), _PAST.c.state == SETTLED))
    .values(state=CLAIMED)
)
_FOLLOWED = sa.alias(_PAST)
_LINE = sa.or_(
    _PAST.c.incarnation == sa.bindparam("number"),
    sa.exists().where(
        _FOLLOWED.c.terminal_id == _PAST.c.terminal_id,
        _FOLLOWED.c.incarnation == sa.bindparam("number"),
        _FOLLOWED.c.incarnation == _PAST.c.followed_by,
        _FOLLOWED.c.public_key == _PAST.c.public_key,
    ),
)
"""An ended incarnation, and the one of the same device that it goes on from."""
_ONE_SETTLED = (
    sa.update(_PAST)
    .where(_of(_LINE, _PAST.c.state != BARRED))
    .values(state=sa.bindparam("to_state"))
)
_HIGHEST = sa.select(sa.func.max(_PAST.c.incarnation)).where(_of())
_CLAIMED_LATE = (
    sa.update(_PAST)
    .where(_of(_PAST.c.incarnation == sa.bindparam("number")))
    .values(claim=sa.bindparam("claim_id"), followed_by=sa.bindparam("follower"))
)
_BARRED = (
    sa.update(_PAST)
    .where(_of(_PAST.c.public_key == sa.bindparam("key")))
    .values(state=sa.bindparam("to_state"))
)
_HOLDING = (
    sa.select(
        _LEASE.c.lease_id, _LEASE.c.no, tables.member.c.member_id, _LEASE.c.kind, _LEASE.c.remaining
    )
    .join_from(_LEASE, tables.member, tables.member.c.no == _LEASE.c.no)
    .where(_LEASE.c.terminal_id == sa.bindparam("id"), _LEASE.c.void == 1, _LEASE.c.remaining > 0)
    .order_by(_LEASE.c.no, _LEASE.c.lease_id)
)
_VOID = _HOLDING.where(_LEASE.c.incarnation.in_(sa.select(_PAST.c.incarnation).where(_of(_LINE))))
_DUE = _HOLDING.where(
    sa.or_(
        _LEASE.c.incarnation == sa.bindparam("number"),
        _LEASE.c.incarnation.in_(
            sa.select(_PAST.c.incarnation).where(_of(_PAST.c.state == sa.bindparam("wanted")))
        ),
    )
)
_REMAINING = sa.select(_LEASE.c.remaining).where(_LEASE.c.lease_id == sa.bindparam("lease"))
_LOTS = (
    sa.select(tables.lease_lot.c.lot, tables.lease_lot.c.amount, tables.lease_lot.c.expires_day)
    .where(tables.lease_lot.c.lease_id == sa.bindparam("lease"), tables.lease_lot.c.amount > 0)
    .order_by(tables.lease_lot.c.lot)
)
