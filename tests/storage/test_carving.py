"""Records come out of the bytes of a file whose tree, schema or header is gone."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from pos_member.storage.carving import Record, records

LONG = "x" * 20_000


def rows() -> list[tuple[int, str, bytes]]:
    chance = random.Random(3)
    numbers = (0, 1, -1, 200, -40_000, 2**23, 2**31, 2**40, -(2**60))
    made = [(chance.choice(numbers), f"row {n} " * 20, bytes([n])) for n in range(120)]
    return [*made, (7, LONG, b""), (8, "é中" * 900, b"\x00" * 5_000)]


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """A file with one table of each kind, as a crash leaves it: the newest rows only in its log."""
    path = tmp_path / "live.db"
    opened = sqlite3.connect(path, isolation_level=None)
    opened.execute("PRAGMA journal_mode=WAL")
    opened.execute("CREATE TABLE t(a INTEGER NOT NULL, b TEXT, c BLOB)")
    opened.execute("CREATE TABLE w(k TEXT PRIMARY KEY, v TEXT) WITHOUT ROWID")
    opened.executemany("INSERT INTO t VALUES(?, ?, ?)", rows())
    opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.execute("INSERT INTO w VALUES('key', ?)", (LONG,))
    opened.execute("INSERT INTO t VALUES(99, 'in the log', x'01')")
    opened.execute("PRAGMA cache_size=2")
    opened.execute("PRAGMA cache_spill=1")
    opened.execute("BEGIN")
    opened.executemany("INSERT INTO t VALUES(98, ?, x'02')", [("never " + LONG,)] * 40)
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for name in ("live.db", "live.db-wal"):
        shutil.copy(tmp_path / name, crashed / name)
    opened.execute("ROLLBACK")
    opened.close()
    return crashed / "live.db"


def found(path: Path) -> set[Record]:
    return set(records(path))


def test_every_row_comes_out_and_none_that_was_never_committed(live: Path) -> None:
    out = found(live)
    assert set(rows()) <= out
    assert {(99, "in the log", b"\x01"), ("key", LONG)} <= out
    assert (live.with_name("live.db-wal")).stat().st_size > 40 * len(LONG) // 2
    assert not any(record[0] == 98 for record in out)


def test_a_file_without_its_header_and_schema_still_gives_its_rows(live: Path) -> None:
    raw = bytearray(live.read_bytes())
    raw[:4_096] = bytes(4_096)
    live.write_bytes(raw)
    assert set(rows()) <= found(live)


def test_a_log_whose_header_is_broken_still_gives_its_rows(live: Path) -> None:
    log = live.with_name("live.db-wal")
    raw = bytearray(log.read_bytes())
    raw[:32] = bytes(32)
    log.write_bytes(raw)
    assert (99, "in the log", b"\x01") in found(live)


def test_a_file_that_lost_its_log_gives_what_it_had(live: Path) -> None:
    live.with_name("live.db-wal").unlink()
    out = found(live)
    assert set(rows()) <= out
    assert (99, "in the log", b"\x01") not in out


def test_a_page_that_is_gone_takes_only_its_own_rows(live: Path) -> None:
    whole = live.read_bytes()
    for page in range(1, len(whole) // 4_096):
        raw = bytearray(whole)
        raw[page * 4_096 : (page + 1) * 4_096] = b"\xff" * 4_096
        live.write_bytes(raw)
        assert len(set(rows()) & found(live)) >= 30


@pytest.mark.parametrize("seed", range(6))
def test_no_bytes_at_all_make_it_fail(live: Path, seed: int) -> None:
    chance = random.Random(seed)
    for path in (live, live.with_name("live.db-wal")):
        raw = bytearray(path.read_bytes())
        for _ in range(400):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        path.write_bytes(raw)
    found(live)
    live.write_bytes(chance.randbytes(50_001))
    found(live)
