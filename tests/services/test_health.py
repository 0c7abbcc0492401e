"""Room on the disk is asked for before money is; the ballast is there for the last sale."""

import os
from pathlib import Path

import pytest

from pos_member.domain.errors import Unavailable
from pos_member.services import health


def test_a_healthy_disk_sells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "BALLAST_BYTES", 2 * 1024 * 1024)
    assert health.disk_state(tmp_path).code == "disk_low"
    assert health.lay_ballast(tmp_path)
    state = health.disk_state(tmp_path)
    assert (state.code, state.ballast, state.may_sell) == ("", True, True)
    health.require_room(tmp_path)


def test_the_ballast_is_given_up_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "BALLAST_BYTES", 1024 * 1024)
    assert health.lay_ballast(tmp_path)
    assert health.lay_ballast(tmp_path)
    assert (tmp_path / health.BALLAST_NAME).stat().st_size == 1024 * 1024
    assert health.drop_ballast(tmp_path)
    assert not health.drop_ballast(tmp_path)
    assert health.disk_state(tmp_path).code == "disk_low"


def test_a_full_disk_starts_no_sale_and_gets_no_ballast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 1 << 62)
    assert not health.lay_ballast(tmp_path)
    state = health.disk_state(tmp_path)
    assert (state.code, state.may_sell) == ("disk_full", False)
    with pytest.raises(Unavailable) as full:
        health.require_room(tmp_path)
    assert full.value.code == "disk_full"


def test_a_ballast_that_cannot_be_written_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "BALLAST_NAME", "absent/ballast")
    assert not health.lay_ballast(tmp_path)


def test_a_read_only_folder_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write anywhere, so the system's answer is given in its place.
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(Unavailable) as refused:
        health.require_room(tmp_path)
    assert refused.value.code == "disk_read_only"


def test_the_last_sale_gets_the_room_of_the_ballast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "BALLAST_BYTES", 1024 * 1024)

    def write() -> str:
        if (tmp_path / health.BALLAST_NAME).exists():
            raise Unavailable("disk_full")
        return "written"

    health.lay_ballast(tmp_path)
    assert health.with_last_room(tmp_path, write) == "written"


@pytest.mark.parametrize("code", ["disk_full", "disk_error"])
def test_without_ballast_or_for_another_reason_it_fails(tmp_path: Path, code: str) -> None:
    def write() -> str:
        raise Unavailable(code)

    with pytest.raises(Unavailable, match=code):
        health.with_last_room(tmp_path, write)
