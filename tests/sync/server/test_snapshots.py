"""Snapshots: a ready replica file that says the same as the feed from its first page."""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zstandard

from pos_member.domain import canonical
from pos_member.domain.errors import Refused
from pos_member.storage.replica_writer import ReplicaWriter
from sync.protocol import limits, replica
from sync.protocol.pages import START
from sync.server import feed, sample, snapshots
from sync.server.database import ServerDatabase
from sync.server.house import House
from sync.server.snapshots import SnapshotShelf
from tests.sync.server import serving
from tests.sync.server.far_end import NOW_MS, Till

CHEAP = sample.PinCost(time=1, memory_kib=8)
TABLES = (
    "member", "member_code", "member_phone", "member_term", "goods", "goods_code", "staff",
    "program",
)  # fmt: skip
FIGURES = "SELECT no, principal, bonus, points, qualifying FROM figures ORDER BY no"


@pytest.fixture
def shop(database: ServerDatabase, house: House, till: Till) -> Till:
    with database.writing() as connection:
        sample.fill(connection, house, members=60, pin_cost=CHEAP)
    till.enrol("单晓雯", "13912345678")
    till.push()
    return till


@pytest.fixture
def shelf(shop: Till, tmp_path: Path) -> SnapshotShelf:
    return SnapshotShelf(shop.database, shop.house, tmp_path / "shelf")


def fetched(shelf: SnapshotShelf, offer: dict[str, Any], folder: Path) -> Path:
    """Fetch an offer in pieces, check it as a till does, and return the file."""
    packed, step = b"", offer["packed_bytes"] // 3 + 1
    while len(packed) < offer["packed_bytes"]:
        piece, size = shelf.read(offer["snapshot"], len(packed), len(packed) + step)
        assert size == offer["packed_bytes"]
        packed += piece
    assert hashlib.sha256(packed).hexdigest() == offer["packed_sha256"]
    plain = zstandard.ZstdDecompressor().decompress(packed)
    assert (len(plain), hashlib.sha256(plain).hexdigest()) == (
        offer["file_bytes"],
        offer["file_sha256"],
    )
    path = folder / "fetched.db"
    path.write_bytes(plain)
    return path


@pytest.fixture
def file(shelf: SnapshotShelf, shop: Till, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    offer = shelf.offer(shop.terminal_id, included=0, now_ms=NOW_MS)
    connection = sqlite3.connect(fetched(shelf, offer, tmp_path))
    yield connection
    connection.close()


def test_a_snapshot_is_what_the_feed_from_its_start_comes_to(
    file: sqlite3.Connection, shop: Till, tmp_path: Path
) -> None:
    by_pages = tmp_path / "cache-1.db"
    empty = sqlite3.connect(by_pages)
    empty.executescript(replica.TABLES + replica.INDEXES)
    empty.execute(f"PRAGMA application_id = {replica.APPLICATION_ID}")
    empty.execute(f"PRAGMA user_version = {replica.SCHEMA_VERSION}")
    empty.close()
    writer = ReplicaWriter(by_pages)
    cursor, more = START, True
    while more:
        with shop.database.snapshot_reading() as connection:
            page = feed.page(
                connection, terminal_id=shop.terminal_id, cursor=cursor, now_ms=NOW_MS,
                house=shop.house, rows_max=50,
            )  # fmt: skip
        writer.apply(page)
        cursor, more = page.cursor, page.more
    writer.close()
    other = sqlite3.connect(by_pages)
    for table in TABLES:
        order = f"SELECT * FROM {table} ORDER BY 1, 2"  # noqa: S608
        assert file.execute(order).fetchall() == other.execute(order).fetchall(), table
    assert file.execute(FIGURES).fetchall() == other.execute(FIGURES).fetchall()
    other.close()


def test_a_snapshot_is_whole_and_says_what_it_is(file: sqlite3.Connection, shop: Till) -> None:
    assert file.execute("PRAGMA application_id").fetchone() == (replica.APPLICATION_ID,)
    assert file.execute("PRAGMA user_version").fetchone() == (replica.SCHEMA_VERSION,)
    assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    notes = dict(file.execute("SELECT key, value FROM meta").fetchall())
    assert notes[replica.META_EPOCH] == shop.house.epoch
    assert canonical.load(notes[replica.META_INCLUDED]) == {shop.terminal_id: 1}
    indexes = {row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type='index'")}
    assert {"member_by_id", "member_term_by_no", "goods_code_by_sku"} <= indexes


def test_a_snapshot_is_searched_at_once(file: sqlite3.Connection) -> None:
    by_character = file.execute("SELECT rowid FROM name_fts WHERE name_fts MATCH '单'").fetchall()
    by_sound = file.execute("SELECT rowid FROM pinyin_fts WHERE pinyin_fts MATCH 'hanxiao'")
    assert (61,) in by_character
    assert (61,) in by_sound.fetchall()


def test_what_changes_after_a_snapshot_comes_by_pages(file: sqlite3.Connection, shop: Till) -> None:
    (cursor,) = file.execute("SELECT value FROM meta WHERE key = 'cursor'").fetchone()
    shop.enrol("后来的", "13700000000")
    shop.push()
    with shop.database.snapshot_reading() as connection:
        page = feed.page(
            connection, terminal_id=shop.terminal_id, cursor=cursor, now_ms=NOW_MS,
            house=shop.house,
        )  # fmt: skip
    assert [profile["name"] for profile in page.profiles] == ["后来的"]


def test_a_snapshot_is_made_once_while_it_is_fresh(shelf: SnapshotShelf, shop: Till) -> None:
    first = shelf.offer(shop.terminal_id, included=1, now_ms=NOW_MS)
    assert first["included_seq"] == 1
    assert shelf.offer("another", included=0, now_ms=NOW_MS)["snapshot"] == first["snapshot"]
    shop.enrol("后来的", "13700000000")
    shop.push()
    needed = shelf.offer(shop.terminal_id, included=2, now_ms=NOW_MS)
    assert (needed["included_seq"], needed["snapshot"] != first["snapshot"]) == (2, True)
    late = NOW_MS + snapshots.FRESH_MS + 1
    shop.enrol("更后来的", "13700000001")
    shop.push()
    assert shelf.offer(shop.terminal_id, included=0, now_ms=late)["included_seq"] == 3


def test_another_epoch_has_snapshots_of_its_own(
    shelf: SnapshotShelf, shop: Till, tmp_path: Path
) -> None:
    first = shelf.offer(shop.terminal_id, included=0, now_ms=NOW_MS)
    restored = SnapshotShelf(shop.database, replace(shop.house, epoch="x"), tmp_path / "shelf")
    assert restored.offer(shop.terminal_id, included=0, now_ms=NOW_MS) != first


def test_old_snapshots_leave_the_shelf(shelf: SnapshotShelf, shop: Till, tmp_path: Path) -> None:
    made = []
    for i in range(snapshots.KEPT + 2):
        shop.enrol(f"人{i}", f"1370000{i:04d}")
        shop.push()
        late = NOW_MS + i * (snapshots.FRESH_MS + 1)
        made.append(shelf.offer(shop.terminal_id, included=0, now_ms=late))
    assert len(list((tmp_path / "shelf").iterdir())) == 2 * snapshots.KEPT
    with pytest.raises(Refused) as refused:
        shelf.read(str(made[0]["snapshot"]), 0, 10)
    assert refused.value.code == "snapshot_gone"
    assert shelf.read(str(made[-1]["snapshot"]), 0, 10)[0]


@pytest.mark.parametrize("snapshot_id", ["", "../server", "nobody", "a/b", "x.json"])
def test_an_id_is_no_path(shelf: SnapshotShelf, snapshot_id: str) -> None:
    with pytest.raises(Refused) as refused:
        shelf.read(snapshot_id, 0, 10)
    assert refused.value.code == "snapshot_gone"


def test_a_download_over_http_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with serving.listening(tmp_path / "server") as (shop, url, _):
        with shop.database.writing() as connection:
            sample.fill(connection, shop.house, members=30, pin_cost=CHEAP)
        call = serving.caller(shop, url)
        offer: Any = canonical.load(call.call("GET", "/v1/sync/snapshot?included=0").content)
        target, size = f"/v1/sync/snapshot/{offer['snapshot']}", offer["packed_bytes"]
        half = size // 2
        first = call.call("GET", target, Range=f"bytes=0-{half - 1}")
        rest = call.call("GET", target, Range=f"bytes={half}-{size + 1000}")
        assert (first.status_code, rest.status_code) == (206, 206)
        assert rest.headers["Content-Range"] == f"bytes {half}-{size - 1}/{size}"
        packed = first.content + rest.content
        assert hashlib.sha256(packed).hexdigest() == offer["packed_sha256"]
        for wrong in ("", "bytes=", "bytes=5", "bytes=a-b", "bytes=-5", "bytes=0-1,3-4",
                      f"bytes={size}-{size + 5}", "bytes=9-3"):  # fmt: skip
            assert call.refusal("GET", target, Range=wrong) == (416, "range")
        gone = call.refusal("GET", "/v1/sync/snapshot/0000", Range="bytes=0-9")
        assert gone == (404, "snapshot_gone")
        assert call.refusal("GET", "/v1/sync/snapshot?included=x") == (400, "query")
        assert offer["packed_bytes"] < limits.REPLY_BYTES_MAX
