"""A manager's tasks on the server's own machine: what they do, and what they print."""

import json
from pathlib import Path

import pytest

from pos_member.cli import main


def told(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> dict[str, object]:
    """Run a task that succeeds, and return what it prints."""
    assert main(["server", "--data", str(folder), *words]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_restored_server_says_whom_it_awaits(tmp_path: Path, capsys) -> None:
    assert told(capsys, tmp_path, "recovery") == {
        "recovering": False,
        "tills": [],
        "suspense": [],
        "unnamed": 0,
    }
    assert told(capsys, tmp_path, "restored")["recovering"] is False
    assert told(capsys, tmp_path, "end-recovery") == {"absent": []}


def test_an_unknown_task_is_bad_usage(tmp_path: Path, capsys) -> None:
    assert main(["server", "--data", str(tmp_path), "dance"]) == 2
    assert "server_task" in capsys.readouterr().err
    assert not (tmp_path / "server.db").exists()
