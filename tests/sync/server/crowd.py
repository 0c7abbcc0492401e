"""A crowd of tills at several servers of one PostgreSQL, and somebody who kills what they talk to.

The servers are real processes, the tills real journals behind real requests. A till sends the same
bytes again until somebody answers, so whatever is killed, the books must agree in the end.
"""

import json
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import sqlalchemy as sa

from sync.protocol import signing
from sync.protocol.messages import PushReply, PushRequest, dump_push, load_push_reply
from sync.protocol.pages import START, load_page
from sync.server import serve, tables
from sync.server.shop import Shop
from sync.simulator import postgresql
from tests.sync.server.far_end import NOW_MS, STORE, Till
from tests.sync.server.players import Player, members_of, settle

THREADS = 12
TRIES = 2_000
_OK = 200


@dataclass
class Server:
    """One server process; ``kill`` ends it as kill -9 does and starts another in its place."""

    folder: Path
    database_url: str
    url: str = ""

    def start(self) -> "Server":
        """Begin to start it; ``listen`` waits until it does."""
        command = [sys.executable, "-m", "pos_member", "server", "--announce", "--port", "0"]
        command += ["--data", str(self.folder), "--database", self.database_url]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return self

    def listen(self) -> None:
        assert self.process.stdout is not None
        self.url = json.loads(self.process.stdout.readline())["url"]
        # What it logs has to go somewhere, or it waits for us with a full pipe.
        self.drain = threading.Thread(target=self.process.stdout.read)
        self.drain.start()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.drain.join(30)
        assert self.process.stdout is not None
        self.process.stdout.close()


@dataclass
class Crowd:
    """What tills talk to, and when it is killed.

    Attributes:
        kill_at: after so many answers a server is killed, for good.
        replace_every: after so many answers one is killed and another takes its place; 0 is never.
        crash_at: after so many answers the database is killed, and started again.
    """

    cluster: postgresql.Cluster
    servers: list[Server]
    kill_at: tuple[int, ...] = ()
    replace_every: int = 0
    crash_at: tuple[int, ...] = ()
    answers: int = 0
    killed: int = 0
    crashed: int = 0
    unanswered: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _up: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._up.set()
        self.client = httpx.Client(trust_env=False, verify=False, timeout=30)  # noqa: S501 - loopback

    def send(self, till: "CrowdTill", method: str, target: str, body: bytes = b"") -> bytes:
        """Return the answer to a request, sent to one server after another until it is had."""
        for _ in range(TRIES):
            self._up.wait(60)
            nonce = till.chance.randbytes(signing.NONCE_BYTES).hex()
            signature = till.key.sign(signing.request_bytes(method, target, nonce, body))
            headers = {
                signing.TERMINAL_HEADER: till.terminal_id,
                signing.NONCE_HEADER: nonce,
                signing.SIGNATURE_HEADER: signature.hex(),
            }
            server = till.chance.choice(self.servers)
            try:
                answer = self.client.request(
                    method, server.url + target, content=body, headers=headers
                )
            except httpx.TransportError:
                self.unanswered += 1
                continue
            if answer.status_code == _OK:
                self._answered()
                return answer.content
            assert answer.status_code >= 500, answer.content
            self.unanswered += 1
        raise AssertionError("nobody answers")

    def _answered(self) -> None:
        with self._lock:
            self.answers += 1
            now = self.answers
        if now in self.kill_at:
            self.servers.pop().kill()
            self.killed += 1
        if self.replace_every and now % self.replace_every == 0:
            server = self.servers[now // self.replace_every % len(self.servers)]
            server.kill()
            server.start().listen()
            self.killed += 1
        if now in self.crash_at:
            self._up.clear()
            self.cluster.crash()
            self.cluster.start()
            self.crashed += 1
            self._up.set()


@dataclass
class CrowdTill(Till):
    """A till whose pushes go to the servers of a crowd."""

    crowd: Crowd | None = None

    def send(self, request: PushRequest) -> PushReply:
        assert self.crowd is not None
        return load_push_reply(self.crowd.send(self, "POST", "/v1/sync/push", dump_push(request)))


@contextmanager
def gathered(folder: Path, *, servers: int) -> Iterator[tuple[Crowd, Shop]]:
    """Start a database and ``servers`` of it; give also the shop, opened here to look into it."""
    with postgresql.cluster() as cluster, ExitStack() as stack:
        url = postgresql.new_database(cluster.socket, "crowd")
        shop = serve.open_shop(
            folder,
            STORE,
            database_url=url,
            now_ms=lambda: NOW_MS,
            random_bytes=random.Random(5).randbytes,
        )
        stack.callback(shop.database.dispose)
        started = [Server(folder, url).start() for _ in range(servers)]
        for each in started:
            stack.callback(each.kill)
            each.listen()
        crowd = Crowd(cluster, started)
        stack.callback(crowd.client.close)
        yield crowd, shop


def play(crowd: Crowd, shop: Shop, *, tills: int, steps: int, members: int, seed: int = 1) -> None:
    """Let ``tills`` do ``steps`` things each with few members, all at once; then compare all.

    Meanwhile somebody reads the feed, and must have seen every last figure.
    """
    crew = [
        Player(
            CrowdTill(shop.database, shop.house, seed=seed + n, register=str(n), crowd=crowd),
            random.Random(f"{seed}/{n}"),
        )
        for n in range(tills)
    ]
    for player in crew:
        player.till.register_here()
    hot = members_of(crew[0], members)
    done = threading.Event()
    with ThreadPoolExecutor(THREADS + 1) as threads:
        reading = threads.submit(_follow, crowd, crew[0].till, done)
        for played in [threads.submit(_play, player, steps, hot) for player in crew]:
            played.result()
        for drained in [threads.submit(_drain, player) for player in crew]:
            drained.result()
        done.set()
        seen = reading.result()
    shop.database.dispose()  # its connections may have died with the database
    settle(crew, hot)
    held = sa.select(tables.holding.c.no, *(tables.holding.c[name] for name in _FIGURES))
    with shop.database.reading() as connection:
        assert seen == {row[0]: tuple(row[1:]) for row in connection.execute(held)}


_FIGURES = ("principal", "bonus", "points", "qualifying")


def _play(player: Player, steps: int, members: list[str]) -> None:
    for _ in range(steps):
        player.step(members)


def _drain(player: Player) -> None:
    while player.till.acked < len(player.till.entries):
        player.push()


def _follow(crowd: Crowd, till: Till, done: threading.Event) -> dict[int, tuple[int, ...]]:
    """Read the feed page by page until all is quiet; return the figures that it has told."""
    reader = CrowdTill(till.database, till.house, seed=0, crowd=crowd).register_here()
    assert isinstance(reader, CrowdTill)
    seen: dict[int, tuple[int, ...]] = {}
    cursor, quiet = START, False
    while not quiet:
        quiet = done.is_set()
        page = load_page(
            crowd.send(reader, "GET", f"/v1/sync/pull?cursor={cursor}&wait_ms=200&check=1")
        )
        for row in page.figures:
            seen[row.no] = (row.principal, row.bonus, row.points, row.qualifying)
        quiet = quiet and page.cursor == cursor and page.check is not None
        cursor = page.cursor
    return seen


def main() -> None:
    """Play a crowd of so many tills, servers, steps and members, and say what happened."""
    tills, servers, steps, members = (int(text) for text in sys.argv[1:5])
    folder = Path(sys.argv[5])
    folder.mkdir(parents=True)
    with gathered(folder, servers=servers) as (crowd, shop):
        crowd.replace_every, crowd.crash_at = 150, (200, 500)
        play(crowd, shop, tills=tills, steps=steps, members=members)
        sys.stdout.write(
            f"{tills} tills, {servers} servers, {members} members: {crowd.answers} answers,"
            f" {crowd.unanswered} unanswered, {crowd.killed} servers and {crowd.crashed} databases"
            " killed; the books agree\n"
        )


if __name__ == "__main__":
    main()
