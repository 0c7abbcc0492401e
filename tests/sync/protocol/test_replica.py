"""The replica's schema is SQL that SQLite takes, and its columns are the ones of the feed."""

import sqlite3
from collections.abc import Iterator

import pytest

from sync.protocol import replica

INSERT = "INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@pytest.fixture
def file() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(replica.TABLES)
    connection.executescript(replica.INDEXES)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("member", replica.PROFILE_COLUMNS),
        ("goods", replica.GOODS_COLUMNS),
        ("staff", replica.STAFF_COLUMNS),
    ],
)
def test_the_feed_names_every_column_of_the_table(
    file: sqlite3.Connection, table: str, columns: tuple[str, ...]
) -> None:
    found = tuple(row[1] for row in file.execute(f"PRAGMA table_info({table})"))
    assert found == columns


def test_names_are_found_by_one_character_and_by_part_of_their_sound(
    file: sqlite3.Connection,
) -> None:
    row = (1, "id", "林晓雯", "gold", "active", "", "", "", "", "林 晓 雯", "linxiaowen", "{}")
    file.execute(INSERT, row)
    file.execute("INSERT INTO name_fts(name_fts) VALUES ('rebuild')")
    file.execute("INSERT INTO pinyin_fts(pinyin_fts) VALUES ('rebuild')")
    by_character = file.execute("SELECT rowid FROM name_fts WHERE name_fts MATCH '晓'").fetchall()
    by_sound = file.execute("SELECT rowid FROM pinyin_fts WHERE pinyin_fts MATCH 'iaow'").fetchall()
    assert (by_character, by_sound) == ([(1,)], [(1,)])


def test_a_status_that_nobody_knows_is_refused(file: sqlite3.Connection) -> None:
    row = (1, "id", "", "", "gone", "", "", "", "", "", "", "{}")
    with pytest.raises(sqlite3.IntegrityError):
        file.execute(INSERT, row)
