"""Brings ``journal.db`` to the newest schema; imports Alembic, so callers import it only when due.

Each version is one transaction together with its record and ``user_version``: a file is never
between two versions. Alembic's own script folder and version table are left out, because a bundled
program has no folder of scripts and SQLite keeps the version in its header.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations

from pos_member.domain.errors import Damaged
from pos_member.storage.database import (
    JOURNAL_APPLICATION_ID,
    SCHEMA_VERSION,
    begun,
    connect,
    open_file,
    user_version,
)
from pos_member.storage.faults import report_faults
from pos_member.storage.migrations import v0001_first

CHANGES: tuple[tuple[int, Callable[[Operations], None]], ...] = ((1, v0001_first.change),)
assert CHANGES[-1][0] == SCHEMA_VERSION

_RECORD = """
CREATE TABLE IF NOT EXISTS schema_change(
  version INTEGER PRIMARY KEY, made_ms INTEGER NOT NULL
) STRICT
"""


def upgrade(path: Path, *, now_ms: int) -> tuple[int, int]:
    """Bring the file at ``path`` to the newest schema, making it when there is none.

    A file that holds something is first copied to ``<name>.v<old>.bak``. Returns the version
    before and after.

    Raises:
        Damaged: ``file_newer``: this program is older than the file.
        Unavailable: the disk is full, read-only or broken; the file is as it was.
    """
    before = user_version(path)
    if before > SCHEMA_VERSION:
        raise Damaged("file_newer", file=path.name, found=before, known=SCHEMA_VERSION)
    if before == SCHEMA_VERSION:
        return before, before
    path.touch(mode=0o600, exist_ok=True)
    with report_faults(path):
        raw = open_file(path, read_only=False)
        try:
            if before:
                _keep_copy(raw, path, before)
            _run(raw, before, now_ms)
        finally:
            raw.close()
    return before, SCHEMA_VERSION


def _keep_copy(raw: sqlite3.Connection, path: Path, before: int) -> None:
    copy = path.with_name(f"{path.name}.v{before}.bak")
    copy.unlink(missing_ok=True)  # left by an upgrade that did not end
    raw.execute("VACUUM INTO ?", (str(copy),))


def _run(raw: sqlite3.Connection, before: int, now_ms: int) -> None:
    raw.execute("PRAGMA journal_mode=WAL").fetchone()
    raw.execute("PRAGMA synchronous=FULL")
    connection = connect(raw)
    context = MigrationContext.configure(connection, opts={"render_as_batch": True})
    operations = Operations(context)
    for version, change in CHANGES:
        if version <= before:
            continue
        with begun(connection, raw, "BEGIN IMMEDIATE"):
            connection.exec_driver_sql(_RECORD)
            change(operations)
            connection.exec_driver_sql(
                "INSERT INTO schema_change(version, made_ms) VALUES (?, ?)", (version, now_ms)
            )
            connection.exec_driver_sql(f"PRAGMA application_id={JOURNAL_APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={version}")
