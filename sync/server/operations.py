"""Keeps what tills pushed, entry by entry, with what became of it: for ever, and never changed."""

from collections.abc import Iterable, Sequence

from sync.protocol.messages import PushedEntry
from sync.server import sets, tables
from sync.server.apply import Outcome
from sync.server.desk import Desk
from sync.server.sets import Cells


def record(desk: Desk, entries: Sequence[PushedEntry], outcomes: Iterable[Outcome]) -> None:
    """Write ``entries`` of the till at the desk, and the outcome of each."""
    cells = [_cells(desk, *each) for each in zip(entries, outcomes, strict=True)]
    _RECORD.run(desk.connection, cells)


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
