"""The server's secrets: drawn once, readable by their owner alone, and never guessed again."""

import random
import stat
from pathlib import Path

import pytest

from pos_member.domain.errors import Damaged
from sync.server import house_file
from sync.server.database import ServerDatabase
from tests.sync.server.far_end import NOW_MS, STORE


def drawn(seed: int) -> house_file.RandomBytes:
    return random.Random(seed).randbytes


def test_the_first_start_draws_what_later_starts_find(tmp_path: Path) -> None:
    first = house_file.load_or_make(tmp_path / "server", STORE, drawn(1))
    again = house_file.load_or_make(tmp_path / "server", STORE, drawn(2))
    assert again == first
    assert house_file.load_or_make(tmp_path / "other", STORE, drawn(2)) != first


@pytest.mark.parametrize("name", [house_file.FILE_NAME, house_file.ADMIN_TOKEN_FILE])
def test_secrets_are_their_owners_alone(tmp_path: Path, name: str) -> None:
    house_file.load_or_make(tmp_path, STORE, drawn(1))
    house_file.admin_token(tmp_path, drawn(1))
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"store":{"id":"x"}}'])
def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / house_file.FILE_NAME
    path.write_text(text)
    with pytest.raises(Damaged) as refused:
        house_file.load_or_make(tmp_path, STORE, drawn(1))
    assert refused.value.code == "server_file"
    assert path.read_text() == text


def test_secrets_do_not_show_in_a_trace(tmp_path: Path) -> None:
    secrets = house_file.load_or_make(tmp_path, STORE, drawn(1))
    assert secrets.field_key.hex() not in repr(secrets)
    assert repr(secrets.field_key) not in repr(secrets)


def test_the_token_stays(tmp_path: Path) -> None:
    token = house_file.admin_token(tmp_path, drawn(1))
    assert len(token) == 48
    assert house_file.admin_token(tmp_path, drawn(2)) == token


def test_the_epoch_belongs_to_the_database(database: ServerDatabase, tmp_path: Path) -> None:
    secrets = house_file.load_or_make(tmp_path, STORE, drawn(1))
    first = house_file.open_house(database, secrets, now_ms=NOW_MS, random_bytes=drawn(2))
    again = house_file.open_house(database, secrets, now_ms=NOW_MS, random_bytes=drawn(3))
    assert first.epoch == again.epoch
    fresh = ServerDatabase("sqlite://")
    fresh.migrate()
    other = house_file.open_house(fresh, secrets, now_ms=NOW_MS, random_bytes=drawn(3))
    assert other.epoch != first.epoch
    assert other.key.public == first.key.public
    fresh.dispose()
