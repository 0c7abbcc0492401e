"""Operations that wait for a manager: what they took is held apart, until somebody decides.

What such an operation takes out of leases goes to a lease that no till has: the till has spent it,
the books do not know for what. The member's figure stays as it is, and nobody can spend it twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.lease import Leg, Lot
from pos_member.domain.ledger import (
    LOT_KINDS,
    AccountId,
    Kind,
    Reason,
    Transfer,
    free_account,
    lease_account,
    store_account,
    unit_of,
)
from pos_member.domain.operations import (
    Body,
    LeaseReturned,
    Refund,
    Sale,
    SessionRedeemed,
    TopUp,
)
from pos_member.domain.shape import Shape
from sync.protocol.messages import QUARANTINED
from sync.server import coherence, coupons, feed, incarnations, posting, tables
from sync.server.desk import Desk
from sync.server.house import House

VOID = "voided"
"""It shall have no effect: what it took goes back to the member."""
WRITE_OFF = "written_off"
"""It happened and cannot be put right: what it took is spent; headroom is free again."""
DECISIONS = (VOID, WRITE_OFF)
Row = sa.Row[Any]
SHORT = ("lease_short", "lots_short")

_OPERATION = tables.operation
_LEASE = tables.lease
_DECIDED = tables.resolution


def hold(desk: Desk, op_id: str, body: Body, *, code: str) -> None:
    """Take what ``body`` takes out of this till's leases from them, as far as they hold it.

    One that waits (``code``) because it takes more than there is gets nothing of it: the till's
    later sales are paid from that.
    """
    if code in SHORT or not _is_id(op_id):
        return
    member_id, legs = _legs(body)
    no = desk.members.get(member_id)
    for number, leg in enumerate(legs):
        row = desk.leases.get(leg.lease_id)
        if row is None or (row.terminal_id, row.no, row.kind) != (desk.terminal_id, no, leg.kind):
            continue
        parts = _there(desk, leg)
        amount = sum(part.amount for part in parts)
        if not amount:
            continue
        held_id = f"{op_id}.{number}"
        made = replace(row, lease_id=held_id, terminal_id="", granted=amount, opened=False)
        desk.books.make_lease(replace(made, incarnation=0, void=True, remaining=0), expires_ms=0)
        source = lease_account(leg.lease_id, member_id, leg.kind)
        target = lease_account(held_id, member_id, leg.kind)
        unit = unit_of(leg.kind, desk.house.store.currency)
        desk.books.post(held_id, _moves(source, target, parts, unit), no=row.no, now_ms=desk.now_ms)


def decide(
    connection: Connection,
    op_id: str,
    decision: str,
    house: House,
    *,
    by: str,
    reason: str,
    now_ms: int,
) -> dict[str, object]:
    """Decide what becomes of a waiting operation; return what of its members' value moved, by kind.

    ``by`` and ``reason`` are kept with the decision, which is never changed.

    Raises:
        Refused: ``operation_not_waiting``; ``decision_unknown``.
    """
    if decision not in DECISIONS:
        raise Refused("decision_unknown", decision=decision)
    row = waiting(connection, op_id)
    # The till's row first, as a push does: it is told with its next reply.
    count_less(connection, row.terminal_id)
    moved: dict[str, int] = {}
    holding = connection.execute(_HELD, {"first": op_id + ".", "last": op_id + "/"}).all()
    for held in holding:
        if held.kind != Kind.HEADROOM:
            moved[held.kind] = moved.get(held.kind, 0) + held.remaining
        _release(connection, held, decision, house, now_ms)
    # Its till counts it until a row of figures comes that surely includes the decision.
    told = {held.no for held in holding} | set(numbers(connection, row.body))
    feed.changed(connection, feed.Change.FIGURES, told)
    note(connection, row, decision, by=by, reason=reason, now_ms=now_ms)
    return {"decision": decision, "moved": moved}


def waiting(connection: Connection, op_id: str) -> Row:
    """Return the entry of an operation that waits.

    Raises:
        Refused: ``operation_not_waiting``.
    """
    row = connection.execute(_WAITING, {"op": op_id}).first()
    if row is None:
        raise Refused("operation_not_waiting", operation=op_id)
    return row


def count_less(connection: Connection, terminal_id: str) -> None:
    """Lock the till's row, and count one operation less that waits."""
    connection.execute(_LESS, {"id": terminal_id})


def put_back(connection: Connection, op_id: str, body: Body, house: House, *, now_ms: int) -> None:
    """Put what was held apart for ``body`` back into the leases that it took it from."""
    _, legs = _legs(body)
    for held in connection.execute(_HELD, {"first": op_id + ".", "last": op_id + "/"}).all():
        kind = Kind(held.kind)
        left = incarnations.what_is_left(connection, held.lease_id)
        leg = legs[int(held.lease_id.rpartition(".")[2])]
        made = _moves(
            lease_account(held.lease_id, held.member_id, kind),
            lease_account(leg.lease_id, held.member_id, kind),
            left.lots or (Lot("", left.amount, ""),),
            unit_of(kind, house.store.currency),
        )
        posting.post(connection, f"retried/{held.lease_id}", made, no=held.no, now_ms=now_ms)


def note(
    connection: Connection,
    row: Row,
    decision: str,
    *,
    by: str,
    reason: str,
    now_ms: int,
    code: str = "",
) -> None:
    """Write down for ever what was decided about ``row``, and about its copies in its till.

    ``code``: what was left undone of one that was applied.
    """
    noted = {
        "decision": decision,
        "code": code,
        "decided_by": by,
        "reason": reason,
        "decided_ms": now_ms,
    }
    places = (
        connection.execute(_COPIES, {"op": row.op_id, "id": row.terminal_id, "code": row.code})
        .mappings()
        .all()
    )
    connection.execute(sa.insert(_DECIDED), [dict(place) | noted for place in places])


def numbers(connection: Connection, body: bytes) -> list[int]:
    """Return the number of the member that ``body`` names, if it does and there is one."""
    try:
        member_id = Shape(canonical.load(body)).raw("member")
    except (ValueError, RecursionError, Damaged):
        return []
    return list(connection.execute(_BY_ID, {"id": str(member_id)}).scalars())


def _release(
    connection: Connection,
    held: sa.Row[*tuple[Any, ...]],
    decision: str,
    house: House,
    now_ms: int,
) -> None:
    kind = Kind(held.kind)
    left = incarnations.what_is_left(connection, held.lease_id)
    parts = left.lots or (Lot("", left.amount, ""),)
    source = lease_account(held.lease_id, held.member_id, kind)
    target = free_account(held.member_id, kind)
    reason = Reason.SUSPENSE
    if decision == WRITE_OFF and kind is not Kind.HEADROOM:
        target, reason = store_account(house.store.store_id, WRITE_OFF), Reason.LOSS
    made = _moves(source, target, parts, unit_of(kind, house.store.currency), reason)
    posting.post(connection, f"decided/{held.lease_id}", made, no=held.no, now_ms=now_ms)
    if kind is Kind.COUPON and decision == WRITE_OFF:
        # What stands before the point is the operation that waited.
        used = {part.lot: held.lease_id.partition(".")[0] for part in parts}
        coupons.mark_used(connection, used)
        feed.changed(connection, feed.Change.COUPON, used)


def _is_id(text: str) -> bool:
    try:
        coherence.check_id(text)
    except Damaged:
        return False
    return True


def _legs(body: Body) -> tuple[str, Sequence[Leg]]:
    match body:
        case Sale(member_id=str(member_id)):
            return member_id, body.legs
        case SessionRedeemed():
            return body.member_id, body.legs
        case Refund(member_id=str(member_id)):
            return member_id, body.sessions
        case TopUp():
            return body.member_id, body.headroom
        case LeaseReturned():
            return body.member_id, [Leg(body.lease_id, body.account_kind, body.amount, body.lots)]
    return "", ()


def _there(desk: Desk, leg: Leg) -> list[Lot]:
    """Return how much of ``leg`` its lease holds; of points and coupons lot by lot."""
    left = desk.books.left_in(leg.lease_id)
    if leg.kind not in LOT_KINDS:
        return [Lot("", min(leg.amount, left.amount), "")]
    parts = [replace(lot, amount=min(lot.amount, left.lots.get(lot.lot, 0))) for lot in leg.lots]
    return [part for part in parts if part.amount]


def _moves(
    source: AccountId,
    target: AccountId,
    parts: Iterable[Lot],
    unit: str,
    reason: Reason = Reason.SUSPENSE,
) -> list[Transfer]:
    return [
        Transfer(source, target, part.amount, unit, reason, part.lot, part.expires_day)
        for part in parts
    ]


UNDECIDED = ~sa.exists().where(
    _DECIDED.c.terminal_id == _OPERATION.c.terminal_id,
    _DECIDED.c.incarnation == _OPERATION.c.incarnation,
    _DECIDED.c.seq == _OPERATION.c.seq,
)
"""No decision stands beside the operation."""
_WAITING = (
    sa.select(_OPERATION)
    .where(_OPERATION.c.op_id == sa.bindparam("op"), _OPERATION.c.original == 1)
    .where(_OPERATION.c.outcome == QUARANTINED, UNDECIDED)
)
_COPIES = (
    sa.select(_OPERATION.c.terminal_id, _OPERATION.c.incarnation, _OPERATION.c.seq)
    .where(_OPERATION.c.terminal_id == sa.bindparam("id"))
    .where(_OPERATION.c.op_id == sa.bindparam("op"), _OPERATION.c.outcome == QUARANTINED)
    # Not what a revoked till sent: its own entries are the till's to say again.
    .where(_OPERATION.c.code == sa.bindparam("code"), UNDECIDED)
)
_BY_ID = sa.select(tables.member.c.no).where(tables.member.c.member_id == sa.bindparam("id"))
_LESS = (
    sa.update(tables.terminal)
    .where(tables.terminal.c.terminal_id == sa.bindparam("id"))
    .values(quarantined=tables.terminal.c.quarantined - 1)
)
_HELD = (
    sa.select(
        _LEASE.c.lease_id, _LEASE.c.no, tables.member.c.member_id, _LEASE.c.kind, _LEASE.c.remaining
    )
    .join_from(_LEASE, tables.member, tables.member.c.no == _LEASE.c.no)
    .where(_LEASE.c.terminal_id == "", _LEASE.c.lease_id > sa.bindparam("first"))
    .where(_LEASE.c.lease_id < sa.bindparam("last"), _LEASE.c.remaining > 0)
    .order_by(_LEASE.c.no, _LEASE.c.lease_id)
)
