"""Fills a server with the sample shop: program, goods, staff and any number of members.

The same seed gives the same shop. Balances come from transfers out of the store's ``opening``
account, so the books are whole from the first day. Rows go in by the thousand, because benchmarks
want a million members.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from random import Random
from typing import Any

import sqlalchemy as sa
from argon2.low_level import Type, hash_secret
from sqlalchemy import Connection

from pos_member import han
from pos_member.domain import canonical
from pos_member.domain.amounts import digits_of
from pos_member.domain.code_texts import member_code_text, staff_badge_text
from pos_member.domain.codes import BADGE_SECRET_BYTES, member_code_message
from pos_member.domain.money import parse_minor
from pos_member.domain.name_index import NameTerms, name_terms
from pos_member.domain.opening import opening_transfers
from pos_member.domain.phone import PhoneKey, national_digits
from sync.server import feed, members, posting, programs, sample_coupons, tables
from sync.server.house import House, Store
from sync.server.sample_people import START_MS, Names, Person, people

STORE = Store("00000000-0000-7000-8000-000000000001", "悦己生活馆 · 徐汇店")
MEMBERS = 3_000
CARRIED_MAX = 3_000
"""So many members are listed with what they carry: enough for a day at the counter."""

_AT_ONCE = 2_000
_SALT_BYTES = 16
_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class PinCost:
    """What it costs to try a PIN (Argon2id); the least that OWASP allows is usual here."""

    time: int = 2
    memory_kib: int = 19_456
    parallelism: int = 1


@dataclass(frozen=True, slots=True)
class Sample:
    """What people of the sample shop carry and know, for whoever plays them."""

    members: list[dict[str, str]] = field(default_factory=list)
    staff: list[dict[str, str]] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """Return ``members`` (member_id, name, phone, card, qr, perhaps coupon) and ``staff``."""
        return {"members": self.members, "staff": self.staff}


def fill(
    connection: Connection,
    house: House,
    *,
    members: int = MEMBERS,
    seed: int = 1,
    pin_cost: PinCost | None = None,
    now_ms: int = START_MS,
) -> Sample:
    """Write the sample shop into an empty server, all in the transaction of ``connection``."""
    programs.publish(connection, house, program_document())
    _write_goods(connection)
    staff = _write_staff(connection, seed, pin_cost or PinCost())
    carried: list[dict[str, str]] = []
    for first in range(1, members + 1, _AT_ONCE):
        count = min(_AT_ONCE, members + 1 - first)
        found = people(count, seed=seed, names=_names(), store_name=house.store.name, first=first)
        carried += _write_people(connection, house, list(found), first, now_ms)
        del carried[CARRIED_MAX:]
    templates = [each["id"] for each in program_document()["coupons"]]
    sample_coupons.give(connection, house, carried, templates, seed=seed, now_ms=now_ms)
    if connection.dialect.name == "postgresql":
        connection.execute(_NEXT_NO, {"last": max(1, members)})
    return Sample(carried, staff)


def program_document() -> dict[str, Any]:
    """Return the program of the sample shop."""
    document: dict[str, Any] = _resource("program.json")
    return document


def qr_text(house: House, code: bytes) -> str:
    """Return the signed text of a member's QR code."""
    key_id = house.member_code_key_id
    signature = house.member_code_keys[key_id].sign(member_code_message(code, key_id))
    return member_code_text(code, key_id, signature)


def _write_goods(connection: Connection) -> None:
    goods, codes = [], []
    for row in _resource("goods.json"):
        goods.append(_goods_row(row))
        codes += [{"code": code, "sku": row["sku"]} for code in row["codes"]]
    connection.execute(sa.insert(tables.goods), goods)
    connection.execute(sa.insert(tables.goods_code), codes)
    feed.changed(connection, feed.Change.GOODS, [row["sku"] for row in goods])


def _goods_row(row: dict[str, Any]) -> dict[str, Any]:
    digits = digits_of("CNY")
    member_price = row.get("member_price")
    return {
        "sku": row["sku"],
        "name": row["name"],
        "category": row["category"],
        "price_minor": parse_minor(row["price"], digits),
        "member_price_minor": parse_minor(member_price, digits) if member_price else None,
        "service": int(row.get("service", False)),
        "weighed": int(row.get("weighed", False)),
        "tax_bp": row["tax_bp"],
        "terms": " ".join(name_terms(row["name"], han.readings).prefixes()),
        "active": 1,
    }


def _write_staff(connection: Connection, seed: int, cost: PinCost) -> list[dict[str, str]]:
    chance = Random(f"{seed}/staff")  # noqa: S311 - known PINs need no secret salt
    rows, known = [], []
    for person in _resource("staff.json"):
        badge, salt = chance.randbytes(BADGE_SECRET_BYTES), chance.randbytes(_SALT_BYTES)
        rows.append(
            {
                "staff_id": person["staff_id"],
                "name": person["name"],
                "role": person["role"],
                "pin_verifier": pin_verifier(person["pin"], salt, cost),
                "badge_hash": hashlib.sha256(badge).hexdigest(),
                "active": 1,
            }
        )
        known.append(person | {"badge": staff_badge_text(badge)})
    connection.execute(sa.insert(tables.staff), rows)
    feed.changed(connection, feed.Change.STAFF, [row["staff_id"] for row in rows])
    return known


def pin_verifier(pin: str, salt: bytes, cost: PinCost) -> str:
    """Return the Argon2id hash of ``pin`` in its usual text form."""
    made = hash_secret(
        pin.encode(), salt, cost.time, cost.memory_kib, cost.parallelism, _HASH_BYTES, Type.ID
    )
    return made.decode("ascii")


def _write_people(
    connection: Connection, house: House, found: list[Person], first: int, now_ms: int
) -> list[dict[str, str]]:
    rules = programs.current(connection, house, now_ms)
    rows = _Rows()
    for no, person in enumerate(found, start=first):
        rows.add(no, person, house, rules)
    for table, made in rows.by_table():
        if made:
            connection.execute(sa.insert(table), made)
    numbers = range(first, first + len(found))
    feed.changed(connection, feed.Change.PROFILE, numbers)
    feed.changed(connection, feed.Change.FIGURES, numbers)
    return [_carried(person, house) for person in found] if first <= CARRIED_MAX else []


def _carried(person: Person, house: House) -> dict[str, str]:
    return {
        "member_id": person.member.member_id,
        "name": person.member.name,
        "phone": national_digits(PhoneKey(person.member.phone)),
        "card": person.card,
        "qr": qr_text(house, person.qr),
    }


@dataclass(slots=True)
class _Rows:
    """Rows of many members, by table."""

    members: list[dict[str, Any]] = field(default_factory=list)
    codes: list[dict[str, Any]] = field(default_factory=list)
    phones: list[dict[str, Any]] = field(default_factory=list)
    terms: list[dict[str, Any]] = field(default_factory=list)
    holdings: list[dict[str, Any]] = field(default_factory=list)
    lots: list[dict[str, Any]] = field(default_factory=list)
    ledger: list[dict[str, Any]] = field(default_factory=list)

    def by_table(self) -> Iterator[tuple[sa.Table, list[dict[str, Any]]]]:
        """Yield each table with its rows."""
        yield tables.member, self.members
        yield tables.member_code, self.codes
        yield tables.member_phone, self.phones
        yield tables.member_term, self.terms
        yield tables.holding, self.holdings
        yield tables.lot, self.lots
        yield tables.ledger, self.ledger

    def add(self, no: int, person: Person, house: House, rules: programs.Rules) -> None:
        """Add the rows of ``person`` as member ``no``."""
        opening = person.opening
        made = members.rows_of(person.member, house, terms_of=_terms)
        tier_id = rules.tier_for(rules.entry_tier(), opening.qualifying)
        self.members.append({**made.profile, "no": no, "tier_id": tier_id})
        self.codes += [{**row, "no": no} for row in made.codes]
        self.phones += [{**row, "no": no} for row in made.phones]
        self.terms += [{**row, "no": no} for row in made.terms]
        self.holdings.append(
            {
                "no": no,
                "principal": opening.principal,
                "bonus": opening.bonus,
                "points": opening.points,
                "qualifying": opening.qualifying,
                "coupon": 0,
                "session": 0,
                "free_principal": opening.principal,
                "free_bonus": opening.bonus,
                "free_points": opening.points,
                "free_coupon": 0,
                "free_session": 0,
            }
        )
        self.lots += [
            {"no": no, "lot": lot, "expires_day": day, "amount": points}
            for lot, points, day in opening.lots
        ]
        self.ledger += _ledger_rows(no, person, house)


def _ledger_rows(no: int, person: Person, house: House) -> list[dict[str, Any]]:
    made = opening_transfers(
        person.member.member_id,
        person.opening.brought,
        store_id=house.store.store_id,
        currency=house.store.currency,
    )
    return [
        posting.ledger_row(person.opening.opening_id, line, no, transfer, START_MS)
        for line, transfer in enumerate(made)
    ]


@lru_cache(maxsize=100_000)
def _terms(name: str) -> NameTerms:
    return name_terms(name, han.readings)


@lru_cache(maxsize=1)
def _names() -> Names:
    found = _resource("names.json")
    return Names(found["surnames"], found["compound"], found["female"], found["male"])


def _resource(name: str) -> Any:  # noqa: ANN401 - our own files, read once
    text = (resources.files("resources") / "sample_shop" / name).read_text(encoding="utf-8")
    return canonical.load(text)


_NEXT_NO = sa.text("SELECT setval('member_no_seq', :last)")
