"""The shift that runs: everything since the last one was closed, as the journal alone says it.

So each operation stands in exactly one report, and nobody has to open a shift before a customer is
served.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.journal import Entry
from pos_member.domain.operation_reader import KINDS, read_body
from pos_member.domain.operations import Body, ShiftClosed, ShiftOpened
from pos_member.domain.shift import totals_of
from pos_member.domain.shift_views import RunningShift
from pos_member.services.till import Till
from pos_member.storage import baskets, entries, tenders


def running(till: Till) -> RunningShift:
    """Return the shift that runs now, with its figures so far."""
    with till.journal.reading() as connection:
        return running_in(connection)


def running_in(connection: Connection) -> RunningShift:
    """Return the shift that runs as this transaction sees it."""
    last = _last_closed(connection)
    before = _body(last) if last is not None else None
    number, left = (before.number + 1, before.left) if isinstance(before, ShiftClosed) else (1, 0)
    since = list(_since(connection, last))
    bodies = [body for body in map(_body, since) if body is not None]
    return RunningShift(
        number=number,
        begun_ms=since[0].draft.moment.wall_ms if since else 0,
        counted_in=any(isinstance(body, ShiftOpened) for body in bodies),
        totals=totals_of(bodies, left=left),
        held=len(baskets.held(connection)),
        unpaid=tenders.is_any(connection),
    )


def _last_closed(connection: Connection) -> Entry | None:
    for incarnation in reversed(entries.incarnations(connection)):
        found = entries.last_of(connection, incarnation, ShiftClosed.kind)
        if found is not None:
            return found
    return None


def _since(connection: Connection, last: Entry | None) -> Iterator[Entry]:
    """Yield what stands behind ``last``, each operation once: later incarnations hold copies."""
    seen: set[str] = set()
    for incarnation in entries.incarnations(connection):
        if last is not None and incarnation < last.incarnation:
            continue
        seq = last.seq if last is not None and incarnation == last.incarnation else 0
        for entry in entries.every(connection, incarnation, since=seq):
            if entry.draft.op_id not in seen:
                seen.add(entry.draft.op_id)
                yield entry


def _body(entry: Entry) -> Body | None:
    """Return the body; ``None`` for what only a newer program knows: it has its figures."""
    if entry.draft.kind not in KINDS:
        return None
    return read_body(entry.draft.kind, canonical.load(entry.draft.body))
