"""What Core believes of the replica's tables is what the protocol makes."""

import sqlite3
from pathlib import Path

from pos_member.storage import replica_tables
from pos_member.storage.cache import ensure_replica
from tests.support.columns import columns_in, columns_of


def test_the_replicas_tables_are_as_core_believes(tmp_path: Path) -> None:
    ensure_replica(tmp_path)
    raw = sqlite3.connect(tmp_path / "cache-1.db")
    known = replica_tables.metadata
    assert columns_of(known) == columns_in(raw, known)
    named = {row[0] for row in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert {name for name in named if "_fts" not in name} == set(known.tables)
    raw.close()
