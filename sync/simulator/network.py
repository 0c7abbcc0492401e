"""The line between tills and server, in all its moods; it carries bytes and decides nothing.

A request ends in exactly one event at its sender, as with a real socket, apart from the fault that
repeats a reply. Whether the server has worked it is another matter.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from sync.client.events import Event, Failed, Replied, Send
from sync.protocol import signing
from sync.simulator.retries import Retries
from sync.simulator.weather import FAIR, happens
from sync.simulator.world import World

KEPT_REPLIES = 20
Deliver = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server sends back; headers by lower-case name."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)


Respond = Callable[[Reply | None], None]
"""Called with ``None`` when the far end hung up."""


class FarEnd(Protocol):
    """Whoever answers."""

    def serve(self, request: Send, respond: Respond) -> None:
        """Take ``request`` and call ``respond``, now, later or never."""
        ...


class Line:
    """One till's line to the server; ``cut`` while its network is down."""

    def __init__(self, world: World, name: str, far_end: FarEnd) -> None:
        self.cut = False
        self.weather = FAIR
        self.faults: dict[str, int] = {}
        self._world = world
        self._name = name
        self._far_end = far_end
        self._chance = world.chance(f"line {name}")
        self._kept: deque[Reply] = deque(maxlen=KEPT_REPLIES)
        self._asked: deque[Send] = deque(maxlen=KEPT_REPLIES)
        self.retries = Retries(name)

    def send(self, request: Send, deliver: Deliver) -> None:
        """Carry ``request`` to the far end, and what becomes of it back to ``deliver``."""
        journey = _Journey(self, deliver, request.request_id)
        self.retries.sent(request)
        if self.cut or self._happens("refuse"):
            why = self._chance.choice(("dns", "refused", "timeout"))
            wait_ms = 3_000 if why == "timeout" else 5
            self._world.after(wait_ms, lambda: journey.end(Failed(request.request_id, why)))
            return
        self._world.after(
            request.timeout_ms, lambda: journey.end(Failed(request.request_id, "timeout"))
        )
        if self._happens("drop_request"):
            return
        for _ in range(2 if self._happens("duplicate") else 1):
            self._world.after(self._delay_ms(), lambda: self._arrive(request, journey))
        if self._asked and self._happens("replay"):
            old = self._chance.choice(self._asked)
            self._world.after(self._delay_ms(), lambda: self._far_end.serve(old, _to_nobody))
        self._asked.append(request)

    def _arrive(self, request: Send, journey: "_Journey") -> None:
        if not self.cut:
            self._far_end.serve(request, lambda reply: self._return(reply, journey))

    def _return(self, reply: Reply | None, journey: "_Journey") -> None:
        if self.cut or self._happens("drop_reply"):
            return
        if reply is None:
            hung_up = Failed(journey.request_id, "cut")
            self._world.after(self._delay_ms(), lambda: journey.end(hung_up))
            return
        came = self._spoilt(reply)
        self._kept.append(reply)
        # A copy of the same request may have been answered before: that reply counts as well.
        nonce = signing.NONCE_HEADER.lower()
        genuine = came in self._kept and came.headers.get(nonce) == reply.headers.get(nonce)
        event = Replied(journey.request_id, came.status, came.headers, came.body)
        delay_ms = self._delay_ms()
        self._world.after(delay_ms, lambda: journey.end(event, genuine=genuine))
        if self._happens("repeat"):
            later_ms = delay_ms + self._delay_ms()
            again = partial(journey.end, event, again=True, genuine=genuine)
            self._world.after(later_ms, again)

    def _spoilt(self, reply: Reply) -> Reply:
        if self._happens("cut"):
            return Reply(
                reply.status, reply.headers, reply.body[: self._chance.randrange(len(reply.body))]
            )
        if self._happens("login_page"):
            return Reply(200, {"content-type": "text/html"}, b"<html>Wi-Fi login</html>")
        if self._happens("busy"):
            return Reply(self._chance.choice((500, 502, 503)), {"content-type": "text/plain"}, b"")
        if self._kept and self._happens("stale"):
            return self._chance.choice(self._kept)
        return reply

    def _delay_ms(self) -> int:
        usual = 2 + self._chance.randrange(120)
        return usual + self._chance.randrange(6_000) if self._happens("late") else usual

    def _happens(self, fault: str) -> bool:
        rate = getattr(self.weather, fault)
        # A draw for each question, whatever the rate: a changed rate moves no other draw.
        found = happens(self._chance, rate) and self._world.comes(fault, self._name)
        if found:
            self.faults[fault] = self.faults.get(fault, 0) + 1
            self._world.note("fault", self._name, fault)
        return found


def _to_nobody(_: Reply | None) -> None:
    """Drop the answer to a request that nobody waits for."""


class _Journey:
    """One request of one till; it ends once."""

    def __init__(self, line: Line, deliver: Deliver, request_id: int) -> None:
        self.request_id = request_id
        self._line = line
        self._deliver = deliver
        self._ended = False

    def end(self, event: Event, *, again: bool = False, genuine: bool = False) -> None:
        """Report ``event``, unless the request has ended; ``again`` reports it regardless.

        ``genuine``: it is the server's whole answer to this very request.
        """
        if self._ended and not again:
            return
        self._ended = True
        if genuine:
            self._line.retries.answered(self.request_id)
        self._deliver(event)
