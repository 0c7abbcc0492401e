"""A damaged settings file never stops a sale: the last good one is used, and somebody is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from pos_member.services.settings import (
    FILE_NAME,
    GOOD_NAME,
    Loaded,
    Settings,
    changed,
    load_settings,
    save_settings,
)

OURS = replace(Settings(), language="en", printer="tcp:10.0.0.9:9100", paper_mm=58)


def test_settings_come_back_as_saved(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Loaded(Settings())
    save_settings(tmp_path, OURS)
    assert load_settings(tmp_path) == Loaded(OURS)


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"paper_mm": 70}', b'{"touch": "yes"}', b"\xff\xfe", b"null"]
)
def test_a_damaged_file_gives_the_last_good_settings(tmp_path: Path, damage: bytes) -> None:
    save_settings(tmp_path, OURS)
    (tmp_path / FILE_NAME).write_bytes(damage)
    assert load_settings(tmp_path) == Loaded(OURS, "settings_damaged")
    (tmp_path / GOOD_NAME).write_bytes(damage)
    assert load_settings(tmp_path) == Loaded(Settings(), "settings_lost")


def test_a_lost_file_is_told_from_a_first_start(tmp_path: Path) -> None:
    save_settings(tmp_path, OURS)
    (tmp_path / FILE_NAME).unlink()
    assert load_settings(tmp_path) == Loaded(OURS, "settings_damaged")


def test_what_a_newer_program_wrote_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"language": "en", "hologram": true}')
    assert load_settings(tmp_path).settings.language == "en"


def test_one_value_is_changed_from_its_text() -> None:
    assert changed(OURS, "touch", "false").touch is False
    assert changed(OURS, "lock_after_s", "60").lock_after_s == 60
    assert changed(OURS, "look", "dark").look == "dark"


@pytest.mark.parametrize(
    ("name", "value"),
    [("look", "pink"), ("touch", "maybe"), ("lock_after_s", "x"), ("lock_after_s", "-1"),
     ("none", "1"), ("paper_mm", "70"), ("printer", "x" * 301), ("cash_tolerance_minor", "-1")],
)  # fmt: skip
def test_what_is_not_allowed_is_refused(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        changed(OURS, name, value)
    with pytest.raises(ValueError, match="look"):
        save_settings(tmp_path, replace(OURS, look="pink"))
    assert not (tmp_path / FILE_NAME).exists()
