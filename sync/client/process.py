"""The sync process: drives the step machine with real time, real sockets and the window's lines.

One thread decides, reads the journal and writes the replica; one thread a lane waits for the
network, one for the window. When the window is gone its pipe ends, and so does this process.
"""

import json
import logging
import queue
import secrets
import threading
import time
from pathlib import Path
from typing import IO

from pos_member.domain.errors import Damaged, Refused, Unavailable
from pos_member.domain.ledger import KIND_NAMES, Kind
from pos_member.domain.shape import Shape
from pos_member.services.identity import read_identity
from pos_member.storage.database import Database
from sync.client.client import SyncClient
from sync.client.events import (
    POLL,
    PUSH,
    Effect,
    Event,
    Failed,
    JournalGrew,
    Replied,
    Send,
    Started,
    SyncNow,
    Tell,
    WakeAt,
    Wanted,
    Woke,
)
from sync.client.journal_file import JournalFile
from sync.client.ports import Keys
from sync.client.replica_files import ReplicaFolder
from sync.client.transport import Transport
from sync.protocol.messages import Want
from sync.protocol.signing import SigningKey

JOURNAL_NAME = "journal.db"
_LOG = logging.getLogger(__name__)
_Inbox = queue.SimpleQueue[Event | None]


class SteadyClock:
    """Milliseconds that start as the wall clock says and never jump."""

    def __init__(self) -> None:
        self._ahead_ms = time.time_ns() // 1_000_000 - time.monotonic_ns() // 1_000_000

    def now_ms(self) -> int:
        """Return now."""
        return time.monotonic_ns() // 1_000_000 + self._ahead_ms


class Lane(threading.Thread):
    """Carries out one lane's requests, one after the other."""

    def __init__(self, name: str, transport: Transport, inbox: _Inbox) -> None:
        super().__init__(name=f"sync-{name}", daemon=True)
        self._transport = transport
        self._inbox = inbox
        self._requests: queue.SimpleQueue[Send | None] = queue.SimpleQueue()

    def send(self, request: Send) -> None:
        """Send ``request`` and put its answer into the inbox."""
        self._requests.put(request)

    def end(self) -> None:
        """End after the request on its way."""
        self._requests.put(None)

    def run(self) -> None:
        """Send what comes until told to end."""
        while (request := self._requests.get()) is not None:
            self._inbox.put(self._answer(request))
        self._transport.close()

    def _answer(self, request: Send) -> Event:
        try:
            answer = self._transport.exchange(
                request.method,
                request.target,
                request.headers,
                request.body,
                request.timeout_ms,
            )
        except Unavailable as failed:
            return Failed(request.request_id, failed.code)
        return Replied(request.request_id, answer.status, answer.headers, answer.body)


class SyncProcess:
    """The loop.

    Args:
        client: decides.
        server_url: whom the lanes talk to.
        lines_in, lines_out: the window's pipe.
    """

    def __init__(
        self, client: SyncClient, server_url: str, lines_in: IO[bytes], lines_out: IO[bytes]
    ) -> None:
        self._client = client
        self._clock = SteadyClock()
        self._inbox: _Inbox = queue.SimpleQueue()
        self._lanes = {
            name: Lane(name, Transport(server_url), self._inbox) for name in (PUSH, POLL)
        }
        self._lines_in = lines_in
        self._lines_out = lines_out
        self._wake_ms: int | None = None

    def run(self) -> None:
        """Run until the window says stop, or is gone."""
        for lane in self._lanes.values():
            lane.start()
        listener = threading.Thread(target=self._listen, name="sync-window", daemon=True)
        listener.start()
        event: Event | None = Started()
        try:
            while event is not None:
                for effect in self._client.step(event, self._clock.now_ms()):
                    self._do(effect)
                event = self._next()
        except BrokenPipeError:
            _LOG.info("the window is gone")
        finally:
            for lane in self._lanes.values():
                lane.end()

    def _do(self, effect: Effect) -> None:
        match effect:
            case Send():
                self._lanes[effect.lane].send(effect)
            case Tell(message=message):
                self._lines_out.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
                self._lines_out.flush()
            case WakeAt(at_ms=at_ms):
                self._wake_ms = at_ms

    def _next(self) -> Event | None:
        if self._wake_ms is None:
            return self._inbox.get()
        left_ms = self._wake_ms - self._clock.now_ms()
        try:
            return self._inbox.get(timeout=max(left_ms, 0) / 1_000)
        except queue.Empty:
            self._wake_ms = None
            return Woke()

    def _listen(self) -> None:
        for line in self._lines_in:
            try:
                event = read_line(line)
            except Damaged as wrong:
                _LOG.error("unreadable line of the window: %s", wrong)
                continue
            self._inbox.put(event)
            if event is None:
                return
        self._inbox.put(None)


def read_line(line: bytes) -> Event | None:
    """Return the event that a line of the window means; ``None`` for stop.

    Raises:
        Damaged: it means nothing.
    """
    try:
        shape = Shape(json.loads(line))
    except ValueError as wrong:
        raise Damaged("not_json", why=str(wrong)[:100]) from wrong
    match shape.choice("type", ("grew", "want", "sync_now", "stop")):
        case "grew":
            return JournalGrew(shape.integer("head"))
        case "want":
            return Wanted(
                Want(
                    lease_id=shape.text("lease", longest=36),
                    member_id=shape.text("member", longest=36),
                    kind=Kind(shape.choice("kind", KIND_NAMES)),
                    amount=shape.integer("amount"),
                    lot=shape.text("lot", longest=64) if shape.raw("lot") else "",
                )
            )
        case "sync_now":
            return SyncNow()
    return None


def run(folder: Path, lines_in: IO[bytes], lines_out: IO[bytes]) -> None:
    """Be the sync process of the till in ``folder`` until the window says stop, or is gone.

    Raises:
        Refused: ``not_enrolled``.
        PosError: the till's files cannot be read.
    """
    identity = read_identity(folder)
    if identity is None:
        raise Refused("not_enrolled")
    journal = Database(folder / JOURNAL_NAME, read_only=True)
    replica = ReplicaFolder(folder, terminal_id=identity.terminal_id)
    client = SyncClient(
        JournalFile(journal, field_key=identity.field_key),
        replica,
        Keys(identity.terminal_id, SigningKey(identity.device_seed), identity.server_public),
        chance=secrets.randbelow,
        random_bytes=secrets.token_bytes,
    )
    try:
        SyncProcess(client, identity.server_url, lines_in, lines_out).run()
    finally:
        replica.close()
        journal.close()
