"""APSW behind the face of Python's own driver, so that the product runs on a disk of the tests."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import dbapi2
from typing import Any

import apsw

from sync.simulator.crash import Crash
from tests.power.disk import VFS_NAME, Disk

_REAL_CONNECT = sqlite3.connect


class _Cursor:
    """The part of a driver's cursor that is used."""

    arraysize = 1
    lastrowid = None

    def __init__(self, owner: "Connection") -> None:
        self._owner = owner
        self._rows: list[tuple[Any, ...]] = []
        self.description: Any = None
        self.rowcount = -1

    def execute(self, statement: str, values: Any = ()) -> "_Cursor":  # noqa: ANN401
        self._rows, self.description, self.rowcount = self._owner.run(statement, values)
        return self

    def executemany(self, statement: str, rows: Any) -> "_Cursor":  # noqa: ANN401
        changed = 0
        for row in rows:
            changed += max(0, self.execute(statement, row).rowcount)
        self.rowcount = changed
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[tuple[Any, ...]]:
        found, self._rows = self._rows, []
        return found

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        found, self._rows = self._rows[:size], self._rows[size:]
        return found

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.fetchall())

    def close(self) -> None:
        self._rows = []


class Connection(sqlite3.Connection):
    """A connection to a file on the disk of the tests; the one it inherits stays empty."""

    def __init__(self, disk: Disk, name: str) -> None:
        super().__init__(":memory:", isolation_level=None, check_same_thread=False)
        self._disk = disk
        try:
            self._real = apsw.Connection(name, vfs=VFS_NAME)
            self._real.execute("PRAGMA locking_mode=EXCLUSIVE")
        except Exception as failed:
            raise self._meant(failed) from failed

    def run(self, statement: str, values: Any) -> tuple[list[Any], Any, int]:  # noqa: ANN401
        """Run one statement to its end; return rows, description and changed rows."""
        try:
            cursor = self._real.cursor()
            columns: list[Any] = []

            def look(running: apsw.Cursor, *_: object) -> bool:
                # A statement without rows is over before anybody could ask for its columns.
                columns[:] = [(name, *[None] * 6) for name, _ in running.get_description()]
                return True

            cursor.exec_trace = look
            before = self._real.total_changes()
            rows = list(cursor.execute(statement, tuple(values)))
            return rows, columns or None, self._real.total_changes() - before
        except Crash:
            raise
        except Exception as failed:
            raise self._meant(failed) from failed

    def _meant(self, failed: Exception) -> BaseException:
        if self._disk.off:
            return Crash()
        kind = sqlite3.OperationalError
        if isinstance(failed, apsw.ConstraintError):
            kind = sqlite3.IntegrityError
        meant = kind(str(failed))
        meant.sqlite_errorcode = getattr(failed, "extendedresult", apsw.SQLITE_ERROR)
        return meant

    @property
    def in_transaction(self) -> bool:  # type: ignore[override]
        return self._real.in_transaction

    def cursor(self, *_: Any) -> Any:  # noqa: ANN401
        return _Cursor(self)

    def execute(self, statement: str, values: Any = ()) -> Any:  # noqa: ANN401
        return _Cursor(self).execute(statement, values)

    def executemany(self, statement: str, rows: Any) -> Any:  # noqa: ANN401
        return _Cursor(self).executemany(statement, rows)

    def commit(self) -> None:
        if self.in_transaction:
            self.run("COMMIT", ())

    def rollback(self) -> None:
        if self.in_transaction:
            self.run("ROLLBACK", ())

    def close(self) -> None:
        try:
            self._real.close()
        except (apsw.Error, Crash):
            # Without power nothing can be put in order; the process is gone anyway.
            assert self._disk.off
        super().close()


@contextmanager
def attached(disk: Disk, name: str) -> Iterator[None]:
    """Let the product open every file called ``name`` on ``disk`` inside the block."""

    def connect(path: Any, *values: Any, **how: Any) -> sqlite3.Connection:  # noqa: ANN401
        if name in str(path):
            return Connection(disk, name)
        return _REAL_CONNECT(path, *values, **how)

    for module in (sqlite3, dbapi2):
        vars(module)["connect"] = connect
    try:
        yield
    finally:
        for module in (sqlite3, dbapi2):
            vars(module)["connect"] = _REAL_CONNECT
