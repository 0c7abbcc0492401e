"""The columns that Core believes in, and those that a file has."""

import sqlite3

from sqlalchemy import MetaData

Columns = dict[str, list[tuple[str, bool]]]


def columns_of(metadata: MetaData) -> Columns:
    """Return table → (column, part of the key) as Core has them."""
    return {
        table.name: [(column.name, column.primary_key) for column in table.columns]
        for table in metadata.tables.values()
    }


def columns_in(raw: sqlite3.Connection, metadata: MetaData) -> Columns:
    """Return the same as the file has them, for the tables that Core knows."""
    return {
        name: [(row[1], bool(row[5])) for row in raw.execute(f"PRAGMA table_info({name})")]
        for name in metadata.tables
    }
