"""Brings a table of members with their opening balances into the books: all of it, or nothing.

The same table again changes nothing: whom it names is known by an id that comes from the table
itself, and what was brought in stands in the ledger to be compared.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.amounts import digits_of
from pos_member.domain.clock import ShopDays
from pos_member.domain.import_words import words_of_row
from pos_member.domain.member_import import Imported, ImportRules, WrongRow, decoded, read_members
from pos_member.domain.money import format_minor
from sync.protocol.personal import phone_key
from sync.server import opening, programs, sets, tables
from sync.server.house import House
from sync.server.opening import Newcomer
from sync.server.programs import Rules

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Brought:
    """What a table comes to.

    Attributes:
        rows: how many members it names; ``known``: of them, how many it brought in before.
        new: those who are not here yet; ``wrong``: the rows that keep all of them out.
        applied: they are in the books now.
    """

    rows: int
    known: int
    new: tuple[Newcomer, ...]
    wrong: tuple[WrongRow, ...]
    applied: bool = False

    def to_json(self, house: House) -> dict[str, object]:
        """Return it as a document, amounts in major units."""
        digits = digits_of(house.store.currency)
        openings = [each.opening for each in self.new]
        sums: Counter[str] = Counter()
        for each in openings:
            sums["principal"] += each.principal
            sums["bonus"] += each.bonus
            sums["qualifying"] += each.qualifying
        money = {name: format_minor(sums[name], digits) for name in _MONEY}
        return {
            "applied": self.applied,
            "rows": self.rows,
            "new": len(self.new),
            "known": self.known,
            "wrong": [_wrong_to_json(each) for each in self.wrong],
            "sums": {
                **money,
                "points": sum(lot.amount for each in openings for lot in each.points),
                "coupons": sum(len(each.coupons) for each in openings),
            },
        }


_MONEY = ("principal", "bonus", "qualifying")


def bring(connection: Connection, raw: bytes, house: House, *, now_ms: int, apply: bool) -> Brought:
    """Return what the table ``raw`` comes to; with ``apply`` it is written, if no row is wrong.

    Raises:
        Damaged: as ``member_import.decoded`` and ``read_members``.
    """
    rules = programs.current(connection, house, now_ms)
    today = ShopDays(house.store.zone).calendar_day(now_ms)
    found, wrong = read_members(decoded(raw), _rules(house, rules, today))
    looked = _Looked(wrong=list(wrong))
    bad = {each.line for each in wrong}
    rows = [row for row in found if row.line not in bad]
    made = {row.line: opening.newcomer(row, house, rules, today=today) for row in rows}
    _look(connection, rows, made, house, looked)
    applied = apply and not looked.wrong
    if applied:
        opening.write(connection, looked.new, house, rules, now_ms=now_ms)
    looked.wrong.sort(key=lambda each: each.line)
    return Brought(len(found), looked.known, tuple(looked.new), tuple(looked.wrong), applied)


@dataclass(slots=True)
class _Looked:
    """What of a table is new, known and wrong."""

    new: list[Newcomer] = field(default_factory=list)
    known: int = 0
    wrong: list[WrongRow] = field(default_factory=list)


def _look(
    connection: Connection,
    rows: Sequence[Imported],
    made: dict[int, Newcomer],
    house: House,
    looked: _Looked,
) -> None:
    """Tell apart who is new, who is known, and whose phone or card somebody else has."""
    here = _here(connection, [each.member.member_id for each in made.values()])
    posted = _posted(connection, [each.cause_id for each in made.values()])
    keys = {row.line: phone_key(house.phone_index_key, row.phone) for row in rows if row.phone}
    new = [row for row in rows if made[row.line].member.member_id not in here]
    phones = set(_taken(connection, _PHONES, [keys[row.line] for row in new if row.phone]))
    cards = set(_taken(connection, _CARDS, [row.card for row in new if row.card]))
    for row in rows:
        each = made[row.line]
        if each.member.member_id in here:
            looked.known += 1
            if posted.get(each.cause_id, []) != _cells(each, house):
                looked.wrong.append(WrongRow(row.line, "", "import_differs"))
        elif row.phone and keys[row.line] in phones:
            looked.wrong.append(WrongRow(row.line, "phone", "phone_taken"))
        elif row.card and row.card in cards:
            looked.wrong.append(WrongRow(row.line, "card", "card_taken"))
        else:
            looked.new.append(each)


def _rules(house: House, rules: Rules, today: str) -> ImportRules:
    program = rules.program
    tiers = {
        called: each.tier_id
        for each in (program.tiers if program else ())
        for called in (each.name.zh, each.name.en, each.tier_id)
    }
    templates = {
        called: each.template_id
        for each in (program.coupons if program else ())
        for called in (each.name.zh, each.name.en, each.template_id)
    }
    return ImportRules(digits_of(house.store.currency), tiers, templates, today)


def _here(connection: Connection, ids: Sequence[str]) -> set[str]:
    return {row.member_id for row in _MEMBERS.rows(connection, ids)}


def _posted(connection: Connection, causes: Sequence[str]) -> dict[str, list[tuple[object, ...]]]:
    """Return what stands in the ledger under each of ``causes``, in the order of its lines."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for row in _POSTED.rows(connection, causes):
        found.setdefault(row.cause_id, []).append(tuple(row)[2:])
    return found


def _cells(each: Newcomer, house: House) -> list[tuple[object, ...]]:
    return [
        (made.credit, made.amount, made.unit, made.lot, made.expires_day)
        for made in each.transfers(house)
    ]


def _taken(
    connection: Connection, statement: sa.Select[tuple[object]], keys: Sequence[object]
) -> Iterator[object]:
    for first in range(0, len(keys), _AT_ONCE):
        some = {"keys": keys[first : first + _AT_ONCE]}
        yield from connection.execute(statement, some).scalars()


def _wrong_to_json(wrong: WrongRow) -> dict[str, object]:
    return {
        "line": wrong.line,
        "column": wrong.column,
        "reason": wrong.code,
        "words": words_of_row(wrong).to_json(),
    }


_MEMBERS = sets.Reading("SELECT member_id FROM member WHERE member_id {among}")
_POSTED = sets.Reading(
    "SELECT cause_id, line, credit, amount, unit, lot, expires_day FROM ledger"
    " WHERE cause_id {among} ORDER BY cause_id, line"
)
_PHONES = sa.select(tables.member_phone.c.key).where(
    tables.member_phone.c.key.in_(sa.bindparam("keys", expanding=True)),
    tables.member_phone.c.former == 0,
)
_CARDS = sa.select(tables.member_code.c.code).where(
    tables.member_code.c.code.in_(sa.bindparam("keys", expanding=True)),
    tables.member_code.c.kind == "card",
)
