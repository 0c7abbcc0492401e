"""A counter without a server: a real till on real files, its replica filled by real pages."""

import random
from dataclasses import dataclass, field
from pathlib import Path

from pypinyin import Style, pinyin

from pos_member.domain import canonical, phone
from pos_member.domain.basket import Basket, BasketLine
from pos_member.domain.code_texts import card_number
from pos_member.domain.ids import uuid7
from pos_member.domain.journal import Moment
from pos_member.domain.lease import Grant, Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.money import ONE, Milli, parse_minor
from pos_member.domain.name_index import name_terms
from pos_member.domain.tender import TenderKind, TenderPlan
from pos_member.domain.views import MemberView
from pos_member.services import leases
from pos_member.services.checkout import Payment
from pos_member.services.identity import Identity
from pos_member.services.lookup import open_member
from pos_member.services.rights import Spender
from pos_member.services.till import Till, claim_journal
from pos_member.storage.cache import Cache, current_name, ensure_replica
from pos_member.storage.database import Database
from pos_member.storage.high_water import HighWater
from pos_member.storage.migrations.upgrade import upgrade
from pos_member.storage.replica_writer import ReplicaWriter
from sync.protocol.pages import FigureRow, Page
from sync.protocol.personal import phone_key, tail_key
from sync.protocol.signing import SigningKey, device_bytes, program_bytes

START_MS = 1_795_320_000_000
"""2026-11-22T12:00:00+08:00."""
DAY_MS = 86_400_000
DEVICE_SEED = bytes(range(2, 34))
SERVER = SigningKey(bytes(range(32)))
CODES = SigningKey(bytes(range(1, 33)))
TERMINAL = "00000000-0000-7000-8000-0000000000a1"

PROGRAM: dict[str, object] = {
    "version": 1,
    "tiers": [
        {"id": "plain", "name": {"zh": "普通", "en": "Plain"}},
        {
            "id": "gold",
            "name": {"zh": "金卡", "en": "Gold"},
            "ramp": "gold",
            "threshold": "500.00",
            "points_multiplier_bp": 12000,
            "discounts": [{"category": "*", "rate_bp": 9000}],
        },
    ],
    "points": {"step_points": 100, "step": "1.00", "lifetime_days": 365},
    "stored_value": {
        "offers": [
            {"id": "o500", "pay": "500.00", "bonus": "50.00", "points": 100},
            {"id": "o1000", "pay": "1000.00", "bonus": "200.00"},
        ],
        "free_multiple": "10.00",
        "maximum": "5000.00",
    },
    "cash": {"coin": "0.10", "rounding": "down"},
    "approvals": {"bonus_max": "100.00"},
}


def readings(text: str) -> list[list[str]]:
    """Return how the characters of ``text`` are read."""
    return [list(each) for each in pinyin(text, style=Style.NORMAL, heteronym=True)]


def identity() -> Identity:
    """Return who the test's till is."""
    return Identity(
        terminal_id=TERMINAL,
        store_id="store-1",
        store_name="梧桐店",
        register="A1",
        server_url="http://127.0.0.1:1",
        server_public=SERVER.public,
        server_epoch="epoch-1",
        device_seed=DEVICE_SEED,
        certificate=SERVER.sign(device_bytes(SigningKey(DEVICE_SEED).public)),
        phone_index_key=bytes(range(3, 35)),
        field_key=bytes(range(4, 36)),
        member_code_keys={1: CODES.public},
        zone="Asia/Shanghai",
        currency="CNY",
    )


@dataclass
class Counter:
    """A till, and the far ends that a test plays itself: the server's feed, the clock, chance."""

    folder: Path
    wall_ms: int = START_MS
    mono_ms: int = 1_000_000
    boot_id: str = "boot-1"
    run_id: str = "run-1"
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    flush: bool = False
    pages: int = 0
    grants: int = 0
    mark: HighWater | None = None

    def __post_init__(self) -> None:
        ensure_replica(self.folder)
        upgrade(self.folder / "journal.db", now_ms=self.wall_ms)
        self.till = self._open()

    def _open(self) -> Till:
        journal = Database(self.folder / "journal.db", flush=self.flush)
        with journal.writing() as connection:
            claim_journal(connection, identity())
        cache = Cache(self.folder, terminal_id=TERMINAL)
        return Till(
            journal,
            cache,
            identity(),
            self.folder,
            self.run_id,
            self.next_id,
            readings=readings,
            mark=self.mark,
        )

    def restart(self, *, reboot: bool = False) -> None:
        """Close the till as a kill does, without a commit, and open it again."""
        self.till.close()
        self.run_id += "+"
        if reboot:
            self.boot_id += "+"
            self.mono_ms = 5_000
        self.till = self._open()

    def next_id(self) -> str:
        """Return an id that nobody had before, from this test's own chance."""
        return uuid7(self.wall_ms, self.chance.randbytes(10))

    def now(self) -> Moment:
        """Return the moment; the clock does not move by itself."""
        return Moment(self.wall_ms, self.mono_ms, self.boot_id, 480)

    def wait(self, ms: int) -> Moment:
        """Let ``ms`` pass on both clocks."""
        self.wall_ms += ms
        self.mono_ms += ms
        return self.now()

    def pull(self, **rows: object) -> None:
        """Write a page of the feed, as the sync process does."""
        self.pages += 1
        writer = ReplicaWriter(self.folder / current_name(self.folder))
        try:
            writer.apply(
                Page("epoch-1", self.wall_ms, f"0.{self.pages}", **({"more": False} | rows))  # type: ignore[arg-type]
            )
        finally:
            writer.close()

    def publish(self, **changes: object) -> None:
        """Publish the program, with some fields changed."""
        self.pull(program=signed_program({**PROGRAM, **changes}))

    def member(self, no: int = 1, **fields: object) -> str:
        """Write a member with its figures into the replica; return the id."""
        row, figures = member_row(no, **fields)
        self.pull(profiles=(row,), figures=(figures,))
        return str(row["member_id"])

    def figures(self, no: int, *, included: int, **amounts: int) -> None:
        """Send the figures of member ``no`` as the server has them."""
        self.pull(figures=(figure_row(no, included=included, **amounts),))

    def lend(
        self,
        member_id: str,
        kind: Kind,
        amount: int,
        *,
        valid_ms: int = 30 * DAY_MS,
        lots: tuple[Lot, ...] = (),
        max_single: int = 0,
    ) -> str:
        """Let the server lend ``amount``; return the lease's id."""
        lease_id = self.next_id()
        self.grants += 1
        grant = Grant(
            lease_id,
            TERMINAL,
            member_id,
            kind,
            amount,
            self.wall_ms + valid_ms,
            max_single,
            self.grants,
            lots,
        )
        leases.adopt_grants(self.till, [grant], self.now())
        return lease_id

    def see(self, member_id: str, identified_by: str = "code") -> MemberView:
        """Return the member as the cashier sees one now."""
        return open_member(self.till, member_id, identified_by, self.now())

    def basket(self, *prices: str) -> Basket:
        """Return a basket of one piece each at ``prices``."""
        lines = tuple(piece(price, place) for place, price in enumerate(prices, start=1))
        return Basket(self.next_id(), lines, program_version=1, started_ms=self.wall_ms)

    def payment(
        self, basket: Basket, *tenders: TenderPlan, member: MemberView | None = None
    ) -> Payment:
        """Return a payment of ``basket`` with a new operation id."""
        return Payment(self.next_id(), basket, "cashier-1", tenders, Spender(member))


def piece(price: str, place: int = 1, quantity: Milli = ONE) -> BasketLine:
    """Return a basket line at ``price`` in yuan."""
    return BasketLine(str(place), f"sku-{place}", f"商品{place}", parse_minor(price), quantity)


def cash(amount: str, received: str = "") -> TenderPlan:
    """Return cash that pays ``amount`` yuan."""
    handed = parse_minor(received or amount)
    return TenderPlan(TenderKind.CASH, parse_minor(amount), received_minor=handed)


def value(amount: str) -> TenderPlan:
    """Return stored value that pays ``amount`` yuan."""
    return TenderPlan(TenderKind.STORED_VALUE, parse_minor(amount))


def points(count: int) -> TenderPlan:
    """Return points at a hundred a yuan."""
    return TenderPlan(TenderKind.POINTS, count, points=count)


def qr(amount: str, reference: str = "wx-1") -> TenderPlan:
    """Return money that another machine took."""
    return TenderPlan(TenderKind.QR, parse_minor(amount), reference=reference)


def signed_program(document: dict[str, object]) -> dict[str, object]:
    """Return ``document`` as the feed carries it, signed by the server."""
    text = canonical.dump(document).decode()
    version, start = document["version"], document.get("valid_from_ms", 0)
    assert isinstance(version, int) and isinstance(start, int)
    signature = SERVER.sign(program_bytes(version, start, text)).hex()
    return {"version": version, "valid_from_ms": start, "document": text, "signature": signature}


def figure_row(no: int, *, included: int = 0, **amounts: int) -> FigureRow:
    """Return the figures of member ``no``, in minor units and points."""
    kinds = ("principal", "bonus", "points", "qualifying")
    return FigureRow(no, *(amounts.get(kind, 0) for kind in kinds), included)


def member_row(
    no: int,
    *,
    name: str = "林晓雯",
    mobile: str = "13800006620",
    former: str = "",
    tier: str = "plain",
    status: str = "active",
    code_status: str = "active",
    included: int = 0,
    **amounts: int,
) -> tuple[dict[str, object], FigureRow]:
    """Return a member as the feed carries one: profile and figures."""
    keys = identity().phone_index_key
    terms = name_terms(name, readings)
    phones = [
        {"key": find(keys, digits).hex(), "former": gone}
        for digits, gone in ((mobile, False), (former, True))
        if digits
        for find in (phone_key, tail_key)
    ]
    row: dict[str, object] = {
        "no": no,
        "member_id": member_id(no),
        "name": name,
        "tier_id": tier,
        "status": status,
        "card_number": card(no),
        "phone_mask": phone.masked(phone.normalise(mobile)) if mobile else "",
        "phone_sealed": "",
        "last_visit_day": "2026-11-01",
        "name_chars": terms.spaced_characters(),
        "pinyin": terms.spaced_pinyin(),
        "rest": '{"birthday":"05-20","joined_day":"2025-01-02","tags":["短发"],"visits":3}',
        "codes": [
            {"code": code(no), "kind": "qr", "status": code_status},
            {"code": card(no), "kind": "card", "status": code_status},
        ],
        "phones": phones,
        "terms": list(terms.prefixes()),
    }
    return row, figure_row(no, included=included, **amounts)


def member_id(no: int) -> str:
    """Return the id of member ``no``."""
    return f"00000000-0000-7000-8000-{no:012d}"


def code(no: int) -> str:
    """Return the hex of the QR code of member ``no``."""
    return f"{no:020x}"


def card(no: int) -> str:
    """Return the card number of member ``no``."""
    return card_number(f"{no:011d}")
