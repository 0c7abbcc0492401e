"""The leases that this till holds, as rows: a projection of the journal, checked by ``verify``.

Rows are never deleted, so a grant that comes late for a lease long used up is known and ignored.
"""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, func, insert, select, update

from pos_member.domain import canonical
from pos_member.domain.lease import Grant, Lease, Lot, read_lot, without_lots
from pos_member.domain.ledger import Kind
from pos_member.domain.shape import Shape
from pos_member.storage.tables import chosen_coupon, lease, reservation

_RESERVED = (
    select(func.coalesce(func.sum(reservation.c.amount), 0))
    .where(reservation.c.lease_id == lease.c.lease_id)
    .scalar_subquery()
)
_ON_COUNTER = (
    select(func.count())
    .select_from(chosen_coupon)
    .where(chosen_coupon.c.lease_id == lease.c.lease_id)
    .scalar_subquery()
)
_COLUMNS = (
    lease.c.lease_id,
    lease.c.member_id,
    lease.c.kind,
    lease.c.remaining,
    case((lease.c.kind == Kind.COUPON.value, _ON_COUNTER), else_=_RESERVED).label("reserved"),
    lease.c.expires_ms,
    lease.c.lots,
    lease.c.max_single,
)
_OF_MEMBER = select(*_COLUMNS).where(
    lease.c.member_id == bindparam("member"), lease.c.remaining > 0
)
_EXPIRED = select(*_COLUMNS).where(lease.c.remaining > 0, lease.c.expires_ms <= bindparam("now"))
_BY_ID = select(*_COLUMNS).where(lease.c.lease_id == bindparam("id"))
_EVERY = select(lease).order_by(lease.c.lease_id)
_INSERT = insert(lease)
_TAKE = (
    update(lease)
    .where(lease.c.lease_id == bindparam("id"))
    .values(remaining=lease.c.remaining - bindparam("amount"))
)
_SET_LOTS = (
    update(lease).where(lease.c.lease_id == bindparam("id")).values(lots=bindparam("lots_left"))
)
_VOID_ALL = update(lease).where(lease.c.remaining > 0).values(remaining=0, lots="[]")
_RESERVED_LOTS = select(reservation.c.lots).where(reservation.c.lease_id == bindparam("id"))


def of_member(connection: Connection, member_id: str) -> list[Lease]:
    """Return the leases of ``member_id`` that still hold something, with what is reserved."""
    return [_lease(row) for row in connection.execute(_OF_MEMBER, {"member": member_id})]


def expired(connection: Connection, now_ms: int) -> list[Lease]:
    """Return the leases that still hold something and may no longer be spent from."""
    return [_lease(row) for row in connection.execute(_EXPIRED, {"now": now_ms})]


def by_id(connection: Connection, lease_id: str) -> Lease | None:
    """Return lease ``lease_id``, used up or not."""
    row = connection.execute(_BY_ID, {"id": lease_id}).one_or_none()
    return None if row is None else _lease(row)


def unreserved(connection: Connection, held: Lease) -> Lease:
    """Return ``held`` as a new payment sees it: without what open payments reserve, lots too."""
    if not held.reserved:
        return held
    found = connection.execute(_RESERVED_LOTS, {"id": held.lease_id})
    taken = [lot for row in found for lot in load_lots(row[0])]
    if held.kind is Kind.COUPON:
        taken = list(held.lots)  # it is on the counter, and it is one
    return Lease(
        held.lease_id,
        held.member_id,
        held.kind,
        held.free,
        0,
        held.expires_ms,
        without_lots(held.lots, taken),
        held.max_single,
    )


def open_(connection: Connection, grant: Grant) -> None:
    """Write a new lease, all of it still there."""
    connection.execute(
        _INSERT,
        {
            "lease_id": grant.lease_id,
            "member_id": grant.member_id,
            "kind": grant.kind.value,
            "granted": grant.amount,
            "remaining": grant.amount,
            "expires_ms": grant.expires_ms,
            "max_single": grant.max_single,
            "grant_ver": grant.grant_ver,
            "lots": dump_lots(grant.lots),
        },
    )


def take(connection: Connection, lease_id: str, amount: int, lots: tuple[Lot, ...]) -> None:
    """Take ``amount`` (of ``lots``) out of a lease; the file refuses to go below zero."""
    changed = connection.execute(_TAKE, {"id": lease_id, "amount": amount}).rowcount
    assert changed == 1, "no such lease"
    held = by_id(connection, lease_id) if lots else None
    if held is not None:
        left = dump_lots(without_lots(held.lots, lots))
        connection.execute(_SET_LOTS, {"id": lease_id, "lots_left": left})


def void_all(connection: Connection) -> None:
    """Take away what every lease still holds: their incarnation has ended.

    Nothing may be reserved any more. The rows stay, so that a late grant is known and ignored.
    """
    connection.execute(_VOID_ALL)


def every(connection: Connection) -> list[tuple[Grant, int, tuple[Lot, ...]]]:
    """Return each row as (what was granted, what remains, the lots that remain)."""
    found = []
    for row in connection.execute(_EVERY):
        grant = Grant(
            lease_id=row.lease_id,
            terminal_id="",
            member_id=row.member_id,
            kind=Kind(row.kind),
            amount=row.granted,
            expires_ms=row.expires_ms,
            max_single=row.max_single,
            grant_ver=row.grant_ver,
        )
        found.append((grant, int(row.remaining), load_lots(row.lots)))
    return found


def dump_lots(lots: tuple[Lot, ...]) -> str:
    """Return ``lots`` as the text of a column."""
    return canonical.dump([lot.to_json() for lot in lots]).decode()


def load_lots(text: str) -> tuple[Lot, ...]:
    """Return the lots that a column holds."""
    return Shape({"lots": canonical.load(text)}).parts("lots", read_lot, most=1_000)


def _lease(row: Row[*tuple[Any, ...]]) -> Lease:
    return Lease(
        row.lease_id,
        row.member_id,
        Kind(row.kind),
        row.remaining,
        row.reserved,
        row.expires_ms,
        load_lots(row.lots),
        row.max_single,
    )
