"""The line to the server, against real sockets that behave badly."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from pos_member.domain.errors import Refused, Unavailable
from sync.client.transport import Transport

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


def read_request(line: socket.socket) -> None:
    """Read one request whole: a line closed on unread bytes is reset, and its answer is lost."""
    with line.makefile("rb") as reader:
        size = 0
        for header in iter(reader.readline, b"\r\n"):
            if header.lower().startswith(b"content-length:"):
                size = int(header.split(b":")[1])
        reader.read(size)


@contextmanager
def far_end(
    answer: Callable[[socket.socket], None],
    hear: Callable[[socket.socket], object] = read_request,
) -> Iterator[str]:
    """Yield the address of a server that hears one request a line, does ``answer``, hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            while True:
                line, _ = listener.accept()
                with line:
                    hear(line)
                    answer(line)
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def ask(url: str, timeout_ms: int = 5_000):
    transport = Transport(url)
    try:
        return transport.exchange("POST", "/v1/sync/push", {"PM-Nonce": "00"}, b"{}", timeout_ms)
    finally:
        transport.close()


def test_an_answer_comes_back_with_lower_case_names_and_its_body():
    with far_end(lambda line: line.sendall(OK)) as url:
        answer = ask(url)
    assert (answer.status, answer.body) == (200, b"{}")
    assert answer.headers["content-type"] == "application/json"


def test_requests_follow_each_other_on_one_line():
    asked = []

    def stay(line: socket.socket) -> None:
        line.sendall(OK)
        for number in range(2):
            read_request(line)
            asked.append(number)
            line.sendall(OK)

    with far_end(stay) as url:
        assert three_answers(url) == [200, 200, 200]
    assert asked == [0, 1]


def test_a_line_the_server_let_go_is_opened_anew():
    let_go = OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with far_end(lambda line: line.sendall(let_go)) as url:
        assert three_answers(url) == [200, 200, 200]


def three_answers(url: str) -> list[int]:
    transport = Transport(url)
    answers = [transport.exchange("GET", "/", {}, b"", 5_000).status for _ in range(3)]
    transport.close()
    return answers


def test_a_redirect_is_not_followed():
    asked = []

    def redirect(line: socket.socket) -> None:
        asked.append(1)
        line.sendall(b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n")

    with far_end(redirect) as url:
        assert ask(url).status == 302
    assert len(asked) == 1


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_server_that_drips_is_left_at_the_deadline(where):
    stop = threading.Event()

    def drip(line: socket.socket) -> None:
        if where == "body":
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        else:
            line.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
        try:
            while not stop.wait(0.02):
                line.sendall(b"x")
        except OSError:
            return

    before = time.perf_counter()
    with far_end(drip) as url:
        with pytest.raises(Unavailable) as failed:
            ask(url, 300)
        stop.set()
    assert failed.value.code == "timeout"
    assert time.perf_counter() - before < 3


def test_a_silent_server_is_a_timeout():
    stop = threading.Event()
    with far_end(lambda _: stop.wait(5)) as url:
        with pytest.raises(Unavailable) as failed:
            ask(url, 200)
        stop.set()
    assert failed.value.code == "timeout"


@pytest.mark.parametrize(
    "cut",
    [
        b"",
        b"HTTP/1.1 20",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"\x00\xff\x00nonsense\r\n\r\n",
    ],
)
def test_a_cut_answer_is_no_answer(cut):
    with far_end(lambda line: line.sendall(cut)) as url, pytest.raises(Unavailable) as failed:
        ask(url)
    assert failed.value.code == "cut"


def test_an_endless_answer_is_not_read_to_its_end():
    def pour(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        try:
            while True:
                line.sendall(bytes(1_000_000))
        except OSError:
            return

    with far_end(pour) as url, pytest.raises(Unavailable) as failed:
        ask(url)
    assert failed.value.code == "too_large"


def test_nobody_listening_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unavailable) as failed:
        ask(f"http://127.0.0.1:{port}")
    assert failed.value.code == "refused"


def test_a_name_that_does_not_resolve_is_dns():
    with pytest.raises(Unavailable) as failed:
        ask("https://no-such-host.invalid")
    assert failed.value.code == "dns"


def test_a_server_without_a_trusted_certificate_is_another_identity():
    plain = far_end(lambda line: line.sendall(OK), hear=lambda line: line.recv(65_536))
    with plain as url, pytest.raises(Unavailable) as failed:
        ask(url.replace("http://", "https://"))
    assert failed.value.code == "identity"


def test_plain_http_is_for_this_machine_only():
    with pytest.raises(Refused, match="plain_http"):
        Transport("http://shop.example:8770")


@pytest.mark.parametrize("url", ["", "shop.example", "ftp://shop.example", "https://"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(Refused, match="server_url"):
        Transport(url)
