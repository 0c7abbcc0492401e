"""The window's side of the sync process, with real children that speak, fall silent and die."""

import queue
import sys
import threading
from collections.abc import Iterator

import pytest

from sync.client.link import SyncLink

pytestmark = pytest.mark.process

ECHO = """
import sys
print('{"type":"hello"}', flush=True)
for line in sys.stdin:
    if '"stop"' in line:
        break
    print(line, end='', flush=True)
"""
DEAF = """
import signal, sys, time
print('{"type":"hello"}', flush=True)
while True:
    time.sleep(60)
"""
NOISE = """
print('half a li', flush=True)
print('[1]', flush=True)
print('{"type":"hello"}', flush=True)
"""
WAIT_S = 20


def soon(_: int) -> int:
    """Draw the shortest pause."""
    return 0


class Window:
    """What the link told."""

    def __init__(self, code: str) -> None:
        self.heard: queue.Queue[dict[str, object]] = queue.Queue()
        self.down = threading.Semaphore(0)
        self.link = SyncLink(
            [sys.executable, "-c", code], self.heard.put, on_down=self.down.release, chance=soon
        )
        self.link.start()

    def hear(self) -> dict[str, object]:
        return self.heard.get(timeout=WAIT_S)


@pytest.fixture
def windows() -> Iterator[list[Window]]:
    made: list[Window] = []
    yield made
    for window in made:
        window.link.stop()


def opened(windows: list[Window], code: str) -> Window:
    window = Window(code)
    windows.append(window)
    return window


def test_messages_go_both_ways(windows):
    window = opened(windows, ECHO)
    assert window.hear() == {"type": "hello"}
    assert window.link.send({"type": "grew", "head": 3, "name": "王"})
    assert window.hear() == {"type": "grew", "head": 3, "name": "王"}


def test_a_process_that_dies_is_started_again(windows):
    window = opened(windows, NOISE)
    assert window.hear() == {"type": "hello"}
    assert window.down.acquire(timeout=WAIT_S)
    assert window.hear() == {"type": "hello"}, "and what it stammers is no message"


def test_a_process_that_cannot_be_started_is_tried_again_and_can_be_stopped():
    down = threading.Semaphore(0)
    link = SyncLink(["/no/such/program"], lambda _: None, on_down=down.release, chance=soon)
    link.start()
    assert down.acquire(timeout=WAIT_S)
    assert down.acquire(timeout=WAIT_S)
    assert not link.send({"type": "sync_now"})
    link.stop()


def test_stop_ends_a_process_that_listens(windows):
    window = opened(windows, ECHO)
    window.hear()
    window.link.stop()
    assert not window.link.send({"type": "sync_now"})
    assert not window.down.acquire(blocking=False), "an end that was asked for is no failure"


def test_stop_ends_a_process_that_does_not_listen(windows, monkeypatch):
    monkeypatch.setattr("sync.client.link.STOP_WAIT_S", 0.3)
    window = opened(windows, DEAF)
    window.hear()
    window.link.stop()
    assert not window.link.send({"type": "sync_now"})
