"""What the server has of this till's journal, believed only where the journal itself agrees.

An acknowledgement of a hash that is not ours at that number means that the two journals parted
(this till was restored from an image, or cloned): nothing is spent from leases any more, until the
till goes on as a new incarnation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from pos_member.domain.journal import GENESIS, Moment, place_of
from pos_member.services.shop_time import note_server_time
from pos_member.services.till import Till, standing_in
from pos_member.storage import effects, entries, local_members, members, meta, tenders

QUARANTINED = "quarantined"
DECIDED = ("voided", "written_off", "applied")
"""Codes of operations that waited, and of which a manager has decided what becomes of them."""


class Outcome(Protocol):
    """What became of one entry at the server: applied, or quarantined with a code."""

    @property
    def seq(self) -> int:
        """Return the entry's number."""
        ...

    @property
    def outcome(self) -> str:
        """Return ``applied`` or ``quarantined``."""
        ...

    @property
    def code(self) -> str:
        """Return why, mostly empty."""
        ...


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits to be sent: how many operations, and when the oldest was made (0 for none).

    ``standing`` says why nothing may be spent from leases (``till.standing_in``), mostly empty.
    """

    queued: int
    oldest_ms: int
    standing: str

    @property
    def forked(self) -> bool:
        """Tell whether the server's journal and ours have parted."""
        return self.standing == meta.FORK


def acknowledged(till: Till, seq: int, seq_hash: str, results: Iterable[Outcome]) -> bool:
    """Write down that the server has everything up to ``seq``; tell whether the journals agree.

    ``seq_hash`` is hex. ``results`` of entries that the server holds apart mark their effects.
    """
    with till.journal.writing() as connection:
        known = meta.values(connection)
        head = meta.head_in(known)
        if hash_at(connection, head.incarnation, seq) != seq_hash:
            part(connection, till, seq)
            return False
        if seq > head.acked_seq:
            meta.put(connection, {meta.ACKED_SEQ: seq, meta.ACKED_HASH: seq_hash})
        said = tuple(results)
        held = [place_of(head.incarnation, r.seq) for r in said if r.outcome == QUARANTINED]
        effects.quarantine(connection, held)
        decided = [place_of(head.incarnation, r.seq) for r in said if r.code in DECIDED]
        effects.release(connection, decided)
        if meta.SUSPECT in known and seq == head.seq:
            # The server has all that is here and nothing else, so this is what this till did.
            meta.remove(connection, meta.SUSPECT)
    return True


def rewound(till: Till, seq: int, seq_hash: str) -> bool:
    """Take back acknowledgements after ``seq``: the server was restored and lacks the rest.

    Tell whether the journals agree at ``seq``; if not, they have parted.
    """
    with till.journal.writing() as connection:
        head = meta.head(connection)
        if hash_at(connection, head.incarnation, seq) != seq_hash:
            part(connection, till, seq)
            return False
        meta.put(connection, {meta.ACKED_SEQ: seq, meta.ACKED_HASH: seq_hash})
    return True


def note_epoch(till: Till, epoch: str) -> None:
    """Write down which life of the server's books this till hears of now."""
    with till.journal.writing() as connection:
        meta.put(connection, {meta.SERVER_EPOCH: epoch})


def mark_fork(till: Till, seq: int) -> None:
    """Write down that the server says the journals part at ``seq``."""
    with till.journal.writing() as connection:
        part(connection, till, seq)


def part(connection: Connection, till: Till, seq: int) -> None:
    """Stop spending from leases for good in this incarnation, and claim the next one.

    Rights that open payments reserve are given up: what is written from here on takes nothing out
    of a lease, so that all that ever did is written already.
    """
    if not meta.get(connection, meta.FORK):
        meta.put(connection, {meta.FORK: seq, meta.CLAIM: till.next_id()})
        if till.mark is not None:
            till.mark.note_parted()
    tenders.release_rights(connection)


def mark_superseded(till: Till) -> None:
    """Write down that another machine goes on under this till's name.

    What this till has is still sent; nothing is spent from leases any more. Where the mark says
    that the other machine was this one, before its journal was put back from a copy, it is a fork.
    """
    with till.journal.writing() as connection:
        known = meta.values(connection)
        if meta.LATER in known:
            part(connection, till, meta.head_in(known).acked_seq)
        elif meta.FORK not in known:
            meta.put(connection, {meta.SUPERSEDED: 1})
            tenders.release_rights(connection)


def mark_revoked(till: Till) -> None:
    """Write down that the server trusts this till no more: it locks, and books nothing.

    Its journal stays, for it may hold what nobody else has. Its copy of the server is given up:
    members and staff are nothing that whoever has this machine need know.
    """
    with till.journal.writing() as connection:
        if not meta.get(connection, meta.REVOKED):
            meta.put(connection, {meta.REVOKED: 1})
        tenders.release_rights(connection)
    till.cache.give_up()


def mark_trusted(till: Till) -> None:
    """Write down that the server takes this till for one of its own again."""
    with till.journal.writing() as connection:
        meta.remove(connection, meta.REVOKED)


def server_said(till: Till, server_time_ms: int, moment: Moment) -> None:
    """Write down the server's time, by which leases expire."""
    with till.journal.writing(flushed=False) as connection:
        note_server_time(connection, server_time_ms, moment)


def forget_included(till: Till) -> int:
    """Delete the effects that the committed replica includes; return how many members had some.

    Call it after the sync process reported a committed page. Members registered here that the
    replica knows by now are forgotten too.
    """
    with till.journal.reading() as connection:
        head = meta.head(connection)
        acked = place_of(head.incarnation, head.acked_seq)
        waiting = effects.waiting(connection, acked)
        local = local_members.synced_up_to(connection, acked)
    included, known = _in_replica(till, [member for member, _ in waiting], local)
    done = [(member, included[member]) for member, _ in waiting if included.get(member, 0)]
    if not done and not known:
        return 0
    with till.journal.writing() as connection:
        for member, seq in done:
            effects.forget(connection, member, min(seq, acked))
        local_members.forget(connection, known)
        forgotten = max([min(seq, acked) for _, seq in done], default=0)
        if forgotten > meta.number(connection, meta.FORGOTTEN_SEQ):
            meta.put(connection, {meta.FORGOTTEN_SEQ: forgotten})
    return len(done)


def queue_of(till: Till) -> Queue:
    """Return what waits to be sent."""
    with till.journal.reading() as connection:
        head = meta.head(connection)
        oldest = entries.at(connection, head.incarnation, head.acked_seq + 1)
        standing = standing_in(meta.values(connection))
    oldest_ms = oldest.draft.moment.wall_ms if oldest else 0
    return Queue(head.seq - head.acked_seq, oldest_ms, standing)


def hash_at(connection: Connection, incarnation: int, seq: int) -> str | None:
    """Return the hash (hex) of entry ``seq``, the genesis at 0, ``None`` beyond the head."""
    if seq == 0:
        return GENESIS
    found = entries.at(connection, incarnation, seq)
    return found.hash if found else None


def _in_replica(
    till: Till, waiting: list[str], local: list[str]
) -> tuple[dict[str, int], list[str]]:
    included: dict[str, int] = {}
    known: list[str] = []
    with till.cache.reading() as connection:
        for member_id in waiting:
            found = members.by_id(connection, member_id)
            if found is not None:
                included[member_id] = max(found.included_seq, till.cache.snapshot_seq)
        known = [member for member in local if members.by_id(connection, member) is not None]
    return included, known
