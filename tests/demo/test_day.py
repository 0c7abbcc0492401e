"""``pos-member demo`` plays by itself only where nobody could look at a window."""

import argparse
from pathlib import Path

import pytest

from pos_member.demo import day
from pos_member.demo.shop import out_folder


def options(**given: object) -> argparse.Namespace:
    usual: dict[str, object] = {"script": False, "out": None, "kills": None}
    return argparse.Namespace(**(usual | given))


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_screen_is_known_by_the_system_it_is_on(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not day._has_display()
    monkeypatch.setenv(name, ":1")
    assert day._has_display()


def test_what_is_left_goes_where_it_was_asked_for(tmp_path: Path) -> None:
    wanted = tmp_path / "new" / "out"
    assert out_folder(str(wanted)) == wanted
    assert wanted.is_dir()


def test_without_a_wish_it_goes_to_a_fresh_folder() -> None:
    one, other = out_folder(None), out_folder(None)
    assert one != other
    one.rmdir()
    other.rmdir()
