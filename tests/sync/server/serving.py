"""A server that listens on loopback, and a caller that signs as a till does."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from pos_member.domain import canonical
from sync.protocol import signing
from sync.protocol.messages import PushReply, dump_push, load_push_reply
from sync.protocol.pages import Page, load_page
from sync.server import serve
from sync.server.database import ServerDatabase
from sync.server.shop import Shop
from tests.sync.server.far_end import NOW_MS, STORE, Till


@dataclass
class Clock:
    """A clock that tests set."""

    now_ms: int = NOW_MS

    def __call__(self) -> int:
        return self.now_ms


@contextmanager
def listening(folder: Path, database_url: str = "") -> Iterator[tuple[Shop, str, Clock]]:
    """Run a server in a thread until the block ends."""
    clock = Clock()
    shop = serve.open_shop(
        folder,
        STORE,
        database_url=database_url,
        now_ms=clock,
        random_bytes=random.Random(5).randbytes,
    )
    server = serve.Server(shop)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield shop, server.listening.url, clock
    finally:
        server.stop()
        thread.join(30)
        assert not thread.is_alive()


@dataclass
class Caller:
    """Signs requests with a till's key and checks the server's signature on every answer."""

    url: str
    till: Till
    server_public: bytes
    chance: random.Random = field(default_factory=lambda: random.Random(11))

    def nonce(self) -> str:
        return self.chance.randbytes(signing.NONCE_BYTES).hex()

    def headers(self, method: str, target: str, body: bytes, nonce: str = "") -> dict[str, str]:
        nonce = nonce or self.nonce()
        message = signing.request_bytes(method, target, nonce, body)
        return {
            signing.TERMINAL_HEADER: self.till.terminal_id,
            signing.NONCE_HEADER: nonce,
            signing.SIGNATURE_HEADER: self.till.key.sign(message).hex(),
        }

    def call(self, method: str, target: str, body: bytes = b"", **headers: str) -> httpx.Response:
        """Send a request; its answer must be signed, whatever it says."""
        sent = self.headers(method, target, body) | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        with httpx.Client(trust_env=False, timeout=30) as client:
            answer = client.request(method, self.url + target, content=body, headers=sent)
        self.check(answer, sent[signing.NONCE_HEADER])
        return answer

    def check(self, answer: httpx.Response, nonce: str) -> None:
        assert answer.headers[signing.NONCE_HEADER] == nonce
        signature = bytes.fromhex(answer.headers[signing.SIGNATURE_HEADER])
        message = signing.reply_bytes(nonce, answer.status_code, answer.content)
        assert signing.signed_by(self.server_public, message, signature)

    def push(self, raw: bytes | None = None) -> PushReply:
        body = dump_push(self.till.request()) if raw is None else raw
        answer = self.call("POST", "/v1/sync/push", body)
        assert answer.status_code == 200, answer.content
        return load_push_reply(answer.content)

    def pull(self, cursor: str = "0.0", *, wait_ms: int = 0) -> Page:
        answer = self.call("GET", f"/v1/sync/pull?cursor={cursor}&wait_ms={wait_ms}")
        assert answer.status_code == 200, answer.content
        return load_page(answer.content)

    def refusal(
        self, method: str, target: str, body: bytes = b"", **headers: str
    ) -> tuple[int, str]:
        """Return status and code of what is refused."""
        answer = self.call(method, target, body, **headers)
        return answer.status_code, code_of(answer)


def code_of(answer: httpx.Response) -> str:
    """Return the code that a refusal carries."""
    said: Any = canonical.load(answer.content)
    return str(said["code"])


def caller(shop: Shop, url: str, seed: int = 1) -> Caller:
    """Return a caller whose till the server knows."""
    database: ServerDatabase = shop.database
    till = Till(database, shop.house, seed=seed, register=str(seed)).register_here()
    return Caller(url, till, shop.house.key.public, random.Random(seed))
