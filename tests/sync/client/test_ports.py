"""What the step machine is handed: the real readers fit the ports, and keys stay unseen."""

from pathlib import Path

from sync.client.ports import JournalPlace, JournalReader, Replica, ReplicaPlace
from sync.client.replica_files import ReplicaFolder
from sync.protocol.pages import START


def test_a_folder_of_replicas_is_a_replica_and_starts_without_one(tmp_path: Path) -> None:
    folder: Replica = ReplicaFolder(tmp_path, terminal_id="t")
    assert folder.place() is None


def test_places_compare_by_how_far_they_go() -> None:
    here = JournalPlace(1, head_seq=5, acked_seq=4, acked_hash="00" * 32, grant_ver=2)
    assert here == JournalPlace(1, 5, 4, "00" * 32, 2, forgotten_seq=0)
    assert ReplicaPlace("cache-1.db", "e", START) != ReplicaPlace("cache-2.db", "e", START)


def test_the_port_of_the_journal_offers_nothing_that_writes() -> None:
    offered = {name for name in vars(JournalReader) if not name.startswith("_")}
    assert offered == {"place", "entries_after", "hash_at"}
