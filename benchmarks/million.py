"""A shop of a million members, made once by the product itself and kept for the next run.

The sample shop fills a server's database, copies of its people with codes, cards and phones of
their own fill it up, and that server writes the till's replica: what is measured has the sizes,
indexes and spread that a real till has.
"""

import hashlib
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import copies
from pos_member import han
from pos_member.bootstrap.chance_and_time import new_id
from pos_member.services.identity import Identity
from pos_member.services.till import Till, claim_journal
from pos_member.storage.cache import Cache, make_current
from pos_member.storage.database import Database
from pos_member.storage.migrations.upgrade import upgrade
from sync.protocol.personal import unseal
from sync.protocol.signing import SigningKey
from sync.server import sample, snapshot_file, terminals
from sync.server.serve import DATABASE_FILE, open_shop
from sync.server.shop import Shop

_ROOT = Path(__file__).parent.parent
_SCHEMAS = (
    "sync/server/migrations/versions/v0001_first.py",
    "sync/protocol/replica.py",
    "pos_member/storage/cache.py",
)


def _schema() -> str:
    """Return a name for the schemas as they are: a shop that was made with others is made anew."""
    texts = [(_ROOT / path).read_bytes() for path in _SCHEMAS]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:8]


OUT = _ROOT / "out" / "bench" / _schema()
NOW_MS = 1_795_320_000_000
"""2026-11-22T12:00:00+08:00: the sample shop's people are of those days."""

TERMINAL = "00000000-0000-7000-8000-0000000000be"
DEVICE = SigningKey(bytes(range(7, 39)))
REPLICA = "cache-1.db"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A member with all that one can be asked for by; ``phone`` is eleven digits."""

    no: int
    member_id: str
    code: str
    name: str
    pinyin: str
    phone: str


def shop_of(members: int) -> Shop:
    """Return the server of a shop with ``members`` members, made when it is not there yet."""
    folder = OUT / f"server-{members}"
    if not folder.exists():
        making = OUT / f"server-{members}.making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        shop = _open(making)
        drawn = min(members, copies.DRAWN)
        shop.database.write(lambda c: sample.fill(c, shop.house, members=drawn, now_ms=NOW_MS))
        shop.database.write(
            lambda c: terminals.register_terminal(
                c,
                shop.house,
                terminal_id=TERMINAL,
                register="01",
                public_key=DEVICE.public,
                now_ms=NOW_MS,
            )
        )
        shop.database.dispose()
        copies.multiply(making / DATABASE_FILE, shop.house, drawn=drawn, members=members)
        making.rename(folder)
    return _open(folder)


def _open(folder: Path) -> Shop:
    # Chance is known, so that the shop of this size is the same one on every machine.
    chance = random.Random(20_261_122)
    return open_shop(folder, sample.STORE, now_ms=lambda: NOW_MS, random_bytes=chance.randbytes)


def identity_of(shop: Shop, url: str = "http://127.0.0.1:1") -> Identity:
    """Return the identity of the till ``TERMINAL`` of ``shop``."""
    house = shop.house
    return Identity(
        terminal_id=TERMINAL,
        store_id=house.store.store_id,
        store_name=house.store.name,
        register="01",
        server_url=url,
        server_public=house.key.public,
        server_epoch=house.epoch,
        device_seed=bytes(range(7, 39)),
        phone_index_key=house.phone_index_key,
        field_key=house.field_key,
        member_code_keys={number: key.public for number, key in house.member_code_keys.items()},
        zone=house.store.zone,
        currency=house.store.currency,
    )


def replica_of(members: int) -> Path:
    """Return a folder with the replica of ``members`` members, written by the server once."""
    folder = OUT / f"replica-{members}"
    if not folder.exists():
        shop = shop_of(members)
        making = OUT / f"replica-{members}.making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        with shop.database.snapshot_reading() as connection:
            snapshot_file.write(connection, making / REPLICA, now_ms=NOW_MS, house=shop.house)
        raw = sqlite3.connect(making / REPLICA)
        raw.execute("PRAGMA journal_mode=WAL")  # as the till's writer opens it
        raw.close()
        make_current(making, REPLICA)
        shop.database.dispose()
        making.rename(folder)
    return folder


@contextmanager
def till_of(members: int) -> Iterator[Till]:
    """Open a till on the replica of ``members`` members, with a new journal."""
    shop = shop_of(members)
    shop.database.dispose()
    with TemporaryDirectory(dir=OUT, prefix="till-") as place:
        till = open_till(Path(place), replica_of(members), identity_of(shop))
        try:
            yield till
        finally:
            till.close()


def open_till(folder: Path, replica: Path, identity: Identity) -> Till:
    """Open a till with a new journal in ``folder`` and the replica of another folder."""
    path = folder / "journal.db"
    upgrade(path, now_ms=NOW_MS)
    journal = Database(path)
    with journal.writing() as connection:
        claim_journal(connection, identity)
    cache = Cache(replica, terminal_id=identity.terminal_id)
    return Till(journal, cache, identity, folder, "bench", new_id, readings=han.readings)


def somebodies(members: int, count: int) -> list[Somebody]:
    """Return ``count`` members from all over the replica, the same ones every time."""
    field_key = _field_key(members)
    chance = random.Random(members)
    raw = sqlite3.connect(replica_of(members) / REPLICA)
    found = []
    for no in (chance.randrange(1, members + 1) for _ in range(count)):
        row = raw.execute(
            "SELECT m.member_id, c.code, m.name, m.pinyin, m.phone_sealed FROM member m"
            " JOIN member_code c ON c.no = m.no AND c.kind = 'qr' WHERE m.no = ?",
            (no,),
        ).fetchone()
        phone = unseal(field_key, row[4]).removeprefix("+86")
        found.append(Somebody(no, row[0], row[1], row[2], row[3].split(" ")[0], phone))
    raw.close()
    return found


def _field_key(members: int) -> bytes:
    shop = shop_of(members)
    shop.database.dispose()
    return shop.house.field_key
