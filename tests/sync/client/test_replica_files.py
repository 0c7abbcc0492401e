"""A snapshot becomes the replica only when it is what was offered, and new enough."""

import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from pos_member.domain.errors import Damaged, Unavailable
from pos_member.storage.cache import Cache, ensure_replica
from sync.client.ports import SnapshotOffer
from sync.client.replica_files import ReplicaFolder
from sync.protocol import replica
from sync.protocol.pages import FigureRow, Page
from sync.server.database import ServerDatabase
from sync.server.snapshots import SnapshotShelf
from tests.sync.server import far_end


@pytest.fixture
def made(tmp_path: Path) -> tuple[SnapshotOffer, bytes]:
    """Return the offer of a real server's snapshot, and its bytes."""
    house = far_end.house()
    database = ServerDatabase(f"sqlite:///{tmp_path}/server.db")
    database.migrate()
    till = far_end.Till(database, house).register_here()
    till.top_up(till.enrol(), 10_000)
    till.push()
    shelf = SnapshotShelf(database, house, tmp_path / "shelf")
    said = shelf.offer(till.terminal_id, included=0, now_ms=far_end.NOW_MS)
    packed, _ = shelf.read(str(said["snapshot"]), 0, 1 << 30)
    database.dispose()
    offer = SnapshotOffer(
        snapshot_id=str(said["snapshot"]),
        packed_bytes=len(packed),
        packed_sha256=str(said["packed_sha256"]),
        file_bytes=int(str(said["file_bytes"])),
        file_sha256=str(said["file_sha256"]),
        server_epoch=house.epoch,
        schema_version=replica.SCHEMA_VERSION,
        included_seq=int(str(said["included_seq"])),
    )
    assert offer.included_seq == 2
    return offer, packed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "till"
    found.mkdir()
    ensure_replica(found)
    return found


TERMINAL = far_end.Till(None, far_end.house()).terminal_id  # type: ignore[arg-type]


def opened(folder: Path) -> ReplicaFolder:
    return ReplicaFolder(folder, terminal_id=TERMINAL)


def test_a_snapshot_that_came_in_pieces_across_a_restart_is_adopted(folder, made):
    offer, packed = made
    first = opened(folder)
    assert first.part_bytes(offer) == 0
    first.add_part(offer, packed[:1_000])
    first.close()
    files = opened(folder)
    assert files.part_bytes(offer) == 1_000
    files.add_part(offer, packed[1_000:])
    files.adopt(offer, 2)
    place = files.place()
    assert place is not None
    assert (place.file, place.server_epoch) == ("cache-2.db", offer.server_epoch)
    assert files.sums() == {
        "members": 1,
        "principal": 10_000,
        "bonus": 0,
        "points": 0,
        "coupons": 0,
    }
    assert not list(folder.glob("*.part"))
    files.close()
    cache = Cache(folder, terminal_id=TERMINAL)
    assert (cache.name, cache.snapshot_seq) == ("cache-2.db", 2)
    cache.close()


def test_what_is_thrown_away_is_gone_from_the_disk(folder, made):
    offer, packed = made
    files = opened(folder)
    files.erase()
    assert files.place().file == "cache-1.db", "an empty one holds nothing"
    files.add_part(offer, packed)
    files.adopt(offer, 0)
    files.add_part(replace(offer, snapshot_id="next"), packed)
    files.erase()
    place = files.place()
    assert (place.file, place.server_epoch, place.cursor) == ("cache-3.db", "", "0.0")
    assert {path.name for path in folder.glob("cache-*.db")} == {"cache-3.db"}
    assert not list(folder.glob("*.part"))
    files.close()
    cache = Cache(folder, terminal_id=TERMINAL)
    assert cache.name == "cache-3.db"
    cache.give_up()
    assert cache.name == ""
    assert cache.switch(forgotten_seq=0)
    cache.close()


def test_before_there_is_a_replica_there_is_nothing_to_throw_away(tmp_path):
    files = opened(tmp_path)
    files.erase()
    assert files.place() is None


def test_pages_go_on_from_an_adopted_snapshot(folder, made):
    offer, packed = made
    files = opened(folder)
    files.add_part(offer, packed)
    files.adopt(offer, 0)
    page = Page(offer.server_epoch, 1, "0.99", more=False, figures=(FigureRow(1, 7, 0, 0, 0, 3),))
    files.apply(page)
    assert files.sums()["principal"] == 7
    files.close()
    again = opened(folder)
    place = again.place()
    assert place is not None and place.cursor == "0.99"
    again.close()


def refused(folder: Path, offer: SnapshotOffer, packed: bytes, forgotten: int = 0) -> str:
    """Return why a snapshot is refused; the current replica must stay, and no debris."""
    files = opened(folder)
    files.add_part(offer, packed)
    with pytest.raises(Damaged) as why:
        files.adopt(offer, forgotten)
    place = files.place()
    assert place is not None and place.file == "cache-1.db"
    files.apply(Page("epoch", 1, "0.1", more=False))
    files.close()
    assert sorted(path.name for path in folder.glob("*.part")) == []
    assert not (folder / "cache-2.db").exists()
    return why.value.code


def test_one_that_is_older_than_a_dropped_effect_is_refused(folder, made):
    offer, packed = made
    assert refused(folder, offer, packed, forgotten=3) == "snapshot_older"


def test_one_with_a_flipped_byte_is_refused(folder, made):
    offer, packed = made
    flipped = packed[:500] + bytes([packed[500] ^ 1]) + packed[501:]
    assert refused(folder, offer, flipped) == "snapshot_altered"


def packed_offer(offer: SnapshotOffer, packed: bytes, **changes: object) -> SnapshotOffer:
    """Return an offer whose packed hash is right, so that what is inside is looked at."""
    found = hashlib.sha256(packed).hexdigest()
    return replace(offer, packed_sha256=found, packed_bytes=len(packed), **changes)


def test_one_that_does_not_unpack_is_refused(folder, made):
    offer, _ = made
    assert refused(folder, packed_offer(offer, b"junk" * 99), b"junk" * 99) == "snapshot_altered"


def test_one_that_unpacks_to_more_than_was_offered_is_refused(folder, made):
    offer, _ = made
    bomb = zstandard.ZstdCompressor().compress(bytes(50_000_000))
    assert refused(folder, packed_offer(offer, bomb), bomb) == "snapshot_altered"


def test_one_that_unpacks_to_less_is_refused(folder, made):
    offer, packed = made
    longer = replace(offer, file_bytes=offer.file_bytes + 1)
    assert refused(folder, longer, packed) == "snapshot_altered"


def altered(
    offer: SnapshotOffer, packed: bytes, folder: Path, *statements: str
) -> tuple[SnapshotOffer, bytes]:
    """Return a snapshot that an honest but mistaken server would make, with matching hashes."""
    path = folder / "altered.db"
    path.write_bytes(zstandard.ZstdDecompressor().decompress(packed, max_output_size=1 << 28))
    raw = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        raw.execute(statement)
    raw.close()
    plain = path.read_bytes()
    path.unlink()
    again = zstandard.ZstdCompressor().compress(plain)
    sha256 = hashlib.sha256(plain).hexdigest()
    return packed_offer(offer, again, file_bytes=len(plain), file_sha256=sha256), again


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("PRAGMA application_id = 7", "replica_foreign"),
        ("PRAGMA user_version = 99", "replica_schema"),
        ("UPDATE meta SET value = 'other' WHERE key = 'server_epoch'", "snapshot_altered"),
    ],
)
def test_one_that_is_not_what_a_till_reads_is_refused(folder, made, statement, why):
    offer, packed = altered(*made, folder, statement)
    assert refused(folder, offer, packed) == why


def test_one_with_a_broken_page_is_refused(folder, made):
    offer, packed = made
    plain = bytearray(zstandard.ZstdDecompressor().decompress(packed, max_output_size=1 << 28))
    for page in range(3, 30):
        plain[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    again = zstandard.ZstdCompressor().compress(bytes(plain))
    sha256 = hashlib.sha256(plain).hexdigest()
    wrong = packed_offer(offer, again, file_bytes=len(plain), file_sha256=sha256)
    assert refused(folder, wrong, again) == "file_corrupt"


def test_the_beginning_of_another_snapshot_is_thrown_away(folder, made):
    offer, packed = made
    files = opened(folder)
    files.add_part(replace(offer, snapshot_id="older"), b"abc")
    files.add_part(offer, packed)
    assert [path.name for path in folder.glob("*.part")] == [f"snapshot-{offer.snapshot_id}.part"]
    files.close()


def test_a_disk_that_takes_no_piece_is_said(folder, made):
    offer, packed = made
    files = opened(folder)
    (folder / f"snapshot-{offer.snapshot_id}.part").mkdir()
    with pytest.raises(Unavailable, match="disk_error"):
        files.add_part(offer, packed)
    files.close()


def test_a_folder_without_a_replica_has_no_place(tmp_path):
    files = opened(tmp_path)
    assert files.place() is None
    files.close()
