"""The replica of the server as the till reads it: the current ``cache-<n>.db``, never written here.

Which file is current stands in a small text file beside it. Readers change over between two
transactions; a replica that lacks what was already dropped from the journal's effects is refused.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from pos_member.domain.errors import Damaged, Unavailable
from pos_member.storage.database import begun, connect, open_file
from pos_member.storage.faults import fault_of, report_faults
from sync.protocol import replica
from sync.protocol.pages import START

CURRENT_NAME = "cache.current"
FIRST_NAME = "cache-1.db"
_PAGE_CACHE_KIB = 32 * 1024
_MMAP_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class _File:
    """An open replica. ``snapshot_seq``: our last operation that all its figures included."""

    name: str
    raw: sqlite3.Connection
    connection: Connection
    snapshot_seq: int

    def close(self) -> None:
        self.connection.engine.dispose()
        self.raw.close()


class Cache:
    """The current replica, read-only; an empty one in memory until the first has been loaded.

    Raises:
        Damaged: ``replica_foreign``, ``replica_schema`` or ``file_corrupt``.
    """

    def __init__(self, folder: Path, *, terminal_id: str) -> None:
        self._folder = folder
        self._terminal_id = terminal_id
        self._file = _current(folder, terminal_id) or _empty()
        self._given_up = ""

    @property
    def name(self) -> str:
        """Return the name of the file in use; nothing before the first."""
        return self._file.name

    @property
    def snapshot_seq(self) -> int:
        """Return the last operation of this till that all figures of the snapshot included."""
        return self._file.snapshot_seq

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the replica throughout."""
        try:
            with begun(self._file.connection, self._file.raw, "BEGIN"):
                yield self._file.connection
        except (DBAPIError, sqlite3.Error) as failed:
            raise fault_of(failed, self._folder / self._file.name) from failed

    def switch(self, *, forgotten_seq: int) -> bool:
        """Change over to the current file, between transactions; tell whether it was another one.

        Raises:
            Damaged: ``replica_old``: it lacks operations up to ``forgotten_seq``, whose effects
                this till has dropped; the file in use stays. The file that was given up lacks
                none, for it is what they were dropped for.
        """
        if not (self._folder / CURRENT_NAME).exists():
            return False
        name = current_name(self._folder)
        if name == self._file.name:
            return False
        other = _open(self._folder, name, self._terminal_id)
        if other.snapshot_seq < forgotten_seq and name != self._given_up:
            other.close()
            raise Damaged("replica_old", file=name, needed=forgotten_seq)
        self._file.close()
        self._file = other
        return True

    def give_up(self) -> None:
        """Close the file in use and know nothing, until there is another one to change over to."""
        self._given_up = self._file.name or self._given_up
        self._file.close()
        self._file = _empty()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _current(folder: Path, terminal_id: str) -> _File | None:
    if not (folder / CURRENT_NAME).exists():
        return None
    return _open(folder, current_name(folder), terminal_id)


def _empty() -> _File:
    raw = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    create_schema(raw)
    return _File("", raw, connect(raw), 0)


def _open(folder: Path, name: str, terminal_id: str) -> _File:
    path = folder / name
    with report_faults(path):
        raw = open_file(path, read_only=True)
    try:
        with report_faults(path):
            included = _prepare(raw, path)
    except BaseException:
        raw.close()
        raise
    return _File(name, raw, connect(raw), included.get(terminal_id, 0))


def _prepare(raw: sqlite3.Connection, path: Path) -> dict[str, int]:
    raw.execute("PRAGMA trusted_schema=0")
    raw.execute("PRAGMA busy_timeout=5000")
    raw.execute(f"PRAGMA cache_size=-{_PAGE_CACHE_KIB}")
    raw.execute(f"PRAGMA mmap_size={_MMAP_BYTES}").fetchone()
    if raw.execute("PRAGMA application_id").fetchone()[0] != replica.APPLICATION_ID:
        raise Damaged("replica_foreign", file=path.name)
    if raw.execute("PRAGMA user_version").fetchone()[0] != replica.SCHEMA_VERSION:
        raise Damaged("replica_schema", file=path.name)
    row = raw.execute("SELECT value FROM meta WHERE key = ?", (replica.META_INCLUDED,)).fetchone()
    included = json.loads(row[0]) if row else {}
    return {str(terminal): int(seq) for terminal, seq in included.items()}


def current_name(folder: Path) -> str:
    """Return the name of the current replica.

    Raises:
        Unavailable: ``no_replica``.
    """
    try:
        name = (folder / CURRENT_NAME).read_text(encoding="ascii").strip()
    except FileNotFoundError as absent:
        raise Unavailable("no_replica") from absent
    if not (name.startswith("cache-") and name.endswith(".db") and "/" not in name):
        raise Damaged("replica_name", name=name[:40])
    return name


def make_current(folder: Path, name: str) -> None:
    """Say that ``name`` is the current replica; a crash leaves the old or the new name."""
    aside = folder / (CURRENT_NAME + ".new")
    aside.write_text(name + "\n", encoding="ascii")
    aside.replace(folder / CURRENT_NAME)


def ensure_replica(folder: Path) -> None:
    """Make an empty replica file where there is none, to be filled by pages from the start."""
    if (folder / CURRENT_NAME).exists():
        return
    begin_replica(folder, FIRST_NAME)


def begin_replica(folder: Path, name: str) -> None:
    """Make the empty replica ``name``, and make it current."""
    path = folder / name
    path.unlink(missing_ok=True)  # left by a start that did not end
    raw = sqlite3.connect(path, isolation_level=None)
    try:
        create_schema(raw)
    finally:
        raw.close()
    make_current(folder, name)


def create_schema(raw: sqlite3.Connection) -> None:
    """Make the replica's tables and indexes in an empty file, with the cursor at the start."""
    raw.execute("PRAGMA journal_mode=WAL").fetchone()
    raw.executescript(replica.TABLES + replica.INDEXES)
    raw.execute(
        "INSERT INTO meta(key, value) VALUES (?, ?)",
        (replica.META_CURSOR, START),
    )
    raw.execute(f"PRAGMA application_id={replica.APPLICATION_ID}")
    raw.execute(f"PRAGMA user_version={replica.SCHEMA_VERSION}")


def remove_older(folder: Path) -> None:
    """Delete replicas that are no longer current; call it at start, before any is open."""
    current = current_name(folder)
    for path in folder.glob("cache-*.db*"):
        if not path.name.startswith(current):
            path.unlink()
