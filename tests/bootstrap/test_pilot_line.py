"""A script plays the window over a line: orders run on the GUI thread, mistakes are answered."""

import json
import socket
import threading
from collections.abc import Iterator

import pytest

from pos_member.bootstrap.pilot_line import PilotLine


def perform(order: dict[str, object]) -> object:
    if order["do"] == "where":
        return threading.current_thread() is threading.main_thread()
    raise LookupError(f"no such order: {order['do']}")


@pytest.fixture
def script(qtbot) -> Iterator[socket.socket]:
    """Give the script's end of a line whose other end is a window's."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        line = PilotLine(f"127.0.0.1:{door.getsockname()[1]}", perform)
        end = door.accept()[0]
        end.settimeout(20)
        with end:
            yield end
        line.close()


def ask(qtbot, script: socket.socket, order: bytes) -> dict[str, object]:
    script.sendall(order + b"\n")
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(script.recv(4096)))
    reader.start()
    qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
    reader.join()
    return json.loads(heard[0])


def test_an_order_runs_on_the_gui_thread(qtbot, script) -> None:
    assert ask(qtbot, script, b'{"do": "where"}') == {"value": True}


def test_a_mistake_is_answered_and_the_line_goes_on(qtbot, script) -> None:
    assert "no such order: dance" in str(ask(qtbot, script, b'{"do": "dance"}')["error"])
    assert ask(qtbot, script, b'{"do": "where"}') == {"value": True}


def test_a_line_that_ends_or_talks_nonsense_is_no_bug(qtbot, script, caplog) -> None:
    caplog.set_level("INFO")
    script.sendall(b"{nonsense\n")
    qtbot.waitUntil(lambda: "the pilot is gone" in caplog.text, timeout=20_000)
