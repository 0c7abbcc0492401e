"""A till's two files as the storage layer makes them, and a far end that signs what it is told."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pos_member.domain.journal import GENESIS, Draft, Entry, Moment, seal
from pos_member.storage import entries, meta
from pos_member.storage.cache import ensure_replica
from pos_member.storage.database import Database
from pos_member.storage.migrations.upgrade import upgrade
from sync.client.client import SyncClient
from sync.client.events import (
    Effect,
    Event,
    Failed,
    Replied,
    Send,
    Started,
    Tell,
    WakeAt,
    Woke,
)
from sync.client.journal_file import JournalFile
from sync.client.ports import Keys
from sync.client.replica_files import ReplicaFolder
from sync.protocol import signing
from sync.protocol.limits import LONG_POLL_MS
from sync.protocol.messages import PushReply, PushRequest, dump_push_reply, load_push
from sync.protocol.pages import Page, dump_page
from sync.protocol.signing import SigningKey

TERMINAL = "0190a000-0000-7000-8000-000000000001"
EPOCH = "epoch-1"
FIELD_KEY = bytes(range(32))
NOW = 1_700_000_000_000


@dataclass
class Bench:
    """One sync client over real files, its far end, and what it did last."""

    folder: Path
    journal: Database
    server: SigningKey
    device: SigningKey
    now_ms: int = NOW
    sent: dict[str, Send] = field(default_factory=dict)
    told: list[dict[str, object]] = field(default_factory=list)
    wake_ms: int | None = None

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Build the client anew from its files, as after a crash."""
        chance = random.Random(7)
        self.replica = ReplicaFolder(self.folder, terminal_id=TERMINAL)
        self.client = SyncClient(
            JournalFile(self.journal, field_key=FIELD_KEY),
            self.replica,
            Keys(TERMINAL, self.device, self.server.public),
            chance=chance.randrange,
            random_bytes=chance.randbytes,
        )
        self.sent.clear()

    def step(self, event: Event) -> list[Effect]:
        """Give ``event`` to the client and keep what it does."""
        effects = self.client.step(event, self.now_ms)
        self.wake_ms = None
        for effect in effects:
            match effect:
                case Send():
                    assert effect.lane not in self.sent, "one request on a lane"
                    self.sent[effect.lane] = effect
                case Tell(message=message):
                    self.told.append(message)
                case WakeAt(at_ms=at_ms):
                    self.wake_ms = at_ms
        return effects

    def sell(self, count: int = 1) -> list[Entry]:
        """Append ``count`` operations to the journal."""
        made = []
        with self.journal.writing() as connection:
            for _ in range(count):
                head = meta.head(connection)
                seq = head.seq + 1
                draft = Draft(
                    op_id=f"0190b000-0000-7000-8000-{seq:012x}",
                    kind="sale",
                    actor_id="staff",
                    moment=Moment(NOW + seq, seq, "boot", 480),
                    body=b'{"n":%d}' % seq,
                )
                entry = seal(draft, terminal_id=TERMINAL, incarnation=1, seq=seq, prev=head.hash)
                entries.append(connection, entry)
                meta.put(connection, {meta.HEAD_SEQ: seq, meta.HEAD_HASH: entry.hash})
                made.append(entry)
        return made

    def hash_at(self, seq: int) -> str:
        """Return the journal's hash at ``seq``."""
        if seq == 0:
            return GENESIS
        with self.journal.reading() as connection:
            entry = entries.at(connection, 1, seq)
        assert entry is not None
        return entry.hash

    def pushed(self) -> PushRequest:
        """Return the push on its way."""
        return load_push(self.sent["push"].body)

    def reply(
        self,
        lane: str,
        body: bytes,
        *,
        status: int = 200,
        kind: str = "application/json",
        signer: SigningKey | None = None,
        nonce: str = "",
        retry_after: str = "",
    ) -> list[Effect]:
        """Answer the request on ``lane``, signed for it unless told otherwise."""
        request = self.sent.pop(lane)
        used = nonce or request.headers[signing.NONCE_HEADER]
        signature = (signer or self.server).sign(signing.reply_bytes(used, status, body))
        headers = {"content-type": kind, "pm-signature": signature.hex()}
        if retry_after:
            headers["retry-after"] = retry_after
        return self.step(Replied(request.request_id, status, headers, body))

    def ack(self, seq: int, **changes: object) -> list[Effect]:
        """Answer the push: everything up to ``seq`` is there."""
        values: dict[str, object] = {
            "status": "ok",
            "ack_seq": seq,
            "ack_hash": self.hash_at(seq),
            "server_epoch": EPOCH,
            "server_time_ms": self.now_ms,
        }
        values.update(changes)
        return self.reply("push", dump_push_reply(PushReply(**values)))  # type: ignore[arg-type]

    def page(self, cursor: str, **changes: object) -> list[Effect]:
        """Answer the poll with a page up to ``cursor``."""
        values: dict[str, object] = {
            "server_epoch": EPOCH,
            "server_time_ms": self.now_ms,
            "cursor": cursor,
            "more": False,
        }
        values.update(changes)
        return self.reply("poll", dump_page(Page(**values)))  # type: ignore[arg-type]

    def messages(self, kind: str) -> list[dict[str, object]]:
        """Return what was told of ``kind`` so far."""
        return [message for message in self.told if message["type"] == kind]

    def fail(self, lane: str, why: str = "timeout") -> list[Effect]:
        """Let the request on ``lane`` come to nothing."""
        return self.step(Failed(self.sent.pop(lane).request_id, why))

    def later(self, ms: int | None = None) -> list[Effect]:
        """Let ``ms`` pass, or the time until the wake-up that was asked for."""
        if ms is None:
            assert self.wake_ms is not None
            self.now_ms = self.wake_ms
        else:
            self.now_ms += ms
        return self.step(Woke())

    def go_online(self) -> None:
        """Bring the client to where the server holds its poll and the replica is up to date."""
        self.step(Started())
        self.ack(0)
        self.reply("poll", b'{"code":"no_snapshot"}', status=404)
        self.later()
        sums = {"members": 0, "principal": 0, "bonus": 0, "points": 0, "coupons": 0}
        self.page("0.1", check=sums)
        assert f"wait_ms={LONG_POLL_MS}" in self.sent["poll"].target

    @property
    def state(self) -> dict[str, object]:
        """Return the last state that was told."""
        return self.messages("state")[-1]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Return a till that was enrolled and has an empty replica."""
    path = tmp_path / "journal.db"
    upgrade(path, now_ms=NOW)
    ensure_replica(tmp_path)
    journal = Database(path, flush=False)
    with journal.writing() as connection:
        meta.put(connection, {meta.TERMINAL: TERMINAL, meta.INCARNATION: 1})
    made = Bench(tmp_path, journal, SigningKey(bytes(32)), SigningKey(bytes([1] * 32)))
    yield made
    made.replica.close()
    journal.close()
