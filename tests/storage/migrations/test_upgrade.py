"""Each released schema is brought to the newest, whole or not at all; a newer one is refused."""

import os
import shutil
import signal
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from pos_member.domain.errors import Damaged, Unavailable
from pos_member.services.verify import Verified, verify
from pos_member.storage.database import SCHEMA_VERSION, Database, user_version
from pos_member.storage.migrations import upgrade as upgrading
from pos_member.storage.migrations.upgrade import upgrade

RELEASED = sorted((Path(__file__).parents[2] / "data").glob("schema_v*.sqlite"))


def schema(path: Path) -> set[str]:
    raw = sqlite3.connect(path)
    found = {row[0] for row in raw.execute("SELECT sql FROM sqlite_schema WHERE sql NOT NULL")}
    raw.close()
    return found


def test_a_new_file_gets_the_newest_schema_with_its_record(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    assert upgrade(path, now_ms=7) == (0, SCHEMA_VERSION)
    assert path.stat().st_mode & 0o777 == 0o600
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT version, made_ms FROM schema_change").fetchall() == [(1, 7)]
    raw.close()
    assert upgrade(path, now_ms=8) == (SCHEMA_VERSION, SCHEMA_VERSION)


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_every_released_file_is_brought_up_and_still_verifies(
    released: Path, tmp_path: Path
) -> None:
    path = tmp_path / "journal.db"
    shutil.copy(released, path)
    upgrade(path, now_ms=9)
    fresh = tmp_path / "fresh.db"
    upgrade(fresh, now_ms=9)
    assert schema(path) == schema(fresh)
    database = Database(path)
    with database.reading() as connection:
        assert verify(connection) == Verified(entries=5)
    database.close()


def test_each_released_schema_has_its_file() -> None:
    assert [path.stem for path in RELEASED] == [
        f"schema_v{version}" for version in range(1, SCHEMA_VERSION + 1)
    ]


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    upgrade(path, now_ms=1)
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(Damaged) as newer:
        upgrade(path, now_ms=2)
    assert newer.value.code == "file_newer"
    assert path.read_bytes() == before


def test_a_change_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    upgrade(path, now_ms=1)

    def half(operations) -> None:
        operations.execute("CREATE TABLE half(x INTEGER) STRICT")
        operations.execute("CREATE TABLE meta(x INTEGER) STRICT")

    monkeypatch.setattr(upgrading, "CHANGES", (*upgrading.CHANGES, (2, half)))
    monkeypatch.setattr(upgrading, "SCHEMA_VERSION", 2)
    before = schema(path)
    with pytest.raises(Exception, match="already exists"):
        upgrade(path, now_ms=2)
    assert schema(path) == before
    assert (tmp_path / "journal.db.v1.bak").exists()
    upgraded = sqlite3.connect(path)
    assert upgraded.execute("PRAGMA user_version").fetchone() == (1,)
    upgraded.close()


def test_an_upgrade_on_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises((Unavailable, FileNotFoundError)):
        upgrade(tmp_path / "gone" / "journal.db", now_ms=1)


def killed_at(statement: int, path: Path) -> bool:
    """Upgrade in a process that dies before a statement; tell whether it came to that one."""
    child = os.fork()
    if child == 0:
        seen: list[str] = []

        def listener(*given: object) -> None:
            seen.append(str(given[2]))
            if len(seen) == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", listener)
        upgrade(path, now_ms=2)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_a_program_killed_at_any_statement_of_an_upgrade_leaves_the_old_file_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = SCHEMA_VERSION + 1

    def change(operations) -> None:
        operations.execute("CREATE TABLE added(x INTEGER) STRICT")
        operations.execute("CREATE INDEX added_by_x ON added(x)")

    monkeypatch.setattr(upgrading, "CHANGES", (*upgrading.CHANGES, (newest, change)))
    monkeypatch.setattr(upgrading, "SCHEMA_VERSION", newest)
    path, statement = tmp_path / "journal.db", 0
    while True:
        statement += 1
        shutil.copy(RELEASED[-1], path)
        before = schema(path)
        if not killed_at(statement, path):
            break
        assert user_version(path) == SCHEMA_VERSION
        assert schema(path) == before
        assert upgrade(path, now_ms=3) == (SCHEMA_VERSION, newest)
        assert "CREATE INDEX added_by_x ON added(x)" in schema(path)
        for left in tmp_path.iterdir():
            left.unlink()
    assert statement > 5, "it dies at each of them"
    assert user_version(path) == newest
