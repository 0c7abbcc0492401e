"""What Core believes of the tables is what the migrations made."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from pos_member.storage import tables
from pos_member.storage.database import Database
from pos_member.storage.migrations.upgrade import upgrade
from tests.support.columns import columns_in, columns_of

HANDLED = {"schema_change"}


def test_the_journals_tables_are_as_core_believes(tmp_path: Path) -> None:
    upgrade(tmp_path / "journal.db", now_ms=1)
    raw = sqlite3.connect(tmp_path / "journal.db")
    assert columns_of(tables.metadata) == columns_in(raw, tables.metadata)
    named = {row[0] for row in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert named - HANDLED == set(tables.metadata.tables)
    strict = {row[1]: row[5] for row in raw.execute("PRAGMA table_list") if row[0] == "main"}
    assert all(strict[name] for name in tables.metadata.tables)
    raw.close()


REST = "kind, schema_ver, wall_ms, mono_ms, boot_id, tz_min, actor_id, body, prev, hash"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET body = x'00'",
        "UPDATE journal SET seq = 9",
        "DELETE FROM journal",
        f"INSERT INTO journal SELECT incarnation, seq + 5, zeroblob(16), {REST} FROM journal",  # noqa: S608
        f"REPLACE INTO journal SELECT incarnation, seq, randomblob(16), {REST} FROM journal",  # noqa: S608
        f"REPLACE INTO journal SELECT incarnation, seq + 1, op_id, {REST} FROM journal",  # noqa: S608
    ],
)
def test_the_file_itself_keeps_the_journal_as_it_is(tmp_path: Path, statement: str) -> None:
    upgrade(tmp_path / "journal.db", now_ms=1)
    database = Database(tmp_path / "journal.db", flush=False)
    with database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO journal VALUES"
            " (1, 1, randomblob(16), 'sale', 1, 1, 1, 'b', 480, 'anna', x'7b7d', zeroblob(32),"
            " zeroblob(32))"
        )

    def spoil() -> None:
        with database.writing() as connection:
            connection.exec_driver_sql(statement)

    with pytest.raises(IntegrityError, match=r"append-only|no gap"):
        spoil()
    database.close()
