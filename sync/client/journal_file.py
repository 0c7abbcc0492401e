"""Reads the window's ``journal.db`` for the push: the file is opened read-only, nothing is kept."""

from sqlalchemy import Connection

from pos_member.domain.journal import GENESIS, Entry
from pos_member.storage import entries, meta, personal
from pos_member.storage.database import Database
from sync.client.ports import JournalPlace
from sync.protocol.messages import PushedEntry


class JournalFile:
    """The journal as the sync client needs it; see ``ports.JournalReader``.

    Args:
        journal: opened read-only; used from one thread.
        field_key: unseals the personal values that travel beside their operations.
    """

    def __init__(self, journal: Database, *, field_key: bytes) -> None:
        self._journal = journal
        self._field_key = field_key

    def place(self) -> JournalPlace:
        """Return where the journal stands."""
        with self._journal.reading() as connection:
            known = meta.values(connection)
            head = meta.head_in(known)
            return JournalPlace(
                incarnation=head.incarnation,
                head_seq=head.seq,
                acked_seq=head.acked_seq,
                acked_hash=head.acked_hash,
                grant_ver=int(known.get(meta.GRANT_VER, "0")),
                forgotten_seq=int(known.get(meta.FORGOTTEN_SEQ, "0")),
                claim=known.get(meta.CLAIM, ""),
                copied=int(known.get(meta.COPIED.format(head.incarnation), "0")),
                sealed=meta.FORK in known or meta.SUPERSEDED in known,
                epoch=known.get(meta.SERVER_EPOCH, ""),
                revoked=meta.REVOKED in known,
            )

    def entries_after(self, seq: int, limit: int, bytes_max: int) -> tuple[PushedEntry, ...]:
        """Return the entries after ``seq`` in order, at least one if there is one."""
        with self._journal.reading() as connection:
            incarnation = meta.head(connection).incarnation
            found: list[PushedEntry] = []
            for entry in entries.after(connection, incarnation, seq, limit):
                bytes_max -= len(entry.draft.body)
                if found and bytes_max < 0:
                    break
                found.append(self._with_personal(connection, entry))
            return tuple(found)

    def hash_at(self, seq: int) -> str | None:
        """Return the hash at ``seq``; the genesis at 0; ``None`` beyond the head."""
        if seq == 0:
            return GENESIS
        with self._journal.reading() as connection:
            entry = entries.at(connection, meta.head(connection).incarnation, seq)
            return None if entry is None else entry.hash

    def _with_personal(self, connection: Connection, entry: Entry) -> PushedEntry:
        op_id = entry.draft.op_id
        return PushedEntry(entry, personal.get(connection, op_id, field_key=self._field_key))
