"""A copy is whole and checked or it is not there; what it replaces is kept, its log with it."""

import resource
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest

from pos_member.domain.errors import Damaged, Unavailable
from pos_member.storage.copies import copied, put_in_place

ROWS = 400


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file of some pages, with the newest rows in its log and a reader that keeps it there."""
    path = tmp_path / "a.db"
    opened = sqlite3.connect(path, isolation_level=None)
    opened.execute("PRAGMA journal_mode=WAL")
    opened.execute("CREATE TABLE t(n INTEGER PRIMARY KEY, text TEXT)")
    opened.executemany("INSERT INTO t VALUES(?, ?)", [(n, "x" * 200) for n in range(ROWS)])
    opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.execute("INSERT INTO t VALUES(?, 'last')", (ROWS,))
    opened.close()
    return path


def count(path: Path) -> int:
    opened = sqlite3.connect(path)
    try:
        return int(opened.execute("SELECT count(*) FROM t").fetchone()[0])
    finally:
        opened.close()


def copy(source: Path, target: Path) -> Path:
    with copied(source, target):
        assert not target.exists()
    return target


def flip(path: Path, at: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[at] ^= 0xFF
    path.write_bytes(raw)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_copy_holds_what_stands_in_the_log_while_others_write(
    source: Path, tmp_path: Path
) -> None:
    writer = sqlite3.connect(source, isolation_level=None)
    writer.execute("INSERT INTO t VALUES(?, 'in the log')", (ROWS + 1,))
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO t VALUES(?, 'not committed')", (ROWS + 2,))
    made = copy(source, tmp_path / "b.db")
    writer.execute("ROLLBACK")
    writer.close()
    assert count(made) == ROWS + 2


def test_a_copy_never_takes_the_place_of_a_file(source: Path, tmp_path: Path) -> None:
    (tmp_path / "b.db").write_text("precious")
    with pytest.raises(Unavailable, match="file_exists"):
        copy(source, tmp_path / "b.db")
    assert (tmp_path / "b.db").read_text() == "precious"


@pytest.mark.parametrize("at", [3, 2_000, 4_096 * 3, 4_096 * 5 + 9])
def test_no_copy_of_a_broken_file_is_left(source: Path, tmp_path: Path, at: int) -> None:
    flip(source, at)
    with suppress(Damaged):
        # Where nothing is written at that byte, the copy is made and is whole.
        assert count(copy(source, tmp_path / "b.db")) == count(source)
    assert names(tmp_path) <= {"a.db", "a.db-shm", "a.db-wal", "b.db"}


def test_a_file_that_was_cut_is_found(source: Path, tmp_path: Path) -> None:
    raw = source.read_bytes()
    source.write_bytes(raw[: len(raw) // 2])
    with pytest.raises(Damaged, match="file_corrupt"):
        copy(source, tmp_path / "b.db")
    assert not (tmp_path / "b.db").exists()


def test_what_the_block_finds_wrong_leaves_nothing(source: Path, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot_open"), copied(source, tmp_path / "b.db"):
        copy(tmp_path / "missing.db", tmp_path / "c.db")
    assert names(tmp_path) - {"a.db-wal", "a.db-shm"} == {"a.db"}


def test_a_full_disk_leaves_nothing_and_says_so(source: Path, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (32_768, hard))
    try:
        with pytest.raises(Unavailable) as found:
            copy(source, tmp_path / "b.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert found.value.code in ("disk_full", "disk_error")
    assert names(tmp_path) - {"a.db-wal", "a.db-shm"} == {"a.db"}


def test_what_is_replaced_is_kept_whole(source: Path, tmp_path: Path) -> None:
    made = copy(source, tmp_path / "made")
    opened = sqlite3.connect(made)
    opened.execute("DELETE FROM t WHERE n > 9")
    opened.commit()
    opened.close()
    put_in_place(made, source, tmp_path / "kept")
    assert (count(source), count(tmp_path / "kept")) == (10, ROWS + 1)
    assert not made.exists()


def test_a_broken_file_is_kept_with_its_log(source: Path, tmp_path: Path) -> None:
    made = copy(source, tmp_path / "made")
    source.write_bytes(b"nothing of the kind" * 999)
    (tmp_path / "a.db-wal").write_bytes(b"the log")
    put_in_place(made, source, tmp_path / "kept")
    assert count(source) == ROWS + 1
    assert (tmp_path / "kept").read_bytes().startswith(b"nothing")
    assert not (tmp_path / "a.db-wal").exists() or not (tmp_path / "a.db-wal").stat().st_size


def test_a_file_in_use_is_not_replaced(source: Path, tmp_path: Path) -> None:
    made = copy(source, tmp_path / "made")
    user = sqlite3.connect(source)
    user.execute("SELECT count(*) FROM t").fetchone()
    with pytest.raises(Unavailable, match="file_busy"):
        put_in_place(made, source, tmp_path / "kept")
    user.close()
    assert not (tmp_path / "kept").exists()


def test_where_there_was_nothing_nothing_is_kept(source: Path, tmp_path: Path) -> None:
    shutil.move(copy(source, tmp_path / "made"), tmp_path / "moved")
    put_in_place(tmp_path / "moved", tmp_path / "new.db", tmp_path / "kept")
    assert count(tmp_path / "new.db") == ROWS + 1
    assert not (tmp_path / "kept").exists()
