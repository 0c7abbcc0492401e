"""A command finds out for itself whether it was given a till's data or a server's."""

from pathlib import Path

import pytest

from pos_member.cli.places import books, database_at, holds_books, is_server
from pos_member.domain.errors import Damaged
from tests.support.counter import Counter


def test_a_tills_folder_is_no_servers(tmp_path: Path) -> None:
    Counter(tmp_path).till.close()
    assert not is_server(tmp_path)
    assert database_at(str(tmp_path)) == tmp_path / "journal.db"
    assert not holds_books(tmp_path / "journal.db")


def test_a_servers_folder_has_its_keys(tmp_path: Path) -> None:
    (tmp_path / "server.json").touch()
    with books(tmp_path / "server.db") as database:
        database.migrate()
    assert is_server(tmp_path)
    assert database_at(str(tmp_path)) == tmp_path / "server.db"
    assert holds_books(database_at(str(tmp_path / "server.db")))


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="no_journal"):
        database_at(str(tmp_path))
