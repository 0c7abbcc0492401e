"""One statement for many rows, spelled as each database does it fastest.

SQLite runs a prepared statement once a row; PostgreSQL gets every column as an array, so a set of
rows is one round trip. Both forms come from one text, so that what holds on one database holds on
the other.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import DataError

Cells = tuple[object, ...]

_NAMED = re.compile(r":(\w+)")


class Reading:
    """Rows among given keys.

    Args:
        text: the statement; ``{among}`` stands behind the column that must be one of the keys,
            ``{value}`` for each further value, behind it, and ``{lock}`` where PostgreSQL locks.
        lock: that clause; SQLite has one writer and needs none.
    """

    def __init__(self, text: str, *, lock: str = "") -> None:
        self._text = {
            "sqlite": text.format(among="IN (SELECT value FROM json_each(?))", value="?", lock=""),
            "postgresql": text.format(among="= ANY(%s)", value="%s", lock=lock),
        }

    def rows(
        self, connection: Connection, keys: Sequence[str] | Sequence[int], *values: object
    ) -> Iterable[Any]:
        """Return the rows whose column is among ``keys``; without keys nothing is asked."""
        if not keys:
            return ()
        dialect = connection.dialect.name
        asked = json.dumps(keys) if dialect == "sqlite" else keys
        return connection.exec_driver_sql(self._text[dialect], (asked, *values)).all()


class Writing:
    """The same write for many rows; build it once, because that costs more than running it.

    Args:
        sqlite, postgresql: the statement's text for each.
    """

    def __init__(self, sqlite: str, postgresql: str) -> None:
        self._text = {"sqlite": sqlite, "postgresql": postgresql}

    def run(self, connection: Connection, rows: Sequence[Cells]) -> int:
        """Write ``rows`` and return how many rows of the table that changed."""
        if not rows:
            return 0
        dialect = connection.dialect.name
        if dialect == "sqlite":
            return connection.exec_driver_sql(self._text[dialect], list(rows)).rowcount
        arrays = tuple(array(column) for column in zip(*rows, strict=True))
        return connection.exec_driver_sql(self._text[dialect], arrays).rowcount


def inserting(table: sa.Table, conflict: str = "") -> Writing:
    """Return the insert of whole rows, cells in the order of the columns.

    ``conflict``: the ``ON CONFLICT`` clause, if any. PostgreSQL meets no row twice in it.
    """
    fields = {column.name: column for column in table.c}
    return inserting_values(table, fields, {name: f":{name}" for name in fields}, conflict)


def inserting_values(
    table: sa.Table,
    fields: Mapping[str, sa.Column[Any]],
    values: Mapping[str, str | Mapping[str, str]],
    conflict: str = "",
) -> Writing:
    """Return an insert whose cells are ``fields`` and whose columns are ``values`` of them.

    A value is SQL with ``:field`` in it, for both databases or by dialect.
    """
    names = ", ".join(values)
    written = {
        dialect: ", ".join(
            value if isinstance(value, str) else value[dialect] for value in values.values()
        )
        for dialect in ("sqlite", "postgresql")
    }
    into = " ".join(["INSERT INTO", table.name, f"({names})"])
    numbered, from_row = _numbered(written["sqlite"], fields), _from_row(written["postgresql"])
    return Writing(
        f"{into} VALUES ({numbered}) {conflict}",
        " ".join([into, "SELECT", from_row, "FROM", _rows(fields), conflict]),
    )


def updating(
    table: sa.Table, fields: Mapping[str, sa.Column[Any]], *, change: str, where: str
) -> Writing:
    """Return the update that does ``change`` to the row which ``where`` finds for each cell row.

    Columns must be named with their table where they are read, cells as ``:field``; both texts are
    ours, never what came from outside.
    """
    begin = f"UPDATE {table.name} SET"
    return Writing(
        f"{begin} {_numbered(change, fields)} WHERE {_numbered(where, fields)}",
        f"{begin} {_from_row(change)} FROM {_rows(fields)} WHERE {_from_row(where)}",
    )


def _numbered(text: str, fields: Mapping[str, sa.Column[Any]]) -> str:
    places = {name: f"?{place}" for place, name in enumerate(fields, start=1)}
    return _NAMED.sub(lambda found: places[found[1]], text)


def _from_row(text: str) -> str:
    # Not behind another colon, which is how PostgreSQL casts.
    return re.sub(r"(?<!:):(\w+)", r"given.\1", text)


def _rows(fields: Mapping[str, sa.Column[Any]]) -> str:
    arrays = ", ".join(f"%s::{_type_name(column)}[]" for column in fields.values())
    return f"unnest({arrays}) AS given ({', '.join(fields)})"


def array(column: tuple[object, ...]) -> str:
    """Return ``column`` as PostgreSQL writes an array: whole texts at once, not cell by cell.

    The driver's own way looks at every cell, which takes longer than the database takes to write
    the rows.

    Raises:
        DataError: a text has a NUL in it, which PostgreSQL does not keep.
    """
    first = column[0]
    if isinstance(first, bytes):
        hexed = '","\\\\x'.join(cell.hex() for cell in column)  # type: ignore[attr-defined]
        return f'{{"\\\\x{hexed}"}}'
    if isinstance(first, str):
        joined = "\0".join(column)  # type: ignore[arg-type]
        if joined.count("\0") != len(column) - 1:
            raise DataError("array", None, ValueError("a text has a NUL in it"))
        quoted = joined.replace("\\", "\\\\").replace('"', '\\"').replace("\0", '","')
        return f'{{"{quoted}"}}'
    whole = ("NULL" if cell is None else str(int(cell)) for cell in column)  # type: ignore[call-overload]
    return "{" + ",".join(whole) + "}"


def _type_name(column: sa.Column[Any]) -> str:
    if isinstance(column.type, sa.LargeBinary):
        return "bytea"
    return "text" if isinstance(column.type, sa.Text) else "bigint"
