"""The sync client as a step machine: an event in, effects out; no clock, no socket, no chance.

Two lanes, one request on each: *push* carries the journal and brings acknowledgements, grants and
recalls; *poll* is held open by the server, so that changes arrive within a second. Whatever is not
answered with the server's signature did not happen.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from pos_member.domain.errors import Damaged, Unavailable
from sync.client import answers
from sync.client.events import (
    POLL,
    PUSH,
    Effect,
    Event,
    Failed,
    Message,
    Replied,
    Send,
    SyncNow,
    Tell,
    WakeAt,
    Wanted,
)
from sync.client.ports import JournalReader, Keys, Replica
from sync.client.pull import Puller
from sync.client.push import PARTED, Pusher
from sync.client.schedule import BUSY, SLOW, Chance, Lane, Line
from sync.protocol import limits, messages, signing
from sync.protocol.versions import Tongue

PUSH_TARGET = "/v1/sync/push"
UPDATE = "update"
RECOVERING = "recovering"
"""The server was restored from a backup: it takes everything, and lends nothing yet."""
SHOWN_TROUBLES = (answers.IDENTITY, answers.LOGIN_PAGE, BUSY, SLOW)
"""What the screen names beside offline; that a name did not resolve is no help to a cashier."""

EARLY_MS = 1_000
"""A held request that comes back empty sooner than this announces something on the push lane."""
REST_MS = 60_000
"""How long a lane rests that was told what only a person can change."""
AFRESH_MS = 60_000
"""So long an older version of the protocol is spoken before the newest is tried again."""
SAY_AGAIN_MS = 5_000
"""When a claim is sent again whose answer the window has not written down: a disk may fail."""
POLL_GRACE_MS = 5_000

_OK = (200, 206)
_UPDATE = 426
_ABSENT = 404
_NOT_WELCOME = {
    "terminal_unknown": messages.REVOKED,
    "terminal_revoked": messages.REVOKED,
    "terminal_superseded": messages.SUPERSEDED,
}
_BARRED = (*PARTED, messages.REVOKED, messages.SUPERSEDED)
"""What the server says to a till that gets nothing more: no changes, no leases."""

RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class _Request:
    """A request on its way."""

    request_id: int
    nonce: str
    expects: str
    wait_ms: int
    sent_ms: int
    version: int


class SyncClient:
    """Everything that the sync process decides.

    Args:
        journal: reads ``journal.db``.
        replica: writes the replica's files.
        keys: the till's key, and the server's public key.
        chance: for the jitter of the back-off.
        random_bytes: for nonces; the same nonce is never used twice.
        tongue: the versions of the protocol that this program speaks.
    """

    def __init__(
        self,
        journal: JournalReader,
        replica: Replica,
        keys: Keys,
        *,
        chance: Chance,
        random_bytes: RandomBytes,
        tongue: Tongue = Tongue(),  # noqa: B008 - a value
    ) -> None:
        self._keys = keys
        self._chance = chance
        self._random_bytes = random_bytes
        self._tongue = tongue
        self._push = Pusher(journal, keys.terminal_id)
        self._pull = Puller(replica, journal)
        self._lanes = {PUSH: Lane(), POLL: Lane()}
        self._under_way: dict[str, _Request] = {}
        self._line = Line()
        self._trouble = {PUSH: "", POLL: ""}
        self._server_time_ms = 0
        self._fell_back_ms = 0
        self._early = 0
        self._requests = 0
        self._told: Message = {}
        self._speak_afresh()

    def step(self, event: Event, now_ms: int) -> list[Effect]:
        """Take ``event`` and return what to do.

        ``now_ms`` comes from a clock that never jumps, set to the wall clock at the start.
        """
        self._push.look()
        older = self._push.version < self._tongue.newest
        if older and now_ms - self._fell_back_ms >= AFRESH_MS:
            # The server may have been updated; one that was restored waits to be told its epoch.
            self._speak_afresh()
        if self._push.version < self._push.version_least or self._push.refounded:
            self._speak_afresh()
        if self._push.hurries:
            self._lanes[PUSH] = self._lanes[PUSH].urged()
        effects: list[Effect] = [Tell(message) for message in self._take(event, now_ms)]
        effects += self._send_what_can_go(now_ms)
        state = self._state()
        if state != self._told:
            self._told = state
            effects.append(Tell(state))
        wake_ms = self._next_wake_ms()
        return [*effects, WakeAt(wake_ms)] if wake_ms else effects

    def _take(self, event: Event, now_ms: int) -> list[Message]:
        if isinstance(event, Wanted):
            self._push.want(event.want)
            asks = self._lanes[PUSH].open(now_ms) and self._push.status not in _BARRED
            return [] if asks else self._push.withdrawn()
        if isinstance(event, SyncNow):
            self._push.ask()
            self._lanes = {name: lane.urged() for name, lane in self._lanes.items()}
        elif isinstance(event, Replied | Failed):
            name = self._lane_of(event.request_id)
            if name is not None:
                request = self._under_way.pop(name)
                return self._settle(name, request, event, now_ms)
        # The others only say that it is worth looking what can go now.
        return []

    def _lane_of(self, request_id: int) -> str | None:
        """Return the lane whose request this is; ``None`` for a late or repeated answer."""
        for name, request in self._under_way.items():
            if request.request_id == request_id:
                return name
        return None

    # -- answers ---------------------------------------------------------------------------------

    def _settle(
        self, name: str, request: _Request, event: Replied | Failed, now_ms: int
    ) -> list[Message]:
        if isinstance(event, Failed):
            return self._no_answer(name, request, event.why, now_ms)
        if not answers.is_signed(event, request.nonce, self._keys.server_public):
            return self._not_signed(name, request, event, now_ms)
        self._line_answered(name, request, now_ms)
        if event.status not in _OK:
            return self._refused(name, request, event, now_ms)
        try:
            return self._answered(name, request, event, now_ms)
        except (Damaged, Unavailable):
            # Signed, and yet not what it should be; or this machine's disk would not take it.
            return self._not_usable(name, now_ms)

    def _not_signed(
        self, name: str, request: _Request, event: Replied, now_ms: int
    ) -> list[Message]:
        why = answers.why_not(event, self._lanes[name].failures)
        told = self._no_answer(name, request, why, now_ms)
        self._pause(name, event, now_ms)
        return told

    def _answered(self, name: str, request: _Request, event: Replied, now_ms: int) -> list[Message]:
        found = answers.content_type(event.headers)
        if found != request.expects:
            raise Damaged("content_type", found=found)
        if name == PUSH:
            return self._push_answered(request, event.body, now_ms)
        return self._poll_answered(request, event.body, now_ms)

    def _push_answered(self, request: _Request, body: bytes, now_ms: int) -> list[Message]:
        reply = messages.load_push_reply(body, request.version)
        self._server_time_ms = reply.server_time_ms
        told = self._push.answered(reply)
        status = self._push.status
        barred = status in _BARRED
        shown = messages.FORK if status in PARTED else status
        usual = RECOVERING if self._push.recovering else ""
        self._trouble[PUSH] = shown if barred else usual
        if status == messages.REVOKED:
            self._forget_replica()
        if status in (messages.SUPERSEDED, messages.REVOKED) and not self._push.wanted():
            # Somebody may decide otherwise; and the screen says whether the server is there.
            self._push.ask()
            self._lanes[PUSH] = self._lanes[PUSH].resting(now_ms + REST_MS)
        if self._push.stuck:
            # A server that says yes and takes nothing must not be asked in a circle.
            lane = self._lanes[PUSH]
            later = lane.resting(now_ms + (SAY_AGAIN_MS if status in PARTED[1:] else REST_MS))
            self._lanes[PUSH] = later if barred else lane.failed(BUSY, now_ms, self._chance)
        return told

    def _forget_replica(self) -> None:
        """Throw away what the shop knows: whoever has this till has no business with it."""
        with contextlib.suppress(Unavailable):
            # A disk that refuses is asked again with the next answer, in a minute.
            self._pull.erase()

    def _poll_answered(self, request: _Request, body: bytes, now_ms: int) -> list[Message]:
        told = self._pull.answered(body, now_ms)
        self._trouble[POLL] = ""
        if self._pull.foreign or self._push.recovering:
            # A restored server may lack what this till has; and its end changes no row of a page.
            self._push.ask()
        if not (request.wait_ms and self._pull.nothing_new):
            self._early = 0
            return told
        self._push.ask()
        if now_ms - request.sent_ms >= EARLY_MS:
            self._early = 0
        else:
            # A recall that an open payment holds up would bring the next one back at once, too.
            pause_ms = min(EARLY_MS << min(self._early, 8), limits.LONG_POLL_MS)
            self._lanes[POLL] = self._lanes[POLL].resting(now_ms + pause_ms)
            self._early += 1
        return told

    def _line_answered(self, name: str, request: _Request, now_ms: int) -> None:
        other = POLL if name == PUSH else PUSH
        self._lanes[name] = self._lanes[name].answered()
        self._lanes[other] = self._lanes[other].line_is_back()
        latency_ms = None if request.wait_ms else now_ms - request.sent_ms
        self._line = self._line.answered(now_ms, latency_ms)

    def _no_answer(self, name: str, request: _Request, why: str, now_ms: int) -> list[Message]:
        self._lanes[name] = self._lanes[name].failed(why, now_ms, self._chance)
        if request.sent_ms < self._line.last_sync_ms:
            # It left before the last answer came: an old loss says nothing of the line now.
            return []
        self._line = self._line.failed(why, now_ms)
        self._speak_afresh()
        self._pull.look_again()
        return self._push.withdrawn()

    def _refused(self, name: str, request: _Request, event: Replied, now_ms: int) -> list[Message]:
        code = answers.refusal_code(event.body)
        if event.status == _UPDATE and self._falls_back(name, request, event.body):
            return []
        if code == "terminal_revoked":
            self._forget_replica()
        if event.status == _UPDATE or code in _NOT_WELCOME:
            self._trouble[name] = UPDATE if event.status == _UPDATE else _NOT_WELCOME[code]
            self._lanes[name] = self._lanes[name].resting(now_ms + REST_MS)
            if name == POLL:
                # The other lane brings what that means for this journal.
                self._push.ask()
            if self._trouble[name] == messages.SUPERSEDED and name == POLL:
                return []
            return [{"type": "trouble", "code": self._trouble[name]}, *self._push.withdrawn()]
        if name == PUSH:
            self._push.refused()
        else:
            self._pull.refused(absent=event.status == _ABSENT)
        told = self._not_usable(name, now_ms)
        self._pause(name, event, now_ms)
        return told

    def _falls_back(self, name: str, request: _Request, body: bytes) -> bool:
        """Speak as the server does, where this till can say in that what it has to."""
        least, most = answers.spoken_by(body)
        met = self._tongue.met(max(least, self._push.version_least), most)
        if met is None or met.now == request.version:
            return False
        self._tongue = met
        self._push.version, self._fell_back_ms = met.now, request.sent_ms
        if name == PUSH:
            self._push.reworded()
        return True

    def _speak_afresh(self) -> None:
        """Speak the newest version: the server may have been updated, or the older ones lack it."""
        self._tongue = self._tongue.afresh()
        self._push.version = self._tongue.now

    def _pause(self, name: str, event: Replied, now_ms: int) -> None:
        pause_ms = answers.retry_after_ms(event.headers)
        if pause_ms:
            self._lanes[name] = self._lanes[name].resting(now_ms + pause_ms)

    def _not_usable(self, name: str, now_ms: int) -> list[Message]:
        self._lanes[name] = self._lanes[name].failed(BUSY, now_ms, self._chance)
        self._trouble[name] = BUSY
        return self._push.withdrawn() if name == PUSH else []

    # -- requests --------------------------------------------------------------------------------

    def _send_what_can_go(self, now_ms: int) -> list[Effect]:
        made: list[Effect] = []
        if self._idle(PUSH) and self._lanes[PUSH].open(now_ms):
            body = self._push.body()
            request = self._new(answers.JSON_TYPE, 0, now_ms, self._push.asked_in)
            made.append(self._send(PUSH, request, ("POST", PUSH_TARGET), body=body))
        if self._idle(POLL) and self._lanes[POLL].open(now_ms):
            question = self._pull.next(now_ms)
            request = self._new(question.expects, question.wait_ms, now_ms, self._tongue.now)
            made.append(self._send(POLL, request, ("GET", question.target), span=question.span))
        return made

    def _idle(self, name: str) -> bool:
        """Tell whether the lane is free and has something to ask."""
        if name in self._under_way:
            return False
        if name == PUSH:
            return self._push.wanted()
        return self._push.status not in _BARRED

    def _new(self, expects: str, wait_ms: int, now_ms: int, version: int) -> _Request:
        self._requests += 1
        nonce = self._random_bytes(signing.NONCE_BYTES).hex()
        return _Request(self._requests, nonce, expects, wait_ms, now_ms, version)

    def _send(
        self,
        lane: str,
        request: _Request,
        line: tuple[str, str],
        *,
        body: bytes = b"",
        span: str = "",
    ) -> Send:
        method, target = line
        signed = signing.request_bytes(method, target, request.nonce, body)
        headers = {
            signing.TERMINAL_HEADER: self._keys.terminal_id,
            signing.NONCE_HEADER: request.nonce,
            signing.SIGNATURE_HEADER: self._keys.device.sign(signed).hex(),
            signing.PROTOCOL_HEADER: str(request.version),
            "Accept": request.expects,
        }
        if body:
            headers["Content-Type"] = answers.JSON_TYPE
        if span:
            headers["Range"] = span
        waits = request.wait_ms + POLL_GRACE_MS if request.wait_ms else limits.TOTAL_TIMEOUT_MS
        self._under_way[lane] = request
        return Send(request.request_id, lane, method, target, headers, body, waits)

    # -- what the window sees --------------------------------------------------------------------

    def _next_wake_ms(self) -> int:
        waiting = [lane.retry_at_ms for name, lane in self._lanes.items() if self._idle(name)]
        return min(waiting, default=0)

    def _state(self) -> Message:
        line = self._line
        shown = line.why if line.why in SHOWN_TROUBLES else ""
        return {
            "type": "state",
            "online": line.online,
            "since_ms": line.since_ms,
            "queued": self._push.queued,
            "oldest_ms": self._push.oldest_ms,
            "needs_review": self._push.needs_review,
            "last_sync_ms": line.last_sync_ms,
            "latency_ms": line.latency_ms,
            "retry_at_ms": 0 if line.online else self._next_wake_ms(),
            "trouble": self._trouble[PUSH] or self._trouble[POLL] or shown,
            "server_time_ms": self._server_time_ms,
        }
