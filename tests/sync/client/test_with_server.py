"""The sync process against the real server over loopback: enrol, snapshot, push, lease, figures."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos_member.domain.ids import uuid7
from pos_member.domain.journal import Moment
from pos_member.domain.ledger import Kind
from pos_member.domain.program_writer import write_program
from pos_member.domain.tender import TenderKind, TenderPlan
from pos_member.services import enrolment, leases, lookup, topup
from pos_member.services.enrolment import Joining
from pos_member.services.identity import Identity
from pos_member.services.till import Till, claim_journal
from pos_member.services.topup import TopUpOrder
from pos_member.storage import meta
from pos_member.storage.cache import Cache, ensure_replica
from pos_member.storage.database import Database
from pos_member.storage.migrations.upgrade import upgrade
from sync.client import news
from sync.client.enrol import enrol
from sync.server import programs, serve, terminals
from sync.server.shop import Shop
from sync.simulator.assortment import PROGRAM
from tests.sync.client.test_process import Running
from tests.sync.server.far_end import NOW_MS
from tests.sync.server.serving import listening

MESSAGES_MAX = 200


class Window:
    """The window's side of one till: its services, and what it does with each message."""

    def __init__(self, folder: Path, identity: Identity) -> None:
        self.chance = random.Random(identity.register)
        self.folder = folder
        upgrade(folder / "journal.db", now_ms=NOW_MS)
        ensure_replica(folder)
        journal = Database(folder / "journal.db")
        with journal.writing() as connection:
            claim_journal(connection, identity)
        self.till = Till(
            journal=journal,
            cache=Cache(folder, terminal_id=identity.terminal_id),
            identity=identity,
            folder=folder,
            run_id="run",
            next_id=self.next_id,
        )
        self.process = Running(folder)

    def next_id(self) -> str:
        return uuid7(NOW_MS, self.chance.randbytes(10))

    def moment(self) -> Moment:
        return Moment(NOW_MS, 1, "boot", 480)

    def grew(self) -> None:
        with self.till.journal.reading() as connection:
            self.process.say(type="grew", head=meta.head(connection).seq)

    def until(self, holds: Callable[[dict[str, object]], bool]) -> dict[str, object]:
        """Take messages as the ledger worker does, until one after which ``holds``."""
        for _ in range(MESSAGES_MAX):
            message = self.process.hear_any()
            told = news.take(message, self.till, self.moment())
            if told.journal_grew:
                self.grew()
            if holds(message):
                return message
        raise AssertionError("it never came")

    def close(self) -> None:
        self.process.say(type="stop")
        self.process.close()
        self.till.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[Shop, str]]:
    (tmp_path / "server").mkdir()
    with listening(tmp_path / "server") as (shop, url, _):
        with shop.database.writing() as connection:
            programs.publish(connection, shop.house, write_program(PROGRAM))
        yield shop, url


@pytest.fixture
def windows(shop: tuple[Shop, str], tmp_path: Path) -> Iterator[list[Window]]:
    found = []
    for register in ("1", "2"):
        folder = tmp_path / register
        folder.mkdir()
        code = serve.new_code(shop[0], register)
        identity = enrol(folder, shop[1], code, random_bytes=random.Random(register).randbytes)
        found.append(Window(folder, identity))
    yield found
    for window in found:
        window.close()


def test_two_tills_share_a_member_through_the_server(windows):
    first, second = windows
    for window in windows:
        window.until(lambda message: message["type"] == "cache")
    assert (first.folder / "cache.current").read_text().strip() == "cache-2.db"

    joining = Joining(
        first.next_id(), "cashier", phone="13800138000", consents=("service", "membership")
    )
    member = enrolment.enrol(first.till, joining, first.moment()).member_id
    cash = TenderPlan(TenderKind.CASH, 10_000, received_minor=10_000)
    order = TopUpOrder(
        first.next_id(),
        lookup.open_member(first.till, member, "code", first.moment()),
        10_000,
        cash,
        "cashier",
    )
    topup.top_up(first.till, order, first.moment())
    first.grew()
    # The excess over this till's share is recalled, given back and lent to the other till.
    first.until(lambda message: message["type"] == "recalls")

    def known(window: Window) -> int:
        hits = lookup.search(window.till, "13800138000", window.moment())
        return hits[0].book if hits else 0

    second.until(lambda _: known(second) == 10_000)
    found = lookup.open_member(second.till, member, "code", second.moment())
    assert leases.wants_for(found.standing) == [(Kind.PRINCIPAL, 0)]
    first.until(lambda message: message.get("queued") == 0)
    second.until(lambda message: message["type"] == "grants")
    standing = lookup.open_member(second.till, member, "code", second.moment()).standing
    assert (standing.principal, standing.sure_principal) == (10_000, 3_000)
    own = lookup.open_member(first.till, member, "code", first.moment()).standing
    assert (own.principal, own.sure_principal) == (10_000, 6_000)


def test_a_revoked_till_says_so_and_keeps_its_queue(windows, shop):
    first, _ = windows
    first.until(lambda message: message["type"] == "cache")
    with shop[0].database.writing() as connection:
        terminals.revoke(connection, first.till.identity.terminal_id)
    first.process.say(type="sync_now")
    first.until(lambda message: message.get("trouble") == "revoked")
