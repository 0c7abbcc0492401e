"""Headroom: what may still be paid in below a cap, lent to tills so that no two fill it together.

It is a right and no value: what is free of it follows from the cap and the balance, and no spend
is posted to it. A top-up beyond what its till has on loan has happened all the same: it stands,
says so by its code, and whoever is above the cap is listed.
"""

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.ledger import (
    HEADROOM,
    Kind,
    Reason,
    Transfer,
    headroom_account,
    lease_account,
)
from pos_member.domain.operations import Refund, TopUp
from sync.server import columns, tables
from sync.server.desk import Desk

OVER_CAP = "over_cap"
"""The code of a top-up or refund after which its member has more than the cap allows."""
SHORT = "headroom_short"
"""The code of a top-up that took less headroom than it adds, or more than its leases held."""
CODES = (OVER_CAP, SHORT)
LISTED_MAX = 500

_HELD = tables.holding
_OPERATION = tables.operation
_SUSPENSE = tables.suspense
_VALUE = (Kind.PRINCIPAL.value, Kind.BONUS.value)


def cover(desk: Desk, top_up: TopUp) -> tuple[Transfer, ...]:
    """Return what must be put into leases that are short so that ``top_up`` can fill them.

    Nobody pays for it: it is a right that was used twice.
    """
    missing: list[Transfer] = []
    taken: dict[str, int] = defaultdict(int)
    for leg in top_up.headroom:
        free = max(0, desk.books.left_in(leg.lease_id).amount - taken[leg.lease_id])
        taken[leg.lease_id] += leg.amount
        if leg.amount > free:
            lent = lease_account(leg.lease_id, top_up.member_id, Kind.HEADROOM)
            room = headroom_account(top_up.member_id)
            missing.append(Transfer(room, lent, leg.amount - free, HEADROOM, Reason.LOSS))
    return tuple(missing)


def code_of(desk: Desk, top_up: TopUp, no: int, covered: tuple[Transfer, ...]) -> str:
    """Return what is to be said of ``top_up``, which is booked: mostly nothing."""
    cap = desk.rules.cap
    if cap is None:
        return SHORT if covered else ""
    if _balance(desk, no) > cap:
        return OVER_CAP
    added, filled = top_up.principal + top_up.bonus, sum(leg.amount for leg in top_up.headroom)
    return SHORT if covered or filled < added else ""


def code_of_refund(desk: Desk, refund: Refund, no: int | None) -> str:
    """Return ``over_cap`` where ``refund`` lifted its member above the cap: it is never refused."""
    back = refund.principal + refund.bonus
    cap = desk.rules.cap
    if no is None or not back or cap is None:
        return ""
    return OVER_CAP if _balance(desk, no) > cap else ""


def above_cap(connection: Connection, cap: int | None) -> dict[str, object]:
    """List the members above ``cap``, the highest first, and what went beyond rights or cap.

    Without names; amounts in minor units.
    """
    members = [] if cap is None else connection.execute(_ABOVE, {"cap": cap}).mappings().all()
    top_ups = connection.execute(_BEYOND).mappings()
    return {
        "cap": cap,
        "members": [dict(row) for row in members],
        "top_ups": [dict(row) for row in top_ups],
    }


def _balance(desk: Desk, no: int) -> int:
    """Return what a member has, less what a server that recovers lent before it was there."""
    books, held = desk.books, 0
    for kind in (Kind.PRINCIPAL, Kind.BONUS):
        held += books.balance(no, kind) + books.moved.suspense.get((no, kind.value, ""), 0)
    if desk.rules.cap is not None and held > desk.rules.cap:
        held += int(desk.connection.execute(_UNSETTLED, {"no": no}).scalar_one())
    return held


_UNSETTLED = sa.select(
    sa.cast(sa.func.coalesce(sa.func.sum(_SUSPENSE.c.amount), 0), columns.WHOLE)
).where(_SUSPENSE.c.no == sa.bindparam("no"), _SUSPENSE.c.kind.in_(_VALUE))
_BALANCE = _HELD.c.principal + _HELD.c.bonus
_ABOVE = (
    sa.select(tables.member.c.member_id, _BALANCE.label("balance"))
    .join_from(_HELD, tables.member, tables.member.c.no == _HELD.c.no)
    .where(sa.bindparam("cap", type_=columns.WHOLE) < _BALANCE)
    .order_by(_BALANCE.desc(), tables.member.c.member_id)
    .limit(LISTED_MAX)
)
_BEYOND = (
    sa.select(
        _OPERATION.c.terminal_id,
        _OPERATION.c.seq,
        _OPERATION.c.op_id,
        _OPERATION.c.code,
        _OPERATION.c.received_ms,
    )
    .where(_OPERATION.c.kind.in_((TopUp.kind, Refund.kind)), _OPERATION.c.code.in_(CODES))
    .order_by(_OPERATION.c.received_ms.desc(), _OPERATION.c.seq.desc())
    .limit(LISTED_MAX)
)
