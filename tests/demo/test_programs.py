"""The product's programs are started as processes; one that does not come up says so at once."""

import socket
import sys
from pathlib import Path

import pytest

from pos_member.demo.programs import NotReady, ServerProgram, TillProgram, command

pytestmark = pytest.mark.process


def test_a_bundle_starts_itself_and_a_checkout_starts_its_python(monkeypatch) -> None:
    assert command("till") == [sys.executable, "-m", "pos_member", "till"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command("till") == [sys.executable, "till"]


def test_a_server_is_ready_when_it_listens_and_ends_when_asked(tmp_path: Path) -> None:
    server = ServerProgram.start(tmp_path, "--port", "0", "--codes", "1")
    socket.create_connection(("127.0.0.1", server.ready["port"]), 10).close()
    assert len(server.ready["codes"]) == 1
    server.stop()
    server.stop()
    assert server.process.returncode == 0


def test_a_server_without_a_port_says_where_to_look(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(NotReady, match=r"status 1.*server\.log"):
            ServerProgram.start(tmp_path, "--port", port)


def test_a_till_that_is_refused_is_not_waited_for(tmp_path: Path) -> None:
    till = TillProgram("01", tmp_path, (), {"QT_QPA_PLATFORM": "offscreen"})
    try:
        with pytest.raises(NotReady, match="no window"):
            till.start()
        with pytest.raises(NotReady, match="not running"):
            till.do("state")
    finally:
        till.stop()
        till._door.close()
