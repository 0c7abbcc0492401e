"""``pos-member server`` says where it listens, answers, and ends when told to."""

import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from pos_member.cli import main


@pytest.mark.process
def test_a_server_announces_itself_answers_and_ends_in_order(tmp_path: Path) -> None:
    arguments = ["--data", str(tmp_path), "--port", "0", "--codes", "2", "--sample", "20"]
    with subprocess.Popen(
        [sys.executable, "-m", "pos_member", "server", "--announce", *arguments],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        with urllib.request.urlopen(f"{ready['url']}/openapi.json", timeout=20) as answer:  # noqa: S310
            assert json.load(answer)["openapi"].startswith("3.")
        process.terminate()
        assert process.wait(30) == 0
    assert len(set(ready["codes"])) == 2
    listed = json.loads(Path(ready["sample"]).read_text(encoding="utf-8"))
    assert len(listed["members"]) > 0
    assert {person["role"] for person in listed["staff"]} == {"cashier", "manager"}


def test_a_taken_port_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["server", "--data", str(tmp_path), "--port", port]) == 1
    assert "port_taken" in capsys.readouterr().err
