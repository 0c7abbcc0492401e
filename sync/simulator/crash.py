"""Ends a simulated program in the middle of what it writes, as kill -9 does.

Attached from outside to every SQLAlchemy engine, by SQLAlchemy's own events: the product has no
switch for it. A point is a write about to run, or a commit about to be made; what comes after a
commit is reached by the next point, or by the end of the action.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event


class Crash(BaseException):
    """The program is gone. No handler of the product may catch it, so it is no ``Exception``."""


_READS = ("SELECT", "PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE")


class CrashPoints:
    """Counts the points that are passed while somebody watches, and crashes at one of them."""

    def __init__(self) -> None:
        self.passed = 0
        self._at = 0
        self._left: int | None = None
        self._watching = False

    def arm(self, points: int) -> None:
        """Crash at the point that is ``points`` from here, whoever in the world passes it.

        That is how a scenario is swept: once for each of its points.
        """
        self._at = self.passed + points

    @contextmanager
    def attached(self) -> Iterator["CrashPoints"]:
        """Watch every engine of this process inside the block."""
        event.listen(Engine, "before_cursor_execute", self._statement)
        event.listen(Engine, "commit", self._commit)
        try:
            yield self
        finally:
            event.remove(Engine, "before_cursor_execute", self._statement)
            event.remove(Engine, "commit", self._commit)

    @contextmanager
    def watching(self, crash_at: int | None = None) -> Iterator[None]:
        """Count points inside the block, and crash at number ``crash_at`` of them (from 1).

        A block with fewer points crashes at its end: everything was committed, nobody was told.
        """
        self._watching, self._left = True, crash_at
        try:
            yield
            if self._left is not None:
                raise Crash
        finally:
            self._watching, self._left = False, None

    def point(self) -> None:
        """Pass a point; called from outside for what does not go through an engine."""
        if not self._watching:
            return
        self.passed += 1
        if self.passed == self._at:
            raise Crash
        if self._left is None:
            return
        self._left -= 1
        if self._left == 0:
            self._left = None
            raise Crash

    def _statement(self, _: Connection, __: object, statement: str, *___: object) -> None:
        if not statement.lstrip().upper().startswith(_READS):
            self.point()

    def _commit(self, _: Connection) -> None:
        self.point()
