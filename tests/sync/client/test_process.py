"""The sync process: the window's lines in, real sockets out, and an end when the window is gone."""

import json
import os
import queue
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.ledger import Kind
from pos_member.services.identity import Identity, write_identity
from sync.client import process
from sync.client.events import JournalGrew, SyncNow, Wanted
from sync.client.process import read_line
from sync.protocol.messages import Want
from tests.sync.client.conftest import EPOCH, FIELD_KEY, TERMINAL, Bench

WAIT_S = 20


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def identity(bench: Bench) -> Identity:
    found = Identity(
        terminal_id=TERMINAL,
        store_id="store",
        store_name="店",
        register="1",
        server_url=f"http://127.0.0.1:{closed_port()}",
        server_public=bench.server.public,
        server_epoch=EPOCH,
        device_seed=bytes([1] * 32),
        phone_index_key=bytes(32),
        field_key=FIELD_KEY,
        member_code_keys={1: bytes(32)},
        zone="Asia/Shanghai",
        currency="CNY",
    )
    write_identity(bench.folder, found)
    return found


class Running:
    """The process's loop in a thread, with the window's ends of its pipe."""

    def __init__(self, folder: Path) -> None:
        there, self._to = os.pipe()
        self._from, back = os.pipe()
        self.lines_in, self.lines_out = os.fdopen(there, "rb"), os.fdopen(back, "wb")
        self.says = os.fdopen(self._to, "wb")
        self.hears = os.fdopen(self._from, "rb")
        self.thread = threading.Thread(
            target=process.run, args=(folder, self.lines_in, self.lines_out)
        )
        self.thread.start()
        self._heard: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()

    def _listen(self) -> None:
        for line in self.hears:
            self._heard.put(line)

    def say(self, **message: object) -> None:
        self.says.write(json.dumps(message).encode() + b"\n")
        self.says.flush()

    def hear_any(self) -> dict[str, object]:
        return dict(json.loads(self._heard.get(timeout=WAIT_S)))

    def hear(self, kind: str) -> dict[str, object]:
        while (message := self.hear_any())["type"] != kind:
            pass
        return message

    def close(self) -> None:
        self.thread.join(WAIT_S)
        assert not self.thread.is_alive()
        for file in (self.says, self.lines_in, self.lines_out):
            file.close()
        self._ear.join(WAIT_S)
        self.hears.close()


def test_without_a_server_it_says_offline_and_refuses_wishes_at_once(bench, identity):
    bench.sell(2)
    running = Running(bench.folder)
    while (state := running.hear("state"))["since_ms"] == 0:
        pass
    assert (state["online"], state["queued"]) == (False, 2)
    running.say(type="want", lease="lease-1", member="member-1", kind="principal", amount=0)
    assert running.hear("grants")["refused"] == [["lease-1", "offline"]]
    running.say(type="stop")
    running.close()


def test_it_ends_when_the_window_is_gone(bench, identity):
    running = Running(bench.folder)
    running.hear("state")
    running.says.close()
    running.close()


def test_a_line_that_means_nothing_is_passed_over(bench, identity):
    running = Running(bench.folder)
    running.says.write(b"nonsense\n")
    running.says.flush()
    running.say(type="sync_now")
    running.say(type="stop")
    running.close()


@pytest.mark.process
def test_a_real_process_dies_with_its_window(bench, identity):
    code = (
        "import sys; from pathlib import Path; from sync.client.process import run;"
        "run(Path(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(bench.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert json.loads(child.stdout.readline())["type"] == "state"
    child.stdin.close()
    assert child.wait(WAIT_S) == 0
    child.stdout.close()


def test_a_folder_that_was_never_enrolled_is_refused(tmp_path):
    with pytest.raises(Refused, match="not_enrolled"):
        process.run(tmp_path, None, None)


def test_an_address_that_may_not_be_used_is_refused(bench, identity):
    write_identity(bench.folder, replace(identity, server_url="http://shop.example"))
    with pytest.raises(Refused, match="plain_http"):
        process.run(bench.folder, None, None)


def test_the_windows_lines_become_events():
    assert read_line(b'{"type":"grew","head":7}') == JournalGrew(7)
    assert read_line(b'{"type":"sync_now"}') == SyncNow()
    assert read_line(b'{"type":"stop"}') is None
    line = b'{"type":"want","lease":"l","member":"m","kind":"points","amount":5}'
    assert read_line(line) == Wanted(Want("l", "m", Kind.POINTS, 5))


@pytest.mark.parametrize("line", [b"", b"[]", b'{"type":"dance"}', b'{"type":"grew"}', b"\xff"])
def test_what_is_no_line_of_the_window_is_damaged(line):
    with pytest.raises(Damaged):
        read_line(line)
