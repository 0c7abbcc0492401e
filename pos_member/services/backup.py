"""Copies of a till's journal, and the way back from one.

A backup is verified from its first entry before it counts as one. A journal that was brought back
may be older than what this till did, so nothing is spent from leases until the server has agreed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from pos_member.domain.errors import Damaged, Refused
from pos_member.services.identity import read_identity
from pos_member.services.verify import verify
from pos_member.storage import meta, tenders
from pos_member.storage.copies import copied, put_in_place
from pos_member.storage.database import Database
from pos_member.storage.instance import Instance

JOURNAL_NAME = "journal.db"
RESTORED = "restored"
"""Why nothing may be spent from leases: the journal came from a backup."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A journal that was copied and verified: whose it is, and how many entries it has."""

    terminal_id: str
    entries: int


def back_up(folder: Path, target: Path) -> Copy:
    """Copy the journal in ``folder`` to ``target``; the till may go on selling meanwhile.

    Raises:
        Damaged: the copy does not verify, with the first bad ``seq``: that is no backup.
        Unavailable: ``file_exists``, ``disk_full`` …; nothing is left at ``target``.
    """
    with copied(folder / JOURNAL_NAME, target) as part:
        return _opened(part, _checked)


def restore(folder: Path, backup: Path, *, upgrade: Callable[[Path], object], name: str) -> Copy:
    """Put ``backup`` in the place of the journal in ``folder``, which is kept beside it.

    ``upgrade`` brings a file to the newest schema; the former journal is kept under ``name``.

    Raises:
        Refused: ``not_enrolled``, ``journal_foreign``: the backup is another till's.
        Damaged: the backup does not verify. Nothing was changed.
        Unavailable: ``already_running``, ``disk_full`` …
    """
    identity = read_identity(folder)
    if identity is None:
        raise Refused("not_enrolled")
    instance = Instance(folder)
    try:
        made = folder / f"{name}.new"
        with copied(backup, made) as part:
            upgrade(part)
            found = _opened(part, lambda database: _restored(database, identity.terminal_id))
        put_in_place(made, folder / JOURNAL_NAME, folder / name)
    finally:
        instance.release()
    return found


def _opened(part: Path, work: Callable[[Database], Copy]) -> Copy:
    database = Database(part)
    try:
        return work(database)
    finally:
        database.close()


def _checked(database: Database) -> Copy:
    with database.reading() as connection:
        found = verify(connection)
        owner = meta.get(connection, meta.TERMINAL)
    if found.code:
        raise Damaged(found.code, seq=found.seq, what=found.what)
    return Copy(owner, found.entries)


def _restored(database: Database, terminal_id: str) -> Copy:
    found = _checked(database)
    if found.terminal_id != terminal_id:
        raise Refused("journal_foreign", owner=found.terminal_id)
    with database.writing() as connection:
        _suspect(connection)
    return found


def _suspect(connection: Connection) -> None:
    meta.put(connection, {meta.SUSPECT: RESTORED})
    tenders.release_rights(connection)
