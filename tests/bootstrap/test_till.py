"""The till's own process: what keeps it from opening is said in one line, before any window."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_member.bootstrap import till
from pos_member.services.identity import write_identity
from pos_member.services.settings import Settings
from tests.support.counter import identity
from ui.actions import Events


def start(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pos_member", "till", "--data", str(folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


@pytest.mark.process
def test_a_till_that_is_none_yet_says_so(tmp_path: Path) -> None:
    ended = start(tmp_path)
    assert ended.returncode == 1
    assert "not_enrolled" in ended.stderr


@pytest.mark.process
def test_an_enrolment_without_a_server_keeps_no_identity(tmp_path: Path) -> None:
    code = "AAAAA-AAAAA-AAAAAAAA"
    ended = start(tmp_path, "--server", "http://127.0.0.1:9", "--enrol", code)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert not (tmp_path / "identity.json").exists()


@pytest.mark.process
def test_a_damaged_identity_is_kept_and_told(tmp_path: Path) -> None:
    (tmp_path / "identity.json").write_text("{", encoding="utf-8")
    ended = start(tmp_path)
    assert ended.returncode == 2
    assert "identity_damaged" in ended.stderr
    assert (tmp_path / "identity.json").read_text(encoding="utf-8") == "{"


def test_what_is_given_at_the_start_goes_over_the_settings() -> None:
    given = argparse.Namespace(scanner="/dev/ttyS9", printer=None, language="en", theme="dark")
    found = till._with_options(Settings(printer="tcp:a:9"), given)
    assert found == Settings(scanner="/dev/ttyS9", printer="tcp:a:9", language="en", look="dark")


def test_a_bundled_till_starts_its_children_by_its_own_name(monkeypatch) -> None:
    assert till.own_command("sync")[1:] == ["-m", "pos_member", "sync"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert till.own_command("sync") == [sys.executable, "sync"]


def test_an_enrolled_till_needs_no_server_to_know_who_it_is(tmp_path: Path) -> None:
    write_identity(tmp_path, identity())
    assert (
        till._identity(tmp_path, argparse.Namespace(server=None, enrol=None, anew=False))
        == identity()
    )


def test_unclear_scale_labels_are_said_at_the_start_and_none_is_read(qtbot: QtBot) -> None:
    events = Events()
    clash = Settings(scale_labels="22IIIIIPPPPPC 22IIIIIWWWWWC")
    with qtbot.waitSignal(events.warned) as warned:
        assert till.labels_of(clash, events) == ()
    assert warned.args is not None and warned.args[0] == "label_patterns_clash"
    clear = Settings(scale_labels="22IIIIIPPPPPC 23IIIIIWWWWWC")
    assert [one.text for one in till.labels_of(clear, events)] == ["22IIIIIPPPPPC", "23IIIIIWWWWWC"]
