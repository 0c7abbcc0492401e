"""Applies operations that waited, as they stand, once what kept them apart is gone.

A manager says so, or a newer server that knows their kind. The journal entry and what became of it
first are never changed: the decision stands beside them. What waited only because of such an
operation follows it. Where it still does not fit, nothing is done.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.errors import PosError
from pos_member.domain.journal import Draft, Entry, Moment
from pos_member.domain.operation_reader import KINDS
from sync.protocol.messages import QUARANTINED, PushedEntry
from sync.protocol.personal import open_personal
from sync.server import feed, incarnations, lost, programs, quarantine, tables, terminals
from sync.server.apply import Opened, apply_again, open_entry
from sync.server.desk import Desk, made_by, named_by
from sync.server.house import House

APPLIED = "applied"
"""It was applied as it stands."""
DECISIONS = (*quarantine.DECISIONS, APPLIED)
UNKNOWN_KIND = "unknown_kind"
SERVER = "server"
"""Who decided, where it was no person."""
FOLLOWING = ("depends_on_quarantined", "member_unknown", "lease_unknown", "lease_not_opened")
"""Codes of operations that may have waited only for another one."""

Row = sa.Row[Any]
_OPERATION = tables.operation
_APART = tables.held_apart


@dataclass(frozen=True, slots=True)
class Word:
    """Whose word it is that something shall be decided, why, and when."""

    by: str
    reason: str
    now_ms: int


def decide(
    connection: Connection, op_id: str, decision: str, house: House, word: Word
) -> dict[str, object]:
    """Decide what becomes of a waiting operation: one of ``DECISIONS``; return what came of it.

    Raises:
        Refused: as ``quarantine.decide``; ``operation_still_waits`` where it still does not fit:
            nothing was done.
    """
    if decision != APPLIED:
        return quarantine.decide(
            connection,
            op_id,
            decision,
            house,
            by=word.by,
            reason=word.reason,
            now_ms=word.now_ms,
        )
    row = quarantine.waiting(connection, op_id)
    with connection.begin_nested():
        code, made = _apply(connection, row, house, word)
    followed = _follow(connection, made, house, word)
    return {"decision": APPLIED, "code": code, "followed": followed}


def replay_known(connection: Connection, house: House, *, now_ms: int) -> list[str]:
    """Apply what waited because an older server did not know its kind; return the operations."""
    word = Word(SERVER, UNKNOWN_KIND, now_ms)
    found = connection.execute(_UNKNOWN, {"kinds": list(KINDS)}).all()
    done: list[str] = []
    made: set[str] = set()
    for row in found:
        names = _try(connection, row, house, word)
        if names is not None:
            done.append(row.op_id)
            made |= names
    return done + _follow(connection, made, house, word)


def _follow(connection: Connection, made: set[str], house: House, word: Word) -> list[str]:
    """Apply what waited for something of ``made``, which is there now, and what waited for that."""
    done: list[str] = []
    going = bool(made)
    while going:
        going = False
        for row in connection.execute(_FOLLOWING, {"codes": list(FOLLOWING)}).all():
            body = _opened(house, row, "").body
            if body is None or not named_by(body) & made:
                continue
            names = _try(connection, row, house, word)
            if names is not None:
                done.append(row.op_id)
                made |= names
                going = True
    return done


def _try(connection: Connection, row: Row, house: House, word: Word) -> set[str] | None:
    """Apply one operation if it fits; return what is there now, ``None`` where it still waits."""
    try:
        with connection.begin_nested():
            return _apply(connection, row, house, word)[1]
    except PosError:
        return None


def _apply(connection: Connection, row: Row, house: House, word: Word) -> tuple[str, set[str]]:
    """Apply one operation; return the code of what was left undone, and what is there now."""
    # The till's row first, as a push does: it is told with its next reply.
    quarantine.count_less(connection, row.terminal_id)
    till = connection.execute(_TILL, {"id": row.terminal_id}).one()
    opened = _opened(house, row, connection.execute(_SEALED, {"op": row.op_id}).scalar() or "")
    if opened.body is not None:
        quarantine.put_back(connection, row.op_id, opened.body, house, now_ms=word.now_ms)
    connection.execute(_FREED, {"op": row.op_id})
    ended = row.incarnation < till.incarnation or till.status != terminals.ACTIVE
    desk = Desk(
        connection,
        house,
        row.terminal_id,
        till.store_id,
        word.now_ms,
        programs.current(connection, house, word.now_ms),
        incarnation=row.incarnation,
        void_up_to=row.seq if ended else 0,
    )
    code = apply_again(desk, opened)
    if ended:
        _settle(desk, till.status)
    told = desk.figures_changed | set(quarantine.numbers(connection, row.body))
    feed.changed(connection, feed.Change.FIGURES, told)
    feed.changed(connection, feed.Change.PROFILE, desk.profiles_changed)
    quarantine.note(
        connection, row, APPLIED, code=code, by=word.by, reason=word.reason, now_ms=word.now_ms
    )
    assert opened.body is not None
    # What it made is there now, and what it needed evidently is.
    return code, made_by(row.op_id, opened.body) | named_by(opened.body)


def _settle(desk: Desk, status: str) -> None:
    """Give back what a lease holds that nobody will spend from any more."""
    lost.settle(desk, status)
    past = incarnations.find(desk.connection, desk.terminal_id, desk.incarnation)
    if past is not None and past.state == incarnations.SETTLED:
        incarnations.settle(desk, desk.incarnation)


def _opened(house: House, row: Row, sealed: str) -> Opened:
    moment = Moment(row.wall_ms, row.mono_ms, row.boot_id, row.tz_min)
    draft = Draft(row.op_id, row.kind, row.actor_id, moment, bytes(row.body), row.schema_version)
    personal = open_personal(house.field_key, sealed) if sealed else None
    return open_entry(
        PushedEntry(Entry(row.incarnation, row.seq, draft, row.prev, row.hash), personal)
    )


def _waiting(*more: sa.ColumnElement[bool]) -> sa.Select[Any]:
    rows: Iterable[sa.ColumnElement[bool]] = (
        _OPERATION.c.outcome == QUARANTINED,
        _OPERATION.c.original == 1,
        quarantine.UNDECIDED,
        *more,
    )
    return (
        sa.select(_OPERATION)
        .where(*rows)
        .order_by(
            _OPERATION.c.received_ms,
            _OPERATION.c.terminal_id,
            _OPERATION.c.incarnation,
            _OPERATION.c.seq,
        )
    )


_UNKNOWN = _waiting(
    _OPERATION.c.code == UNKNOWN_KIND,
    _OPERATION.c.kind.in_(sa.bindparam("kinds", expanding=True)),
)
_FOLLOWING = _waiting(_OPERATION.c.code.in_(sa.bindparam("codes", expanding=True)))
_TILL = sa.select(tables.terminal).where(tables.terminal.c.terminal_id == sa.bindparam("id"))
_SEALED = sa.select(tables.operation_personal.c.sealed).where(
    tables.operation_personal.c.op_id == sa.bindparam("op")
)
_FREED = sa.delete(_APART).where(_APART.c.op_id == sa.bindparam("op"))
