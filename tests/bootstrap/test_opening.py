"""Opening a till: its journal is made, claimed and kept; another till's is not touched."""

from dataclasses import replace
from pathlib import Path

import pytest

from pos_member.bootstrap.opening import open_till
from pos_member.domain.errors import Damaged, Refused
from tests.support.counter import identity


def test_a_new_folder_becomes_a_till_and_stays_one(tmp_path: Path) -> None:
    for _ in range(2):
        till = open_till(tmp_path, identity())
        assert till.identity.register == "A1"
        till.close()
    assert (tmp_path / "journal.db").exists()


def test_another_till_s_journal_is_refused(tmp_path: Path) -> None:
    open_till(tmp_path, identity()).close()
    other = replace(identity(), terminal_id="00000000-0000-7000-8000-0000000000a2")
    with pytest.raises(Refused, match="journal_foreign"):
        open_till(tmp_path, other)


def test_what_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"not a database at all" * 400)
    with pytest.raises(Damaged, match="file_corrupt"):
        open_till(tmp_path, identity())
    assert path.read_bytes() == b"not a database at all" * 400
