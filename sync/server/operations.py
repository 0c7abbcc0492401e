"""Keeps what tills pushed, entry by entry, with what became of it: for ever, and never changed."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from sync.protocol.messages import APPLIED, PushedEntry, Result
from sync.server import sets, tables
from sync.server.apply import Outcome
from sync.server.desk import Desk
from sync.server.sets import Cells

DECISIONS_MAX = 50
_OPERATION = tables.operation


def record(desk: Desk, entries: Sequence[PushedEntry], outcomes: Iterable[Outcome]) -> None:
    """Write ``entries`` of the till at the desk, and the outcome of each."""
    cells = [_cells(desk, *each) for each in zip(entries, outcomes, strict=True)]
    _RECORD.run(desk.connection, cells)


def between(
    connection: Connection, terminal_id: str, incarnation: int, span: tuple[int, int]
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Return (seq, hash, outcome, code) of a till's entries of a span, ends included."""
    first, last = span
    place = {"id": terminal_id, "inc": incarnation, "first": first, "last": last}
    return connection.execute(_STORED, place).all()


def decided(
    connection: Connection, terminal_id: str, incarnation: int, *, now_ms: int
) -> list[Result]:
    """Return what was decided about a till's operations: said in every reply.

    Where that is much, it is the newest, and some of the others as the moment has it: whenever a
    reply was lost, and however much was decided at once, all of it is said in the end.
    """
    found = connection.execute(_DECISIONS, {"id": terminal_id, "inc": incarnation}).all()
    said, others = found[:DECISIONS_MAX], found[DECISIONS_MAX:]
    if others:
        pages = -(-len(others) // DECISIONS_MAX)
        start = DECISIONS_MAX * (now_ms % pages)
        said = [*said, *others[start : start + DECISIONS_MAX]]
    return [Result(row.seq, APPLIED, row.decision) for row in said]


def _cells(desk: Desk, pushed: PushedEntry, outcome: Outcome) -> Cells:
    entry, draft = pushed.entry, pushed.entry.draft
    return (
        desk.terminal_id,
        entry.incarnation,
        entry.seq,
        draft.op_id,
        draft.kind,
        draft.schema_version,
        draft.actor_id,
        draft.moment.wall_ms,
        draft.moment.mono_ms,
        draft.moment.boot_id,
        draft.moment.tz_min,
        draft.body,
        entry.prev,
        entry.hash,
        outcome.outcome,
        outcome.code,
        int(outcome.original),
        desk.now_ms,
    )


_RECORD = sets.inserting(tables.operation)
_STORED = (
    sa.select(_OPERATION.c.seq, _OPERATION.c.hash, _OPERATION.c.outcome, _OPERATION.c.code)
    .where(_OPERATION.c.terminal_id == sa.bindparam("id"))
    .where(_OPERATION.c.incarnation == sa.bindparam("inc"))
    .where(_OPERATION.c.seq.between(sa.bindparam("first"), sa.bindparam("last")))
    .order_by(_OPERATION.c.seq)
)
_DECIDED = tables.resolution
_DECISIONS = (
    sa.select(_DECIDED.c.seq, _DECIDED.c.decision)
    .where(_DECIDED.c.terminal_id == sa.bindparam("id"))
    .where(_DECIDED.c.incarnation == sa.bindparam("inc"))
    .order_by(_DECIDED.c.decided_ms.desc(), _DECIDED.c.seq.desc())
)
