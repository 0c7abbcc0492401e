"""What can still be had of a journal that does not open: entries whose hashes are right.

A hash covers all of an entry, so a true one is known wherever its bytes turn up, in the file or in
its log. Where nothing can be believed about what the server has, everything is handed over: it
knows what it has by the operations' ids.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pos_member.domain.errors import PosError
from pos_member.domain.ids import id_text
from pos_member.domain.journal import Draft, Entry, Moment, holds
from pos_member.services.identity import Identity
from pos_member.storage import meta
from pos_member.storage.carving import Record, records
from pos_member.storage.database import Database
from pos_member.storage.meta import Head

_TYPES = (int, int, bytes, str, int, int, int, str, int, str, bytes, bytes, bytes)
"""The columns of the journal, in their order."""
_ID_BYTES, _HASH_BYTES = 16, 32


@dataclass(frozen=True, slots=True)
class Rescued:
    """What was found.

    Attributes:
        entries: what the server may lack, by incarnation and number.
        sealed: personal values beside operations, as they stood there: by operation.
        found: how many true entries there were in all.
        missing: numbers between the first and the last of ``entries`` (and up to the head, where
            that is known) that were not found; they are lost with this disk.
    """

    entries: tuple[Entry, ...]
    sealed: dict[str, str]
    found: int
    missing: tuple[int, ...]


def rescue(path: Path, identity: Identity) -> Rescued:
    """Read all that is true out of the journal at ``path``, which belongs to ``identity``.

    Raises:
        OSError: the file cannot be read at all.
    """
    head = _head(path, identity)
    entries: dict[tuple[int, int], Entry] = {}
    sealed: dict[str, str] = {}
    for record in records(path):
        if entry := _entry(record, identity.terminal_id):
            entries[entry.incarnation, entry.seq] = entry
        elif beside := _beside(record):
            sealed[beside[0]] = beside[1]
    chosen = tuple(_unacknowledged(entries, head))
    kept = {each.draft.op_id for each in chosen}
    return Rescued(
        chosen,
        {op_id: text for op_id, text in sealed.items() if op_id in kept},
        len(entries),
        _missing(chosen, head),
    )


def _head(path: Path, identity: Identity) -> Head | None:
    """Return where the journal ended; ``None`` when the file does not say or is not believed."""
    try:
        database = Database(path, read_only=True)
        try:
            with database.reading() as connection:
                head = meta.head(connection)
        finally:
            database.close()
    except (PosError, ValueError):
        return None
    return head if head.terminal_id == identity.terminal_id else None


def _entry(record: Record, terminal_id: str) -> Entry | None:
    if len(record) != len(_TYPES) or not all(map(isinstance, record, _TYPES)):
        return None
    incarnation, seq, op, kind, schema, wall, mono, boot, tz_min, actor, body, prev, made = record
    if (len(op), len(prev), len(made)) != (_ID_BYTES, _HASH_BYTES, _HASH_BYTES):  # type: ignore[arg-type]
        return None
    moment = Moment(wall, mono, boot, tz_min)  # type: ignore[arg-type]
    draft = Draft(id_text(op), kind, actor, moment, body, schema)  # type: ignore[arg-type]
    entry = Entry(incarnation, seq, draft, prev.hex(), made.hex())  # type: ignore[arg-type,union-attr]
    return entry if seq >= 1 and holds(entry, terminal_id=terminal_id) else None  # type: ignore[operator]


def _beside(record: Record) -> tuple[str, str] | None:
    match record:
        case (bytes() as op, str() as text) if len(op) == _ID_BYTES:
            return id_text(op), text
    return None


def _unacknowledged(entries: dict[tuple[int, int], Entry], head: Head | None) -> Iterable[Entry]:
    """Yield what the server may lack, each operation once, as it stands last."""
    after = (0, 0)
    if head is not None:
        acked = entries.get((head.incarnation, head.acked_seq))
        if head.acked_seq == 0 or (acked and acked.hash == head.acked_hash):
            after = (head.incarnation, head.acked_seq)
    last = {entry.draft.op_id: place for place, entry in sorted(entries.items())}
    for place, entry in sorted(entries.items()):
        if place > after and last[entry.draft.op_id] == place:
            yield entry


def _missing(chosen: tuple[Entry, ...], head: Head | None) -> tuple[int, ...]:
    """Return the numbers that are not there, of the last incarnation that something is of."""
    if not chosen:
        return ()
    incarnation = chosen[-1].incarnation
    there = {entry.seq for entry in chosen if entry.incarnation == incarnation}
    known = head is not None and head.incarnation == incarnation
    last = max(there | ({head.seq} if head is not None and known else set()))
    return tuple(seq for seq in range(min(there), last + 1) if seq not in there)
