"""A new till's replica: the ready file over loopback HTTP, against pages of JSON.

Both are fetched from the server's own process, checked and written by the till's own client. Pages
are fetched for a sample of the members and scaled up in proportion, which flatters them: their
indexes are small yet.
"""

import json
import os
import queue
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import million
from benchmarks.harness import Row, members_asked, report
from benchmarks.programs import server_of
from pos_member.bootstrap.chance_and_time import now_ms
from pos_member.services.identity import Identity
from pos_member.storage import members
from pos_member.storage.cache import Cache, ensure_replica
from pos_member.storage.database import Database
from pos_member.storage.migrations.upgrade import upgrade
from sync.client import answers
from sync.client.client import SyncClient
from sync.client.events import Replied
from sync.client.journal_file import JournalFile
from sync.client.ports import Keys
from sync.client.process import SyncProcess
from sync.client.pull import PULL_TARGET
from sync.client.replica_files import ReplicaFolder
from sync.client.transport import Transport
from sync.protocol import limits, signing
from sync.protocol.pages import START, load_page
from sync.protocol.signing import SigningKey

ROUNDS = 3
PAGES = 24
_AIM_S, _AIM_TIMES = 2.0, 100
_WAIT_S = 180.0


def rows(size: int) -> list[Row]:
    """Fetch the ready file ``ROUNDS`` times, and a sample of pages once."""
    shop = million.shop_of(size)
    start = time.perf_counter()
    offer = shop.snapshots.offer(million.TERMINAL, included=0, now_ms=now_ms())
    making_s = time.perf_counter() - start
    shop.database.dispose()
    with server_of(size) as url:
        identity = million.identity_of(shop, url)
        fetched = [_fetch(identity) for _ in range(ROUNDS)]
        paged, sampled = _page(identity)
    seconds, scaled = median(fetched), paged / sampled * size
    details: dict[str, object] = {
        "slowest_s": round(max(fetched), 2),
        "packed_bytes": offer["packed_bytes"],
        "file_bytes": offer["file_bytes"],
        "server_made_it_in_s": round(making_s, 1),
        "pages_measured_members": sampled,
        "pages_measured_s": round(paged, 2),
    }
    return [
        Row(
            f"a new till with {size:,} members",
            f"{seconds:.2f} s",
            f"paged JSON, scaled {scaled:.0f} s",
            round(scaled / seconds, 1),
            f"≤ {_AIM_S:.0f} s, ≥ {_AIM_TIMES} x",
            seconds <= _AIM_S and scaled / seconds >= _AIM_TIMES,
            details,
        )
    ]


def _fetch(identity: Identity) -> float:
    """Return the seconds from the sync process's first step to a member found in the new file."""
    with TemporaryDirectory(dir=million.OUT) as place:
        folder = Path(place)
        ensure_replica(folder)
        upgrade(folder / "journal.db", now_ms=now_ms())
        with _syncing(folder, identity) as told:
            start = time.perf_counter()
            while told.get(timeout=_WAIT_S).get("type") != "cache":
                pass
            cache = Cache(folder, terminal_id=identity.terminal_id)
            with cache.reading() as connection:
                assert members.by_numbers(connection, [1]), "the replica is empty"
            seconds = time.perf_counter() - start
            cache.close()
    return seconds


@contextmanager
def _syncing(folder: Path, identity: Identity) -> Iterator["queue.Queue[dict[str, object]]"]:
    """Run the sync process's loop on ``folder`` in a thread; give what it tells the window."""
    journal = Database(folder / "journal.db", read_only=True)
    replica = ReplicaFolder(folder, terminal_id=identity.terminal_id)
    client = SyncClient(
        JournalFile(journal, field_key=identity.field_key),
        replica,
        Keys(identity.terminal_id, SigningKey(identity.device_seed), identity.server_public),
        chance=secrets.randbelow,
        random_bytes=secrets.token_bytes,
    )
    (to_child, from_window), (to_window, from_child) = os.pipe(), os.pipe()
    told: queue.Queue[dict[str, object]] = queue.Queue()
    lines_in, lines_out = os.fdopen(to_child, "rb"), os.fdopen(from_child, "wb")
    process = SyncProcess(client, identity.server_url, lines_in, lines_out)

    def hear() -> None:
        with os.fdopen(to_window, "rb") as lines:
            for line in lines:
                told.put(json.loads(line))

    loop, ear = threading.Thread(target=process.run), threading.Thread(target=hear)
    ear.start()
    loop.start()
    try:
        yield told
    finally:
        os.write(from_window, b'{"type":"stop"}\n')
        loop.join()
        os.close(from_window)
        lines_out.close()
        lines_in.close()
        ear.join()
        replica.close()
        journal.close()


def _page(identity: Identity) -> tuple[float, int]:
    """Fetch and apply ``PAGES`` pages from the start; return seconds and members they brought."""
    key = SigningKey(identity.device_seed)
    with TemporaryDirectory(dir=million.OUT) as place:
        ensure_replica(Path(place))
        replica = ReplicaFolder(Path(place), terminal_id=identity.terminal_id)
        transport = Transport(identity.server_url)
        cursor, brought = START, 0
        start = time.perf_counter()
        for _ in range(PAGES):
            target = PULL_TARGET.format(cursor, 0)
            page = load_page(_asked(transport, target, key, identity))
            replica.apply(page)
            cursor, brought = page.cursor, brought + len(page.profiles)
        seconds = time.perf_counter() - start
        transport.close()
        replica.close()
    return seconds, brought


def _asked(transport: Transport, target: str, key: SigningKey, identity: Identity) -> bytes:
    nonce = secrets.token_hex(signing.NONCE_BYTES)
    signed = key.sign(signing.request_bytes("GET", target, nonce, b""))
    headers = {
        signing.TERMINAL_HEADER: identity.terminal_id,
        signing.NONCE_HEADER: nonce,
        signing.SIGNATURE_HEADER: signed.hex(),
    }
    answer = transport.exchange("GET", target, headers, b"", limits.TOTAL_TIMEOUT_MS)
    replied = Replied(0, answer.status, answer.headers, answer.body)
    assert answers.is_signed(replied, nonce, identity.server_public)
    return answer.body


def main() -> None:
    """Measure and print."""
    report(rows(members_asked()))


if __name__ == "__main__":
    main()
