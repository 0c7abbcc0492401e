"""Ends a simulated program in the middle of what it writes, or lets its disk fail there.

Attached from outside to the SQLite driver, beneath all of the product (for PostgreSQL to the events
of its engine): the product has no switch for it. A point is a write about to run or a commit about
to be made; what comes after a commit is reached by the next point, or by the end of the action.
"""

import sqlite3
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import dbapi2
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

KILL = "kill"
UNSURE = "disk_unsure"
"""The commit is on the disk, and the disk says that it is not."""
_SAID = {
    "disk_full": (sqlite3.SQLITE_FULL, "database or disk is full"),
    "disk_error": (sqlite3.SQLITE_IOERR_WRITE, "disk I/O error"),
    "disk_busy": (sqlite3.SQLITE_BUSY, "database is locked"),
    "disk_read_only": (sqlite3.SQLITE_READONLY, "attempt to write a readonly database"),
    UNSURE: (sqlite3.SQLITE_IOERR_FSYNC, "disk I/O error"),
}
FAULTS = tuple(_SAID)
"""How a disk can fail, beside the kill."""
_READS = ("SELECT", "PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "WITH")
_WRITES = ("BEGIN IMMEDIATE", "PRAGMA WAL_CHECKPOINT")
_REAL_CONNECT: Callable[..., sqlite3.Connection] = sqlite3.connect
_WROTE = "simulator_wrote"
POSTGRESQL = Path("postgresql")
"""The machine whose disk PostgreSQL writes."""


class Crash(BaseException):
    """The program is gone. No handler of the product may catch it, so it is no ``Exception``."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens at point ``at`` (from 1) of what is watched.

    ``lasting``: from then on at every write of the same machine, until it is mended.
    """

    at: int
    how: str = KILL
    lasting: bool = False


def failure(how: str) -> sqlite3.OperationalError:
    """Return what the driver raises when the disk fails in the way ``how``."""
    code, text = _SAID[how]
    failed = sqlite3.OperationalError(text)
    failed.sqlite_errorcode = code
    return failed


class CrashPoints:
    """Counts the points that are passed while somebody watches, and strikes at one of them.

    Attributes:
        passed: the points so far.
        struck: how often each kind of end or failure came.
    """

    def __init__(self) -> None:
        self.passed = 0
        self.struck: Tally[str] = Tally()
        self._armed: Fate | None = None
        self._fate: Fate | None = None
        self._left = 0
        self._watching = False
        self._broken: dict[str, str] = {}

    def arm(self, points: int, how: str = KILL, *, lasting: bool = False) -> None:
        """Strike at the point that is ``points`` from here, whoever in the world passes it.

        That is how a scenario is swept: once for each of its points.
        """
        self._armed = Fate(self.passed + points, how, lasting)

    def is_broken(self, machine: Path) -> bool:
        """Tell whether the disk of ``machine`` fails until it is mended."""
        return str(machine) in self._broken

    def mend(self, machine: Path | None = None) -> None:
        """Replace the broken disk of ``machine``, or every one and call off what is armed."""
        if machine is not None:
            self._broken.pop(str(machine), None)
            return
        self._broken.clear()
        self._armed = None

    @contextmanager
    def attached(self) -> Iterator["CrashPoints"]:
        """Watch every SQLite database of this process that is opened inside the block."""
        _replace_connect(self._connect)
        try:
            yield self
        finally:
            _replace_connect(_REAL_CONNECT)

    def follow(self, engine: Engine) -> None:
        """Watch the PostgreSQL database of ``engine`` for as long as that lives."""
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._commit)
        event.listen(engine, "rollback", _forget_writes)

    @contextmanager
    def watching(self, fate: Fate | int | None = None) -> Iterator[None]:
        """Count points inside the block; a number is a kill at that one of them (from 1).

        A block with fewer points is killed at its end: everything was committed, nobody was told.
        A disk that should have failed later does not fail.
        """
        fate = Fate(fate) if isinstance(fate, int) else fate
        self._watching, self._fate = True, fate
        self._left = fate.at if fate is not None else 0
        try:
            yield
            if self._left and fate is not None and fate.how == KILL:
                self.struck[KILL] += 1
                raise Crash
        finally:
            self._watching, self._fate, self._left = False, None, 0

    def point(self, machine: str = "", *, commit: bool = False) -> str:
        """Pass a point; return how a commit shall fail after it was made, or nothing.

        Raises:
            Crash: the program ends here.
            sqlite3.OperationalError: the disk of ``machine`` fails here.
        """
        how = self._broken.get(machine, "")
        if self._watching:
            self.passed += 1
            how = how or self._due(machine)
        if not how:
            return ""
        if how == UNSURE and commit:
            self.struck[how] += 1
            return how
        if how == UNSURE:
            self._put_off(how)
            return ""
        self.struck[how] += 1
        if how == KILL:
            raise Crash
        raise failure(how)

    def _due(self, machine: str) -> str:
        """Return what happens at this point, and remember a disk that is broken from now on."""
        found: Fate | None = None
        if self._armed is not None and self.passed >= self._armed.at:
            found, self._armed = self._armed, None
        elif self._left:
            self._left -= 1
            found = self._fate if not self._left else None
        if found is None:
            return ""
        if found.lasting:
            self._broken[machine] = found.how
        return found.how

    def _put_off(self, how: str) -> None:
        """Let ``how`` wait for the next commit, the only place where it means anything."""
        if self._watching and not self._left:
            self._fate, self._left = Fate(1, how), 1

    def _connect(self, path: Any, *values: Any, **how: Any) -> sqlite3.Connection:  # noqa: ANN401
        """Open a file as the driver does, with a point before each of its writes."""
        machine = _machine(str(path))
        if not machine:
            return _REAL_CONNECT(path, *values, **how)
        opened = _REAL_CONNECT(path, *values, **how, factory=_Watched)
        assert isinstance(opened, _Watched)
        opened.points, opened.machine = self, machine
        return opened

    def _statement(self, connection: Connection, _: object, statement: str, *__: object) -> None:
        if is_write(statement):
            connection.info[_WROTE] = True
            self._server_point()

    def _commit(self, connection: Connection) -> None:
        if connection.info.pop(_WROTE, False):
            self._server_point()

    def _server_point(self) -> None:
        try:
            self.point(str(POSTGRESQL))
        except sqlite3.OperationalError as failed:
            # Raised outside the driver, so it is wrapped here as the engine would.
            raise OperationalError("", {}, failed) from failed


def _forget_writes(connection: Connection) -> None:
    """What was rolled back is no write: the connection's next commit may be of a mere look."""
    if not connection.invalidated:
        connection.info.pop(_WROTE, None)


def _replace_connect(connect: Callable[..., sqlite3.Connection]) -> None:
    for module in (sqlite3, dbapi2):
        vars(module)["connect"] = connect


def is_write(statement: str) -> bool:
    """Tell whether ``statement`` changes a file; taking the write lock counts."""
    words = statement.lstrip().upper()
    return not words.startswith(_READS) or words.startswith(_WRITES)


class _Cursor(sqlite3.Cursor):
    """A cursor as the driver gives it, with a point before each write; all statements pass here."""

    connection: "_Watched"

    def execute(self, statement: str, *values: Any) -> Any:  # noqa: ANN401
        unsure = ""
        if statement.startswith(("BEGIN", "ROLLBACK")) and " TO " not in statement:
            self.connection.wrote = False
        if statement.startswith("COMMIT"):
            unsure = self.connection.about_to_commit()
        elif is_write(statement):
            self.connection.about_to_write()
        done = super().execute(statement, *values)
        if unsure:
            raise failure(unsure)
        return done

    def executemany(self, statement: str, rows: Any) -> Any:  # noqa: ANN401
        self.connection.about_to_write()
        return super().executemany(statement, rows)

    def executescript(self, script: str) -> sqlite3.Cursor:
        self.connection.about_to_write()
        return super().executescript(script)


class _Watched(sqlite3.Connection):
    """A connection as the driver gives it, with a point before each write and commit."""

    points: CrashPoints
    machine: str
    wrote = False

    def cursor(self, *_: Any) -> sqlite3.Cursor:  # type: ignore[override]  # noqa: ANN401
        return super().cursor(_Cursor)

    def execute(self, statement: str, *values: Any) -> Any:  # noqa: ANN401
        # The driver's own shortcuts make a cursor that nobody watches.
        return self.cursor().execute(statement, *values)

    def executemany(self, statement: str, rows: Any) -> Any:  # noqa: ANN401
        return self.cursor().executemany(statement, rows)

    def executescript(self, script: str) -> sqlite3.Cursor:
        return self.cursor().executescript(script)

    def about_to_write(self) -> None:
        """Pass the point of a write."""
        self.points.point(self.machine)
        self.wrote = True

    def about_to_commit(self) -> str:
        """Pass the point of a commit; a transaction that only read has nothing to lose."""
        wrote, self.wrote = self.wrote, False
        return self.points.point(self.machine, commit=True) if wrote else ""

    def commit(self) -> None:
        """Commit, and say otherwise where the disk does."""
        unsure = self.about_to_commit()
        super().commit()
        if unsure:
            raise failure(unsure)


def _machine(path: str) -> str:
    """Return on which machine's disk the file lies; nothing for one in memory."""
    if ":memory:" in path or path in ("", "file:"):
        return ""
    return str(Path(path.removeprefix("file://").partition("?")[0]).parent)
