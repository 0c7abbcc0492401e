"""A Core statement compiled once and run by the driver: for the few lookups that a scan waits for.

Core needs 20 µs to find the compiled form and to wrap the rows of a statement that SQLite answers
in 6 µs. It is run on the caller's connection, inside the caller's transaction.
"""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.dialects.sqlite import dialect


class Prepared:
    """``select`` with its parameters in the order of ``names``, as the statement mentions them."""

    def __init__(self, select: Select[Any], *names: str) -> None:
        compiled = select.compile(dialect=dialect(paramstyle="qmark"))
        places = tuple(compiled.positiontup or ())
        assert places[: len(names)] == names, places
        # What Core adds of its own (the offset of a limit) comes last and never changes.
        self._constants = tuple(compiled.params[name] for name in places[len(names) :])
        self._text = str(compiled)

    def all(self, connection: Connection, *values: object) -> list[tuple[Any, ...]]:
        """Return all rows as plain tuples.

        Raises:
            sqlite3.Error: which the transaction around it translates.
        """
        return self._run(connection, values).fetchall()

    def one(self, connection: Connection, *values: object) -> tuple[Any, ...] | None:
        """Return the first row, or ``None``."""
        found: tuple[Any, ...] | None = self._run(connection, values).fetchone()
        return found

    def _run(self, connection: Connection, values: tuple[object, ...]) -> sqlite3.Cursor:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver.execute(self._text, values + self._constants)
