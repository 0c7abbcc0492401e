"""A rough network does to a request what a shop's network does, and says how often."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from pos_member.demo import rough_cable
from pos_member.demo.rough_cable import RATES, RoughCable

BODY = b"x" * 3_000


class _Counting(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked = 0

    def do_POST(self) -> None:
        type(self).asked += 1
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[type[_Counting]]:
    handler = type("Counting", (_Counting,), {"asked": 0})
    listening = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.address = listening.server_address[:2]  # type: ignore[attr-defined]
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield handler
    listening.shutdown()
    listening.server_close()
    thread.join()


def ask(cable: RoughCable) -> requests.Response:
    return requests.post(cable.url, data=b"hello", timeout=10)


def only(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    monkeypatch.setattr(
        rough_cable, "RATES", dict.fromkeys(RATES, 0) | {fault: rough_cable.PER_MILLE}
    )


def test_a_cable_that_is_not_rough_carries_faithfully(server) -> None:
    with RoughCable(server.address) as cable:
        assert ask(cable).content == BODY
        assert sum(cable.faults.values()) == 0


@pytest.mark.parametrize(
    ("fault", "reached"),
    [("request_lost", 0), ("reply_lost", 1)],
)
def test_what_is_lost_is_a_broken_line_to_who_asked(
    server, monkeypatch: pytest.MonkeyPatch, fault: str, reached: int
) -> None:
    only(monkeypatch, fault)
    with RoughCable(server.address) as cable:
        cable.rough = True
        with pytest.raises(requests.exceptions.RequestException):
            _ = ask(cable).content
        assert (server.asked, cable.faults[fault] > 0) == (reached, True)


def test_half_of_a_reply_is_never_the_whole(server, monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "reply_half")
    with RoughCable(server.address) as cable:
        cable.rough = True
        # Cut within its head it is a reply without a body to some, else a broken line.
        with contextlib.suppress(requests.exceptions.RequestException):
            assert ask(cable).content != BODY
        assert (server.asked, cable.faults["reply_half"]) == (1, 1)


@pytest.mark.parametrize(("fault", "status"), [("login_page", 200), ("busy", 503)])
def test_somebody_else_answers(
    server, monkeypatch: pytest.MonkeyPatch, fault: str, status: int
) -> None:
    only(monkeypatch, fault)
    with RoughCable(server.address) as cable:
        cable.rough = True
        answer = ask(cable)
        assert (answer.status_code, answer.content == BODY) == (status, False)


@pytest.mark.parametrize("fault", ["request_late", "reply_drips"])
def test_what_is_slow_arrives_whole(server, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    only(monkeypatch, fault)
    monkeypatch.setattr(rough_cable, "LATE_SECONDS", 0.05)
    with RoughCable(server.address) as cable:
        cable.rough = True
        assert ask(cable).content == BODY
        assert cable.faults[fault] > 0


def test_a_request_that_is_delivered_twice_is_answered_once(
    server, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(monkeypatch, "request_twice")
    with RoughCable(server.address) as cable:
        cable.rough = True
        assert ask(cable).content == BODY
        assert server.asked == 2


def test_a_second_delivery_to_a_server_that_is_gone_is_nobodys_trouble() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        away = free.getsockname()[:2]
    with RoughCable(away) as cable:
        cable._send_again(b"GET / HTTP/1.1\r\n\r\n")
        assert cable.rough is False
