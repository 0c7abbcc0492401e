"""Members with their opening balances as rows, and all of them written as sets.

Their ids come from the house's own secret and what the table knows a member by. So the same table
names the same members again, and nobody who knows a phone number can tell an id.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.codes import COUPON_CODE_BYTES
from pos_member.domain.ids import RANDOM_BYTES, uuid7
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import Transfer
from pos_member.domain.member import addressed
from pos_member.domain.member_import import Imported
from pos_member.domain.opening import Opening, opening_transfers
from pos_member.domain.operations import MemberCodeBinding
from sync.server import coupon_issue, feed, members, posting, tables
from sync.server.house import House
from sync.server.members import NewMember
from sync.server.programs import Rules

CAUSE = "import"
"""What the causes of opening balances begin with; the member's id follows."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A member about to be brought in, with what it brings; ``coupons``: id → template."""

    member: NewMember
    opening: Opening
    coupons: dict[str, str]

    @property
    def cause_id(self) -> str:
        """Return what its transfers stand under."""
        return f"{CAUSE}/{self.member.member_id}"

    def transfers(self, house: House) -> tuple[Transfer, ...]:
        """Return what brings its balances into the books."""
        return opening_transfers(
            self.member.member_id,
            self.opening,
            store_id=house.store.store_id,
            currency=house.store.currency,
        )


def newcomer(row: Imported, house: House, rules: Rules, *, today: str) -> Newcomer:
    """Return the member that ``row`` describes; ``today`` it joins where no day is said."""
    member_id = _id(house, row.key)
    lots = tuple(
        Lot(_id(house, f"{row.key} points {place}"), amount, day)
        for place, (amount, day) in enumerate(row.points)
    )
    coupons = [
        (_secret(house, f"{row.key} coupon {place}")[:COUPON_CODE_BYTES].hex(), template, day)
        for place, (template, day) in enumerate(row.coupons)
    ]
    opening = Opening(
        principal=row.principal,
        bonus=row.bonus,
        qualifying=row.qualifying,
        points=lots,
        coupons=tuple(Lot(coupon_id, 1, day) for coupon_id, _, day in coupons),
    )
    entry = rules.entry_tier() or house.entry_tier
    rest: dict[str, object] = {
        "salutation": addressed(row.name, row.gender, "zh"),
        "gender": row.gender.value,
        "birthday": row.birthday,
        "note": row.note,
        "joined_day": row.joined_day or today,
        "home_store": house.store.name,
        "tags": [],
        "consents": [],
        "visits": 0,
    }
    member = NewMember(
        member_id=member_id,
        name=row.name,
        phone=row.phone,
        tier_id=row.tier_id or rules.tier_for(entry, row.qualifying),
        codes=(MemberCodeBinding("card", row.card),) if row.card else (),
        rest=rest,
    )
    return Newcomer(member, opening, {coupon_id: template for coupon_id, template, _ in coupons})


def write(
    connection: Connection,
    found: Sequence[Newcomer],
    house: House,
    rules: Rules,
    *,
    now_ms: int,
) -> None:
    """Write ``found`` and say so in the feed, in the transaction of ``connection``."""
    if not found:
        return
    rows = _Rows(house, _offline_ok(rules), now_ms)
    numbers = _numbers(connection, len(found))
    for no, each in zip(numbers, found, strict=True):
        rows.add(no, each)
    for table, made in rows.by_table():
        if made:
            connection.execute(sa.insert(table), made)
    feed.changed(connection, feed.Change.PROFILE, numbers)
    feed.changed(connection, feed.Change.FIGURES, numbers)
    feed.changed(connection, feed.Change.COUPON, [row["coupon_id"] for row in rows.coupons])


def _offline_ok(rules: Rules) -> dict[str, bool]:
    templates = rules.program.coupons if rules.program else ()
    return {each.template_id: each.offline_ok for each in templates}


def _id(house: House, text: str) -> str:
    """Return the id that ``text`` has in this house, for ever the same."""
    return uuid7(0, _secret(house, text)[:RANDOM_BYTES])


def _secret(house: House, text: str) -> bytes:
    return hmac.digest(house.phone_index_key, f"{CAUSE} {text}".encode(), hashlib.sha256)


def _numbers(connection: Connection, count: int) -> list[int]:
    """Return the numbers of ``count`` new members."""
    if connection.dialect.name == "postgresql":
        return sorted(connection.execute(_DRAWN, {"count": count}).scalars())
    last = connection.execute(_LAST).scalar_one()
    return list(range(last + 1, last + 1 + count))


@dataclass(slots=True)
class _Rows:
    """Rows of many members, by table."""

    house: House
    offline_ok: dict[str, bool]
    now_ms: int
    members: list[dict[str, Any]] = field(default_factory=list)
    codes: list[dict[str, Any]] = field(default_factory=list)
    phones: list[dict[str, Any]] = field(default_factory=list)
    terms: list[dict[str, Any]] = field(default_factory=list)
    holdings: list[dict[str, Any]] = field(default_factory=list)
    lots: list[dict[str, Any]] = field(default_factory=list)
    coupons: list[dict[str, Any]] = field(default_factory=list)
    ledger: list[dict[str, Any]] = field(default_factory=list)

    def by_table(self) -> Iterator[tuple[sa.Table, list[dict[str, Any]]]]:
        """Yield each table with its rows."""
        yield tables.member, self.members
        yield tables.member_code, self.codes
        yield tables.member_phone, self.phones
        yield tables.member_term, self.terms
        yield tables.holding, self.holdings
        yield tables.lot, self.lots
        yield tables.coupon, self.coupons
        yield tables.ledger, self.ledger

    def add(self, no: int, each: Newcomer) -> None:
        """Add the rows of ``each`` as member ``no``."""
        made = members.rows_of(each.member, self.house)
        self.members.append({**made.profile, "no": no})
        self.codes += [{**row, "no": no} for row in made.codes]
        self.phones += [{**row, "no": no} for row in made.phones]
        self.terms += [{**row, "no": no} for row in made.terms]
        self.holdings.append(_holding(no, each.opening))
        self.lots += [
            {"no": no, "lot": lot.lot, "expires_day": lot.expires_day, "amount": lot.amount}
            for lot in (*each.opening.points, *each.opening.coupons)
        ]
        for lot in each.opening.coupons:
            template = each.coupons[lot.lot]
            row = coupon_issue.row_of(lot.lot, no, template, now_ms=self.now_ms)
            offline = int(self.offline_ok.get(template, False))
            self.coupons.append(row | {"last_day": lot.expires_day, "offline_ok": offline})
        self.ledger += [
            posting.ledger_row(each.cause_id, line, no, transfer, self.now_ms)
            for line, transfer in enumerate(each.transfers(self.house))
        ]


def _holding(no: int, opening: Opening) -> dict[str, int]:
    points, coupons = (
        sum(lot.amount for lot in lots) for lots in (opening.points, opening.coupons)
    )
    free = {
        "principal": opening.principal,
        "bonus": opening.bonus,
        "points": points,
        "coupon": coupons,
        "session": 0,
    }
    lent_from = {f"free_{name}": amount for name, amount in free.items()}
    return {"no": no, **free, **lent_from, "qualifying": opening.qualifying, "owed_points": 0}


_DRAWN = sa.text("SELECT nextval('member_no_seq') FROM generate_series(1, :count)")
_LAST = sa.select(sa.func.coalesce(sa.func.max(tables.member.c.no), 0))
