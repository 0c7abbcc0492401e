"""The journal's rows. They are appended and read; the file itself refuses anything else."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    Row,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
)

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
# As the index writes it: what stands behind the first "member":" of a body, whose keys are sorted.
# The plus sign below keeps SQLite from reading a whole journal by its numbers.
_MEMBER: ColumnElement[bytes] = literal_column(
    "substr(body, instr(body, X'226D656D626572223A22') + 10, 36)", LargeBinary
)
_OF_MEMBER = (
    select(*_COLUMNS)
    .where(
        literal_column("+incarnation", Integer) == bindparam("of"),
        bindparam("start") <= _LOCAL_MS,
        journal.c.kind == bindparam("wanted"),
        bindparam("member", type_=LargeBinary) == _MEMBER,
    )
    .order_by(journal.c.seq)
)
# As the index writes it: what stands behind ``"sale":`` of a refund's body.
_SALE: ColumnElement[bytes] = literal_column(
    "substr(body, instr(body, X'2273616C65223A22') + 8, 36)", LargeBinary
)
_OF_SALE = (
    select(*_COLUMNS)
    .where(literal_column("kind = 'refund'"), bindparam("sale", type_=LargeBinary) == _SALE)
    .order_by(journal.c.incarnation, journal.c.seq)
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


def of_member(
    connection: Connection, incarnation: int, kind: str, *, member_id: str, local_ms: int
) -> list[Entry]:
    """Return the entries of ``kind`` whose body is about ``member_id``, in order.

    Only those that are not older than ``local_ms``, milliseconds by the wall clock of the shop. An
    index finds them: how long the journal is does not matter.
    """
    given = {"of": incarnation, "start": local_ms, "wanted": kind, "member": member_id.encode()}
    return [_entry(row) for row in connection.execute(_OF_MEMBER, given)]


def refunds_of(connection: Connection, sale_id: str) -> list[Entry]:
    """Return the refunds of the sale ``sale_id``, each once, in order; an index finds them."""
    found = connection.execute(_OF_SALE, {"sale": sale_id.encode()})
    # A copy in a later incarnation is the same operation.
    return list({entry.draft.op_id: entry for entry in map(_entry, found)}.values())


def last_of(connection: Connection, incarnation: int, *kinds: str) -> Entry | None:
    """Return the newest entry of one of ``kinds``."""
    row = connection.execute(_LAST_OF_KIND, {"of": incarnation, "kinds": kinds}).one_or_none()
    return None if row is None else _entry(row)


def newest(
    connection: Connection,
    incarnation: int,
    *kinds: str,
    seqs: range,
    holding: Sequence[bytes] = (),
    most: int,
) -> list[Entry]:
    """Return up to ``most`` entries of ``kinds`` whose numbers are in ``seqs``, newest first.

    With ``holding``, those whose body has one of these bytes in it, wherever: the caller looks
    again at what it meant.
    """
    chosen = select(*_COLUMNS).where(
        journal.c.incarnation == incarnation,
        journal.c.seq.between(seqs.start, seqs.stop - 1),
        journal.c.kind.in_(kinds),
    )
    if holding:
        has = [func.instr(journal.c.body, bindparam(None, part)) > 0 for part in holding]
        chosen = chosen.where(or_(*has))
    found = connection.execute(chosen.order_by(journal.c.seq.desc()).limit(most))
    return [_entry(row) for row in found]


def incarnations(connection: Connection) -> list[int]:
    """Return the incarnations that the journal holds."""
    return [int(row[0]) for row in connection.execute(_INCARNATIONS)]


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    # By place, in the order of the columns: by name takes as long again as all the rest.
    incarnation, seq, op_id, kind, schema, wall_ms, mono_ms, boot_id, tz_min, *rest = row
    actor_id, body, prev, own = rest
    moment = Moment(wall_ms, mono_ms, boot_id, tz_min)
    draft = Draft(id_text(op_id), kind, actor_id, moment, bytes(body), schema)
    return Entry(incarnation, seq, draft, prev.hex(), own.hex())
