"""A new journal for each test of the storage."""

from pathlib import Path

import pytest

from pos_member.storage.database import Database
from pos_member.storage.migrations.upgrade import upgrade


@pytest.fixture
def journal(tmp_path: Path):
    """Return an open journal of the newest schema."""
    upgrade(tmp_path / "journal.db", now_ms=1)
    made = Database(tmp_path / "journal.db", flush=False)
    yield made
    made.close()


@pytest.fixture
def connection(journal: Database):
    """Return a connection that may write."""
    with journal.writing() as made:
        yield made
