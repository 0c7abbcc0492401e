"""The file itself: made beside a running shop, out of one moment."""

import sqlite3
from pathlib import Path

from sync.server import snapshot_file
from tests.sync.server.far_end import NOW_MS, Till


def test_a_file_shows_the_moment_at_which_it_was_begun(till: Till, tmp_path: Path) -> None:
    till.enrol("先来的", "13800000001")
    till.push()
    with till.database.snapshot_reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM member").scalar()
        till.enrol("后来的", "13800000002")
        till.push()
        included = snapshot_file.write(
            connection, tmp_path / "s.db", now_ms=NOW_MS, house=till.house
        )
    assert included == {till.terminal_id: 1}
    with sqlite3.connect(tmp_path / "s.db") as file:
        assert file.execute("SELECT name FROM member").fetchall() == [("先来的",)]
    file.close()


def test_a_file_of_nobody_is_a_replica_too(till: Till, tmp_path: Path) -> None:
    with till.database.snapshot_reading() as connection:
        snapshot_file.write(connection, tmp_path / "s.db", now_ms=NOW_MS, house=till.house)
    with sqlite3.connect(tmp_path / "s.db") as file:
        assert file.execute("SELECT count(*) FROM figures").fetchone() == (0,)
    file.close()
