"""A network at its worst: a cable that loses, delays, repeats, cuts and drips what it carries.

Every fault is one that a shop's own network makes: the request never arrives, the reply is lost
after the server did the work, the reply ends in the middle, a proxy answers in its place, or a
request is delivered twice.
"""

import random
import socket
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from weakref import WeakKeyDictionary

from pos_member.demo.cable import Cable

REPEAT_SECONDS = 5.0
LATE_SECONDS = 1.5
DRIP_BYTES, DRIP_SECONDS, DRIPS_MAX = 200, 0.02, 150
PER_MILLE = 1_000
_READ_BYTES = 65_536
_LOGIN = b"<html><body>Wi-Fi login</body></html>"
LOGIN_PAGE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n"
    b"Connection: close\r\n\r\n%s" % (len(_LOGIN), _LOGIN)
)
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

RATES = {
    "request_lost": 30,
    "request_late": 60,
    "reply_lost": 40,
    "reply_half": 30,
    "reply_drips": 30,
    "login_page": 15,
    "busy": 15,
    "request_twice": 50,
}
"""Chances per mille of each fault, drawn for each piece that is carried."""


class RoughCable(Cable):
    """Carries as ``RATES`` say while ``rough``, and faithfully otherwise.

    Attributes:
        faults: how often each fault came.
    """

    def __init__(self, far: tuple[str, int], seed: int = 0) -> None:
        self.rough = False
        self.faults: Counter[str] = Counter()
        self._chance = random.Random(f"{seed}/cable")
        self._drawing = threading.Lock()
        self._pause = threading.Event()
        self._requests: WeakKeyDictionary[socket.socket, bytearray] = WeakKeyDictionary()
        super().__init__(far)

    def _carrier(
        self, source: socket.socket, target: socket.socket, *, upward: bool
    ) -> Callable[[bytes], None]:
        if upward:
            self._requests[source] = bytearray()
            return lambda chunk: self._carry_up(chunk, source, target)
        return lambda chunk: self._carry_down(chunk, target)

    def _carry_up(self, chunk: bytes, near: socket.socket, far: socket.socket) -> None:
        self._requests[near] += chunk
        if self._happens("request_lost"):
            raise ConnectionAbortedError
        if self._happens("request_late"):
            self._pause.wait(self._chance.uniform(0, LATE_SECONDS))
        far.sendall(chunk)

    def _carry_down(self, chunk: bytes, near: socket.socket) -> None:
        request = bytes(self._requests.get(near, b""))
        self._requests[near] = bytearray()
        if request and self._happens("request_twice"):
            self._send_again(request)
        for fault, instead in (
            ("reply_lost", b""),
            ("reply_half", chunk[: len(chunk) // 2]),
            ("login_page", LOGIN_PAGE),
            ("busy", BUSY),
        ):
            if self._happens(fault):
                near.sendall(instead)
                raise ConnectionAbortedError
        if self._happens("reply_drips"):
            self._drip(chunk, near)
        else:
            near.sendall(chunk)

    def _drip(self, chunk: bytes, near: socket.socket) -> None:
        size = max(DRIP_BYTES, len(chunk) // DRIPS_MAX)
        for at in range(0, len(chunk), size):
            near.sendall(chunk[at : at + size])
            self._pause.wait(DRIP_SECONDS)

    def _send_again(self, request: bytes) -> None:
        """Deliver a request a second time; nobody hears the answer."""
        with suppress(OSError), socket.create_connection(self.far, timeout=REPEAT_SECONDS) as far:
            far.sendall(request)
            far.recv(_READ_BYTES)

    def _happens(self, fault: str) -> bool:
        with self._drawing:
            came = self.rough and self._chance.randrange(PER_MILLE) < RATES[fault]
            self.faults[fault] += came
        return came
