"""Backups of a simulated server: all its rows at one moment, put back later, on either database."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from sync.server import recovery, tables
from sync.server.database import ServerDatabase


@dataclass(frozen=True, slots=True)
class Backup:
    """All rows of the server at one moment, by the name of their table."""

    rows: dict[str, list[dict[str, Any]]]


def take(database: ServerDatabase) -> Backup:
    """Return all rows as they are now."""
    with database.snapshot_reading() as connection:
        return Backup(
            {
                table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
                for table in tables.metadata.sorted_tables
            }
        )


def put_back(database: ServerDatabase, backup: Backup, epoch: str) -> None:
    """Put ``backup`` in the place of all that is there, and begin the life ``epoch`` of the books.

    With an empty ``epoch`` nobody notices that it was restored, as nobody should do it.
    """
    with database.writing() as connection:
        guards = _unguard(connection)
        for table in tables.metadata.sorted_tables:
            connection.execute(sa.delete(table))
            if backup.rows[table.name]:
                connection.execute(sa.insert(table), backup.rows[table.name])
        for statement in guards:
            connection.exec_driver_sql(statement)
        if epoch:
            recovery.begin(connection, epoch)


def _unguard(connection: Connection) -> list[str]:
    """Let rows that are kept for ever be deleted; return the statements that forbid it again."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        return ["SET LOCAL session_replication_role = origin"]
    found = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).all()
    for row in found:
        connection.exec_driver_sql(f"DROP TRIGGER {row.name}")
    return [row.sql for row in found]
