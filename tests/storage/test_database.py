"""One file, one connection, one transaction at a time: and every pragma read back."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_member.domain.errors import Damaged, Unavailable
from pos_member.storage import meta
from pos_member.storage.database import SCHEMA_VERSION, Database, user_version
from pos_member.storage.migrations.upgrade import upgrade
from sync.simulator.crash import FAULTS, CrashPoints, Fate


@pytest.fixture
def path(tmp_path: Path) -> Path:
    upgrade(tmp_path / "journal.db", now_ms=1)
    return tmp_path / "journal.db"


@pytest.fixture
def database(path: Path):
    made = Database(path)
    yield made
    made.close()


def test_the_pragmas_that_keep_money_are_set(database: Database) -> None:
    with database.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "busy_timeout",
                "trusted_schema",
                "cell_size_check",
                "wal_autocheckpoint",
            )
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "wal_autocheckpoint": 0,
    }


def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    def interrupted() -> None:
        with database.writing() as connection:
            meta.put(connection, {"a": 1})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with database.reading() as connection:
        assert meta.get(connection, "a", "none") == "none"


def test_a_basket_may_be_written_without_a_flush_and_the_next_sale_is_flushed(
    database: Database,
) -> None:
    level = text("PRAGMA synchronous")
    with database.writing(flushed=False) as connection:
        assert connection.execute(level).scalar_one() == 1
    with database.writing() as connection:
        assert connection.execute(level).scalar_one() == 2


def test_transactions_do_not_nest(database: Database) -> None:
    with database.reading(), pytest.raises(AssertionError), database.writing():
        pass


def test_two_connections_cannot_both_spend_the_same(path: Path) -> None:
    first, second = Database(path), Database(path)
    second._raw.execute("PRAGMA busy_timeout=0")
    with first.writing() as connection:
        meta.put(connection, {"left": 100})
    with first.writing() as one:
        assert meta.number(one, "left") == 100
        with pytest.raises(Unavailable) as refused, second.writing() as other:
            meta.put(other, {"left": 0})
        assert refused.value.code == "file_busy"
        meta.put(one, {"left": 0})
    with second.writing() as other:
        assert meta.number(other, "left") == 0
    first.close()
    second.close()


def test_a_closed_connection_takes_its_open_transaction_with_it(path: Path) -> None:
    dying = Database(path)
    dying._raw.execute("BEGIN IMMEDIATE")
    dying._raw.execute("INSERT INTO meta VALUES ('half', '1')")
    dying.close()
    after = Database(path)
    with after.reading() as connection:
        assert meta.get(connection, "half") == ""
    after.close()


def test_the_sync_process_reads_and_cannot_write(path: Path, database: Database) -> None:
    reader = Database(path, read_only=True)
    with database.writing() as connection:
        meta.put(connection, {"a": 1})
    with reader.reading() as connection:
        assert meta.get(connection, "a") == "1"
    with pytest.raises(Unavailable) as refused, reader.reading() as connection:
        meta.put(connection, {"a": 2})
    assert refused.value.code == "disk_read_only"
    with pytest.raises(AssertionError), reader.writing():
        pass
    reader.close()


def test_a_full_disk_says_so_and_keeps_what_was(database: Database) -> None:
    pages = database._raw.execute("PRAGMA page_count").fetchone()[0]
    database._raw.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(Unavailable) as full, database.writing() as connection:
        meta.put(connection, {f"key-{i}": "x" * 1_000 for i in range(200)})
    assert full.value.code == "disk_full"
    database._raw.execute("PRAGMA max_page_count=1000000")
    with database.writing() as connection:
        meta.put(connection, {"room": "again"})


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("how", FAULTS)
def test_whatever_the_disk_refuses_the_next_transaction_begins_anew(
    path: Path, how: str, at: int
) -> None:
    points = CrashPoints()

    def write() -> None:
        with points.watching(Fate(at, how)), database.writing() as connection:
            meta.put(connection, {"a": 1})

    with points.attached():
        database = Database(path)
        with pytest.raises(Unavailable):
            write()
        with database.writing() as connection:
            meta.put(connection, {"b": 2})
        with database.reading() as connection:
            assert meta.number(connection, "b") == 2
            # Only where the disk is not sure may what was refused be there.
            assert how == "disk_unsure" or not meta.get(connection, "a")
        database.close()


def test_a_file_from_a_newer_program_is_refused_untouched(path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    raw.close()
    with pytest.raises(Damaged) as newer:
        Database(path)
    assert (newer.value.code, newer.value.values["found"]) == ("file_newer", SCHEMA_VERSION + 1)


def test_an_empty_file_a_foreign_one_and_rubbish_are_told_apart(path: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    sqlite3.connect(older).execute("PRAGMA journal_mode=wal").connection.close()
    foreign = shutil.copy(path, tmp_path / "foreign.db")
    raw = sqlite3.connect(foreign)
    raw.execute("PRAGMA application_id=77")
    raw.close()
    rubbish = tmp_path / "rubbish.db"
    rubbish.write_bytes(b"not a database at all, just words" * 100)
    codes = {}
    for file in (older, foreign, rubbish):
        with pytest.raises(Damaged) as found:
            Database(file)
        codes[file.name] = found.value.code
    assert codes == {
        "older.db": "file_older",
        "foreign.db": "file_foreign",
        "rubbish.db": "file_corrupt",
    }


def test_a_missing_file_is_not_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as absent:
        Database(tmp_path / "none.db")
    assert absent.value.code == "file_cannot_open"
    assert user_version(tmp_path / "none.db") == 0
    assert not (tmp_path / "none.db").exists()


def test_a_damaged_page_is_found_by_the_check_at_start(path: Path) -> None:
    database = Database(path)
    with database.writing() as connection:
        meta.put(connection, {f"key-{i}": "x" * 100 for i in range(500)})
    database.quick_check()
    database.checkpoint()
    database.close()
    raw = bytearray(path.read_bytes())
    raw[-4096:-3000] = b"\xff" * 1096
    path.write_bytes(raw)
    again = Database(path)
    with pytest.raises(Damaged) as found:
        again.quick_check()
    assert found.value.code == "file_corrupt"
    again.close()


def test_a_checkpoint_empties_the_log_and_never_waits_for_a_reader(path: Path) -> None:
    database, reader = Database(path), Database(path, read_only=True)
    with database.writing() as connection:
        meta.put(connection, {"a": "x" * 10_000})
    with reader.reading() as connection:
        meta.get(connection, "a")
        database.checkpoint()
    database.checkpoint()
    copied = sqlite3.connect(path)
    assert copied.execute("SELECT length(value) FROM meta WHERE key = 'a'").fetchone() == (10_000,)
    for each in (copied, database, reader):
        each.close()


def test_a_backup_is_a_whole_journal(database: Database, tmp_path: Path) -> None:
    with database.writing() as connection:
        meta.put(connection, {"a": 1})
    database.backup_to(tmp_path / "copy.db")
    with pytest.raises(Unavailable) as exists:
        database.backup_to(tmp_path / "copy.db")
    assert exists.value.code == "file_exists"
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("SELECT value FROM meta WHERE key = 'a'").fetchone() == ("1",)
    copy.close()
