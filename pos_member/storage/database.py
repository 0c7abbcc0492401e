"""One SQLite file and the one connection to it: the only place that says BEGIN and COMMIT.

Reads that decide writes need ``writing()``, which takes the write lock first: two connections that
each read a balance of 100 and spend 100 would otherwise both succeed. Nothing else commits.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from pos_member.domain.errors import Damaged, Unavailable
from pos_member.storage.faults import fault_of, report_faults

BUSY_TIMEOUT_MS = 5_000
JOURNAL_APPLICATION_ID = 0x504D4A31  # "PMJ1"
SCHEMA_VERSION = 1
"""The newest schema of ``journal.db`` that this program knows; kept in ``PRAGMA user_version``."""

_LOG_KEPT_BYTES = 16 * 1024 * 1024
_WHEN_OFF, _WHEN_NORMAL, _WHEN_FULL = 0, 1, 2
_PRAGMAS = {
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
    "trusted_schema": 0,
    "recursive_triggers": 1,  # or a REPLACE would delete a journal row behind the trigger's back
    "cell_size_check": 1,
    "wal_autocheckpoint": 0,
    "fullfsync": 1,
    "journal_size_limit": _LOG_KEPT_BYTES,
}


class Watcher(Protocol):
    """Is told how each writing transaction ended."""

    def committed(self) -> None:
        """It is in the file."""
        ...

    def rolled_back(self) -> None:
        """It is not, as far as is known."""
        ...


class Database:
    """An open ``journal.db``; used from one thread at a time, one transaction at a time.

    Args:
        path: the file, already brought to the newest schema by ``migrations.upgrade``.
        read_only: for the sync process, which reads the window's journal and never writes it.
        flush: false only in simulations that never lose power.

    Raises:
        Unavailable: ``disk_full``, ``disk_read_only``, ``disk_error``, ``file_busy`` …
        Damaged: ``file_newer``, ``file_older``, ``file_corrupt``, ``file_foreign``.
    """

    def __init__(self, path: Path, *, read_only: bool = False, flush: bool = True) -> None:
        self.path = path
        self._full = _WHEN_FULL if flush else _WHEN_OFF
        self._normal = _WHEN_NORMAL if flush else _WHEN_OFF
        self._read_only = read_only
        self._watcher: Watcher | None = None
        with report_faults(path):
            self._raw = open_file(path, read_only=read_only)
        try:
            with report_faults(path):
                _prepare(self._raw, read_only=read_only)
                self._flush = -1
                self._set_flush(self._full)
                check_version(self._raw, path)
        except BaseException:
            self._raw.close()
            raise
        self._connection = connect(self._raw)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the file throughout; it must not write."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self, *, flushed: bool = True) -> Iterator[Connection]:
        """Yield a connection that holds the write lock, and commit when the block ends well.

        An exception rolls everything back. ``flushed=False`` survives a killed program but not a
        power cut: for open baskets, never for money.
        """
        assert not self._read_only
        self._set_flush(self._full if flushed else self._normal)
        try:
            with self._transaction("BEGIN IMMEDIATE") as connection:
                yield connection
        except BaseException:
            if self._watcher is not None:
                self._watcher.rolled_back()
            raise
        if self._watcher is not None:
            self._watcher.committed()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        assert not self._raw.in_transaction, "transactions do not nest"
        try:
            with begun(self._connection, self._raw, begin):
                yield self._connection
        except (DBAPIError, sqlite3.Error) as failed:
            _end_transaction(self._raw)
            raise fault_of(failed, self.path) from failed

    def watch(self, watcher: Watcher) -> None:
        """Let ``watcher`` know how each writing transaction from here on ends."""
        self._watcher = watcher

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file; call it when nobody waits.

        The next commit after it would pay for a new log header too, so that is paid for here.
        """
        with report_faults(self.path):
            self._set_flush(self._full)
            # Passive: it never waits for the sync process, which may be reading.
            self._raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            # Any write starts the new log; the pragma writes the number that already stands there.
            self._raw.execute("BEGIN IMMEDIATE")
            self._raw.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            self._raw.execute("COMMIT")

    def quick_check(self) -> None:
        """Check the pages of the file.

        Raises:
            Damaged: ``file_corrupt`` with what SQLite says.
        """
        with report_faults(self.path):
            found = self._raw.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise Damaged("file_corrupt", file=self.path.name, why=str(found)[:200])

    def backup_to(self, target: Path) -> None:
        """Write a consistent copy of the file to ``target``, which must not exist."""
        if target.exists():
            raise Unavailable("file_exists", file=target.name)
        with report_faults(target):
            self._raw.execute("VACUUM INTO ?", (str(target),))

    def close(self) -> None:
        """Close the file; an open transaction is rolled back."""
        self._connection.engine.dispose()
        self._raw.close()

    def _set_flush(self, level: int) -> None:
        if level != self._flush:
            self._raw.execute(f"PRAGMA synchronous={level}")
            _expect(self._raw, "synchronous", level)
            self._flush = level


def open_file(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open ``path`` by the driver, without its implicit transactions; it must exist."""
    mode = "ro" if read_only else "rw"
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )


def connect(raw: sqlite3.Connection) -> Connection:
    """Return a Core connection over ``raw``; its transactions are begun by ``begun``."""
    return create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool).connect()


@contextmanager
def begun(connection: Connection, raw: sqlite3.Connection, begin: str) -> Iterator[None]:
    """Hold a transaction of ``connection`` over ``raw`` that starts with ``begin``.

    Said here and not by a listener: an engine with a single listener takes up to twice as long for
    each short statement. By the driver: a fifth of what Core does for one.
    """
    with connection.begin():
        raw.execute(begin)
        yield


def user_version(path: Path) -> int:
    """Return the schema version of the file at ``path``; 0 when there is none yet."""
    if not path.exists():
        return 0
    with report_faults(path):
        raw = open_file(path, read_only=False)
        try:
            return int(raw.execute("PRAGMA user_version").fetchone()[0])
        finally:
            raw.close()


def _end_transaction(raw: sqlite3.Connection) -> None:
    """Roll back what SQLite kept open when it refused a COMMIT; Core takes that for ended."""
    if raw.in_transaction:
        raw.rollback()


def check_version(raw: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is not a journal of the newest schema.

    Raises:
        Damaged: ``file_newer``, ``file_older`` or ``file_foreign``.
    """
    found = int(raw.execute("PRAGMA user_version").fetchone()[0])
    owner = int(raw.execute("PRAGMA application_id").fetchone()[0])
    if owner not in (0, JOURNAL_APPLICATION_ID):
        raise Damaged("file_foreign", file=path.name)
    if found > SCHEMA_VERSION:
        raise Damaged("file_newer", file=path.name, found=found, known=SCHEMA_VERSION)
    if found < SCHEMA_VERSION:
        raise Damaged("file_older", file=path.name, found=found, known=SCHEMA_VERSION)


def _prepare(raw: sqlite3.Connection, *, read_only: bool) -> None:
    if not read_only:
        raw.execute("PRAGMA journal_mode=WAL").fetchone()
    _expect(raw, "journal_mode", "wal")
    for name, value in _PRAGMAS.items():
        raw.execute(f"PRAGMA {name}={value}").fetchall()
        _expect(raw, name, value)


def _expect(raw: sqlite3.Connection, name: str, value: object) -> None:
    """Read a pragma back: SQLite ignores what it does not know without a word."""
    found = raw.execute(f"PRAGMA {name}").fetchone()
    if found is None or found[0] != value:
        raise Unavailable("pragma_refused", name=name, found=str(found))
