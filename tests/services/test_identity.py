"""The identity is kept for its owner alone, and a damaged one is never taken for none."""

from pathlib import Path

import pytest

from pos_member.domain.errors import Damaged, Unavailable
from pos_member.services.identity import FILE_NAME, read_identity, write_identity
from tests.support.counter import identity


def test_an_identity_comes_back_as_written_for_its_owner_alone(tmp_path: Path) -> None:
    assert read_identity(tmp_path) is None
    write_identity(tmp_path, identity())
    assert read_identity(tmp_path) == identity()
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE_NAME]


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b"\xff", b'{"terminal_id": 5}'])
def test_a_damaged_identity_says_so(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(damage)
    with pytest.raises(Damaged) as found:
        read_identity(tmp_path)
    assert found.value.code == "identity_damaged"


def test_a_key_of_another_length_is_damage(tmp_path: Path) -> None:
    write_identity(tmp_path, identity())
    text = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    spoiled = text.replace(identity().field_key.hex(), "00")
    (tmp_path / FILE_NAME).write_text(spoiled, encoding="utf-8")
    with pytest.raises(Damaged):
        read_identity(tmp_path)


def test_what_cannot_be_opened_is_not_damage(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(Unavailable) as refused:
        read_identity(tmp_path)
    assert refused.value.code == "file_cannot_open"


def test_keys_never_show_in_a_log_line() -> None:
    shown = repr(identity())
    assert identity().field_key.hex() not in shown
    assert "device_seed" not in shown
