"""A new incarnation of this till, after its journal and the server's have parted.

The journal that was is sealed where it stands; what the server may lack is copied behind a new
beginning, each operation with its id, its moment and its printed number. It happens in one
transaction of one file, so a till that dies in it finds the old incarnation or the new one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from pos_member.domain.journal import GENESIS, Entry, place_of, seal
from pos_member.services.acknowledge import hash_at
from pos_member.services.suspicion import note_mark
from pos_member.services.till import Till
from pos_member.storage import effects, entries, leases, local_members, meta, tenders
from pos_member.storage.meta import Head

_OVER = (meta.FORK, meta.CLAIM, meta.SUPERSEDED, meta.SUSPECT, meta.LATER)
"""What is over once a new incarnation has begun: its leases are its own."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What the server answered to a claim.

    Attributes:
        incarnation: in which the till goes on.
        seq, seq_hash: the last entry of the ended one that the server surely has.
        whole: nothing is sure: every operation that this till ever made is said again.
    """

    claim: str
    incarnation: int
    seq: int
    seq_hash: str
    whole: bool = False


@dataclass(slots=True)
class _Copies:
    """The new beginning while it is written: where the chain ends, and who moved where."""

    incarnation: int
    seq: int = 0
    hash: str = GENESIS
    places: dict[int, int] = field(default_factory=dict)


def go_on(till: Till, granted: Granted) -> bool:
    """Go on as ``granted`` says; false when it answers no claim that still stands."""
    with till.journal.writing() as connection:
        head = meta.head(connection)
        if meta.get(connection, meta.CLAIM) != granted.claim:
            return False
        if hash_at(connection, head.incarnation, granted.seq) != granted.seq_hash:
            return False
        _begin(connection, head, granted.incarnation, after=granted.seq, whole=granted.whole)
        note_mark(connection, till)
    return True


def take_place(till: Till) -> bool:
    """Go on as the incarnation that a new enrolment gave; true when there was something to do.

    The journal of the one before stands in the same file: what was not acknowledged is copied, and
    all of it where the server was restored since and may lack what it has acknowledged.
    """
    with till.journal.writing() as connection:
        head = meta.head(connection)
        if till.identity.incarnation <= head.incarnation:
            return False
        tenders.release_rights(connection)
        epoch = till.identity.server_epoch
        whole = meta.get(connection, meta.SERVER_EPOCH, epoch) != epoch
        _begin(connection, head, till.identity.incarnation, after=head.acked_seq, whole=whole)
        note_mark(connection, till)
    return True


def _begin(
    connection: Connection, head: Head, incarnation: int, *, after: int, whole: bool
) -> None:
    assert incarnation > head.incarnation
    copies = _Copies(incarnation)
    for entry in _to_copy(connection, head, after=after, whole=whole):
        _copy(connection, head.terminal_id, entry, copies)
    effects.move(connection, copies.places)
    local_members.move(connection, copies.places)
    leases.void_all(connection)
    meta.put(
        connection,
        {
            meta.INCARNATION: incarnation,
            meta.HEAD_SEQ: copies.seq,
            meta.HEAD_HASH: copies.hash,
            meta.ACKED_SEQ: 0,
            meta.ACKED_HASH: GENESIS,
            meta.RECEIPT_COUNTER: 0,
            meta.COPIED.format(incarnation): copies.seq,
        },
    )
    meta.remove(connection, *_OVER)


def _to_copy(connection: Connection, head: Head, *, after: int, whole: bool) -> Iterator[Entry]:
    """Yield what the server may lack, in order; each operation once, as it stands last."""
    if not whole:
        yield from entries.every(connection, head.incarnation, since=after)
        return
    for incarnation in range(1, head.incarnation + 1):
        copied = meta.number(connection, meta.COPIED.format(incarnation))
        for entry in entries.every(connection, incarnation, since=copied):
            now = entries.by_op(connection, entry.draft.op_id, before=head.incarnation + 1)
            assert now is not None
            yield now


def _copy(connection: Connection, terminal_id: str, entry: Entry, copies: _Copies) -> None:
    made = seal(
        entry.draft,
        terminal_id=terminal_id,
        incarnation=copies.incarnation,
        seq=copies.seq + 1,
        prev=copies.hash,
    )
    entries.append(connection, made)
    copies.seq, copies.hash = made.seq, made.hash
    old = place_of(entry.incarnation, entry.seq)
    copies.places[old] = place_of(made.incarnation, made.seq)
