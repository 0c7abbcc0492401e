"""Ends a simulated program in the middle of what it writes, as kill -9 does.

Attached from outside to every SQLAlchemy engine, by SQLAlchemy's own events: the product has no
switch for it. A point is a statement about to run, or a commit about to be made; what runs after a
commit is reached by the next statement's point, or by the end of the action.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event


class Crash(BaseException):
    """The program is gone. No handler of the product may catch it, so it is no ``Exception``."""


class CrashPoints:
    """Counts the points that are passed while armed, and crashes at one of them."""

    def __init__(self) -> None:
        self.passed = 0
        self._left: int | None = None
        self._watching = False

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
        """Pass a point; for what does not go through an engine."""
        if not self._watching:
            return
        self.passed += 1
        if self._left is None:
            return
        self._left -= 1
        if self._left == 0:
            self._left = None
            raise Crash

    def _statement(self, *_: object) -> None:
        self.point()

    def _commit(self, _: Connection) -> None:
        self.point()
