"""The journal's rows. They are appended and read; the file itself refuses anything else."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select

from pos_member.domain.ids import id_bytes, id_text
from pos_member.domain.journal import Draft, Entry, Moment
from pos_member.storage.tables import journal

_COLUMNS = tuple(journal.c)
_INSERT = insert(journal)
_BY_OP = (
    select(*_COLUMNS)
    .where(journal.c.op_id == bindparam("op"), journal.c.incarnation < bindparam("before"))
    .order_by(journal.c.incarnation.desc())
    .limit(1)
)
_NEWEST = 2**62
_AT = select(*_COLUMNS).where(
    journal.c.incarnation == bindparam("of"), journal.c.seq == bindparam("at")
)
_AFTER = (
    select(*_COLUMNS)
    .where(journal.c.incarnation == bindparam("of"), journal.c.seq > bindparam("at"))
    .order_by(journal.c.seq)
    .limit(bindparam("most"))
)
_LAST_OF_KIND = (
    select(*_COLUMNS)
    .where(
        journal.c.incarnation == bindparam("of"),
        journal.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(journal.c.seq.desc())
    .limit(1)
)
_LOCAL_MS = journal.c.wall_ms + journal.c.tz_min * 60_000
_LAST_BEFORE = (
    select(journal.c.seq)
    .where(journal.c.incarnation == bindparam("of"), bindparam("start") > _LOCAL_MS)
    .order_by(journal.c.seq.desc())
    .limit(1)
    .scalar_subquery()
)
_NAMING = (
    select(*_COLUMNS)
    .where(
        journal.c.incarnation == bindparam("of"),
        journal.c.seq > func.coalesce(_LAST_BEFORE, 0),
        journal.c.kind == bindparam("wanted"),
        func.instr(journal.c.body, bindparam("name")) > 0,
    )
    .order_by(journal.c.seq)
)
_INCARNATIONS = select(journal.c.incarnation).distinct().order_by(journal.c.incarnation)
_BATCH = 1_000


def append(connection: Connection, entry: Entry) -> None:
    """Append ``entry``. Its number must follow the last one, or the file refuses it."""
    draft = entry.draft
    moment = draft.moment
    connection.execute(
        _INSERT,
        {
            "incarnation": entry.incarnation,
            "seq": entry.seq,
            "op_id": id_bytes(draft.op_id),
            "kind": draft.kind,
            "schema_ver": draft.schema_version,
            "wall_ms": moment.wall_ms,
            "mono_ms": moment.mono_ms,
            "boot_id": moment.boot_id,
            "tz_min": moment.tz_min,
            "actor_id": draft.actor_id,
            "body": draft.body,
            "prev": bytes.fromhex(entry.prev),
            "hash": bytes.fromhex(entry.hash),
        },
    )


def by_op(connection: Connection, op_id: str, *, before: int = _NEWEST) -> Entry | None:
    """Return the newest entry of operation ``op_id``, if it is in the journal.

    ``before``: only of incarnations lower than this one.
    """
    row = connection.execute(_BY_OP, {"op": id_bytes(op_id), "before": before}).one_or_none()
    return None if row is None else _entry(row)


def at(connection: Connection, incarnation: int, seq: int) -> Entry | None:
    """Return entry ``seq`` of ``incarnation``, if there is one."""
    row = connection.execute(_AT, {"of": incarnation, "at": seq}).one_or_none()
    return None if row is None else _entry(row)


def after(connection: Connection, incarnation: int, seq: int, most: int) -> list[Entry]:
    """Return up to ``most`` entries that follow ``seq``, in order."""
    found = connection.execute(_AFTER, {"of": incarnation, "at": seq, "most": most})
    return [_entry(row) for row in found]


def every(connection: Connection, incarnation: int, *, since: int = 0) -> Iterator[Entry]:
    """Yield the entries of ``incarnation`` after number ``since`` in order, a batch at a time."""
    seq = since
    while batch := after(connection, incarnation, seq, _BATCH):
        yield from batch
        seq = batch[-1].seq


def naming(
    connection: Connection, incarnation: int, kind: str, *, name: str, local_ms: int
) -> list[Entry]:
    """Return the entries of ``kind`` in whose body ``name`` stands, in order.

    Only those after the last entry that is older than ``local_ms``, milliseconds by the wall clock
    of the shop. SQLite looks through the bodies: reading them all here would take 0.1 ms each.
    """
    given = {"of": incarnation, "start": local_ms, "wanted": kind, "name": name.encode()}
    return [_entry(row) for row in connection.execute(_NAMING, given)]


def last_of(connection: Connection, incarnation: int, *kinds: str) -> Entry | None:
    """Return the newest entry of one of ``kinds``."""
    row = connection.execute(_LAST_OF_KIND, {"of": incarnation, "kinds": kinds}).one_or_none()
    return None if row is None else _entry(row)


def incarnations(connection: Connection) -> list[int]:
    """Return the incarnations that the journal holds."""
    return [int(row[0]) for row in connection.execute(_INCARNATIONS)]


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    moment = Moment(row.wall_ms, row.mono_ms, row.boot_id, row.tz_min)
    draft = Draft(
        id_text(row.op_id), row.kind, row.actor_id, moment, bytes(row.body), row.schema_ver
    )
    return Entry(row.incarnation, row.seq, draft, row.prev.hex(), row.hash.hex())
