"""Whether the journal is what this till last wrote, judged at the start by the mark outside it.

A journal that is older than its mark was put back from a copy: its leases may be spent already, so
nothing is spent from them until the server has agreed once. Selling goes on.
"""

from collections.abc import Mapping

from sqlalchemy import Connection

from pos_member.domain.journal import place_of
from pos_member.services.acknowledge import hash_at
from pos_member.services.till import Till
from pos_member.storage import meta, tenders
from pos_member.storage.high_water import Mark
from pos_member.storage.meta import Head

MISSING = "mark_missing"
OLDER = "journal_older"
OTHER = "journal_other"


def examine(till: Till) -> str:
    """Compare the journal with its mark, and write down what is suspect; return why, or nothing.

    ``mark_missing``: there is none, as in a copied folder. ``journal_older``: the mark is ahead,
    or knows of later receipts (numbers were skipped) or of a claim made after this was copied.
    ``journal_other``: what the mark says stands nowhere in the journal. A mark that is behind is
    no reason: it is not flushed.
    """
    if till.mark is None:
        return ""
    mark = till.mark.read()
    with till.journal.reading() as connection:
        known = meta.values(connection)
        head = meta.head_in(known)
        if mark is not None and mark.terminal_id != head.terminal_id:
            mark = None
        is_new = head.seq == 0 and head.incarnation == till.identity.incarnation
        why = "" if is_new and mark is None else _why(connection, mark, known)
        is_behind = mark is None or (mark.incarnation, mark.seq) != (head.incarnation, head.seq)
    if why or is_behind:
        with till.journal.writing() as connection:
            if why:
                _suspect(connection, head, mark, why)
            note_mark(connection, till)
    return why


def catch_up(till: Till) -> None:
    """Mark an operation that is in the journal although the disk denied its commit.

    To be called before such a one is told as done: a copy as old as the mark would do it again.
    """
    if till.mark is None:
        return
    mark = till.mark.read()
    with till.journal.reading() as connection:
        head = meta.head(connection)
    if mark is None or (mark.incarnation, mark.seq) != (head.incarnation, head.seq):
        with till.journal.writing(flushed=False) as connection:
            note_mark(connection, till)


def note_mark(connection: Connection, till: Till) -> None:
    """Note where the journal stands now; the mark is written once that is committed."""
    if till.mark is None:
        return
    known = meta.values(connection)
    head = meta.head_in(known)
    receipts = int(known.get(meta.RECEIPT_COUNTER, "0"))
    till.mark.note(Mark(head.terminal_id, head.incarnation, head.seq, head.hash, receipts))


def _why(connection: Connection, mark: Mark | None, known: Mapping[str, str]) -> str:
    if mark is None:
        return MISSING
    head = meta.head_in(known)
    if place_of(mark.incarnation, mark.seq) > place_of(head.incarnation, head.seq):
        return OLDER
    if mark.incarnation == head.incarnation:
        if mark.receipts > int(known.get(meta.RECEIPT_COUNTER, "0")):
            return OLDER
        if mark.parted and not {meta.CLAIM, meta.LATER} & known.keys():
            return OLDER
    return "" if hash_at(connection, mark.incarnation, mark.seq) == mark.hash else OTHER


def _suspect(connection: Connection, head: Head, mark: Mark | None, why: str) -> None:
    meta.put(connection, {meta.SUSPECT: why})
    tenders.release_rights(connection)
    if mark is None:
        return
    later = mark.incarnation + mark.parted
    if later > head.incarnation:
        meta.put(connection, {meta.LATER: later})
    _skip_receipts(connection, head.incarnation, mark.highest)


def _skip_receipts(connection: Connection, incarnation: int, used: int) -> None:
    """Numbers that were printed and forgotten are not printed again.

    Nor the one that may have been printed after the mark was last written.
    """
    counter = meta.number(connection, meta.RECEIPT_COUNTER)
    used = max(used, counter) + 1
    key = meta.SKIPPED.format(incarnation)
    skipped = f"{meta.get(connection, key)} {counter}-{used}".strip()
    meta.put(connection, {meta.RECEIPT_COUNTER: used, key: skipped})
