"""The replica is read, switched between transactions, and never older than what was dropped."""

import json
import sqlite3
from pathlib import Path

import pytest

from pos_member.domain.errors import Damaged, Unavailable
from pos_member.storage import cache as caching
from pos_member.storage import members
from pos_member.storage.cache import (
    Cache,
    create_schema,
    current_name,
    ensure_replica,
    make_current,
    remove_older,
)
from pos_member.storage.replica_writer import ReplicaWriter
from sync.protocol import replica
from sync.protocol.pages import Page
from tests.support.counter import member_id, member_row


def fill(path: Path, no: int) -> None:
    row, figures = member_row(no)
    writer = ReplicaWriter(path)
    writer.apply(Page("e", 1, "0.1", more=False, profiles=(row,), figures=(figures,)))
    writer.close()


def snapshot(folder: Path, name: str, no: int, included: int) -> None:
    raw = sqlite3.connect(folder / name, isolation_level=None)
    create_schema(raw)
    noted = (replica.META_INCLUDED, json.dumps({"t": included}))
    raw.execute("INSERT INTO meta VALUES (?, ?)", noted)
    raw.close()
    fill(folder / name, no)
    make_current(folder, name)


def known(cache: Cache, no: int) -> bool:
    with cache.reading() as connection:
        return members.by_id(connection, member_id(no)) is not None


def test_before_the_first_replica_nobody_is_known(tmp_path: Path) -> None:
    cache = Cache(tmp_path, terminal_id="t")
    assert (cache.name, cache.snapshot_seq) == ("", 0)
    assert not known(cache, 1)
    assert not cache.switch(forgotten_seq=0)
    snapshot(tmp_path, "cache-4.db", 1, included=2)
    assert cache.switch(forgotten_seq=0)
    assert known(cache, 1)
    cache.close()


def test_news_in_the_same_file_are_seen_by_the_next_transaction(tmp_path: Path) -> None:
    ensure_replica(tmp_path)
    cache = Cache(tmp_path, terminal_id="t")
    assert not known(cache, 1)
    fill(tmp_path / "cache-1.db", 1)
    assert not cache.switch(forgotten_seq=0)
    assert known(cache, 1)
    cache.close()


def test_a_snapshot_is_switched_to_and_the_old_file_left_alone(tmp_path: Path) -> None:
    ensure_replica(tmp_path)
    cache = Cache(tmp_path, terminal_id="t")
    snapshot(tmp_path, "cache-2.db", 2, included=9)
    assert cache.switch(forgotten_seq=9)
    assert (cache.name, cache.snapshot_seq) == ("cache-2.db", 9)
    assert known(cache, 2)
    assert (tmp_path / "cache-1.db").exists()
    cache.close()
    remove_older(tmp_path)
    assert sorted(path.name for path in tmp_path.glob("cache-*.db")) == ["cache-2.db"]


def test_a_snapshot_that_lacks_what_was_dropped_is_refused(tmp_path: Path) -> None:
    snapshot(tmp_path, "cache-1.db", 1, included=5)
    cache = Cache(tmp_path, terminal_id="t")
    snapshot(tmp_path, "cache-2.db", 2, included=4)
    with pytest.raises(Damaged) as old:
        cache.switch(forgotten_seq=5)
    assert old.value.code == "replica_old"
    assert cache.name == "cache-1.db"
    assert known(cache, 1)
    cache.close()


def test_a_replica_that_was_given_up_is_taken_again_whatever_its_pages_brought(
    tmp_path: Path,
) -> None:
    snapshot(tmp_path, "cache-1.db", 1, included=0)
    cache = Cache(tmp_path, terminal_id="t")
    for _ in range(2):
        cache.give_up()
    assert not known(cache, 1)
    assert cache.switch(forgotten_seq=5)
    assert known(cache, 1)
    cache.close()


def test_the_till_cannot_write_its_replica(tmp_path: Path) -> None:
    ensure_replica(tmp_path)
    cache = Cache(tmp_path, terminal_id="t")
    with pytest.raises(Unavailable) as refused, cache.reading() as connection:
        connection.exec_driver_sql("DELETE FROM member")
    assert refused.value.code == "disk_read_only"
    cache.close()


@pytest.mark.parametrize(
    ("pragma", "code"),
    [("application_id=5", "replica_foreign"), ("user_version=99", "replica_schema")],
)
def test_what_is_no_replica_of_ours_is_refused(tmp_path: Path, pragma: str, code: str) -> None:
    ensure_replica(tmp_path)
    raw = sqlite3.connect(tmp_path / "cache-1.db")
    raw.execute(f"PRAGMA {pragma}")
    raw.close()
    with pytest.raises(Damaged) as found:
        Cache(tmp_path, terminal_id="t")
    assert found.value.code == code


def test_the_name_of_the_current_file_cannot_lead_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as absent:
        current_name(tmp_path)
    assert absent.value.code == "no_replica"
    (tmp_path / caching.CURRENT_NAME).write_text("cache-../../etc.db")
    with pytest.raises(Damaged) as found:
        current_name(tmp_path)
    assert found.value.code == "replica_name"


def test_an_empty_replica_is_made_once(tmp_path: Path) -> None:
    (tmp_path / "cache-1.db").write_bytes(b"left by a start that did not end")
    ensure_replica(tmp_path)
    fill(tmp_path / "cache-1.db", 1)
    ensure_replica(tmp_path)
    cache = Cache(tmp_path, terminal_id="t")
    assert known(cache, 1)
    cache.close()
