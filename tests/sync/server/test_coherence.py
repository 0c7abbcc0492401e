"""Bodies whose parts do not agree are found out before they move anything."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.ids import uuid7
from pos_member.domain.lease import Grant, Leg, Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import (
    Body,
    Enrolment,
    LeaseOpened,
    LeaseReturned,
    Sale,
    TenderAbandoned,
    Tendered,
    TopUp,
    Where,
)
from sync.server import coherence

ID = uuid7(1, bytes(10))
WHERE = Where("store", "2026-09-21", "1-000001")
LOTS = (Lot("a", 60, ""), Lot("b", 40, ""))
CASH = Tendered("cash", 100, received=100)
VALUE = Tendered("stored_value", 100, (Leg(ID, Kind.PRINCIPAL, 70), Leg(ID, Kind.BONUS, 30)))
BURN = Tendered("points", 1, (Leg(ID, Kind.POINTS, 100, LOTS),))
GRANT = Grant(ID, ID, ID, Kind.POINTS, 100, 1, 0, 1, LOTS)
TOP_UP = TopUp(WHERE, ID, "code", 100, 0, 0, "", None, 1, CASH)


def sale(*tenders: Tendered, where: Where = WHERE) -> Sale:
    return Sale(where, ID, "code", 0, 0, tenders, 0, "", 0, None)


def abandoned(tender: Tendered) -> TenderAbandoned:
    return TenderAbandoned(WHERE, ID, tender, "left")


def returned(kind: Kind, amount: int, lots: tuple[Lot, ...] = ()) -> LeaseReturned:
    return LeaseReturned(ID, ID, kind, amount, lots)


def filled(*amounts: int) -> tuple[Leg, ...]:
    return tuple(Leg(ID, Kind.HEADROOM, amount) for amount in amounts)


def code_of(body: Body) -> str:
    """Return why ``body`` is refused, nothing when it is not."""
    try:
        coherence.check(body, store_id="store", currency="CNY")
    except Damaged as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    "body",
    [
        sale(),
        sale(CASH, VALUE, BURN, Tendered("qr", 5, reference="x")),
        sale(Tendered("stored_value", 0), Tendered("points", 0)),
        TOP_UP,
        replace(TOP_UP, tender=Tendered("bank_card", 100)),
        replace(TOP_UP, bonus=10, headroom=filled(110)),
        replace(TOP_UP, headroom=filled(99)),
        abandoned(Tendered("qr", 100)),
        Enrolment(WHERE, ID, {}, (), (), "1"),
        LeaseOpened(GRANT),
        LeaseOpened(replace(GRANT, kind=Kind.BONUS, lots=())),
        returned(Kind.PRINCIPAL, 5),
        returned(Kind.POINTS, 100, LOTS),
    ],
)
def test_what_agrees_is_believed(body: Body) -> None:
    assert code_of(body) == ""


ELSEWHERE, ABROAD = replace(WHERE, store_id="other"), replace(WHERE, currency="USD")
LOTS_WRONG = [
    sale(replace(BURN, legs=(Leg(ID, Kind.POINTS, 99, LOTS),))),
    sale(replace(VALUE, legs=(Leg(ID, Kind.PRINCIPAL, 100, LOTS),))),
    LeaseOpened(replace(GRANT, lots=())),
    returned(Kind.POINTS, 5),
    returned(Kind.PRINCIPAL, 100, LOTS),
]
TENDERS_WRONG = [
    sale(replace(VALUE, amount=99)),
    sale(replace(VALUE, amount=100, legs=())),
    sale(replace(BURN, kind="stored_value", amount=100)),
    sale(replace(VALUE, kind="points")),
    sale(replace(BURN, legs=())),
    sale(replace(BURN, amount=0)),
    sale(replace(CASH, legs=VALUE.legs)),
    replace(TOP_UP, tender=replace(VALUE, legs=())),
    replace(TOP_UP, tender=Tendered("points", 100)),
    abandoned(CASH),
    abandoned(Tendered("qr", 0)),
    abandoned(Tendered("qr", 100, VALUE.legs)),
]
CASES = [
    *(
        ("foreign_store", body)
        for body in (sale(where=ELSEWHERE), replace(TOP_UP, where=ELSEWHERE))
    ),
    ("foreign_currency", sale(where=ABROAD)),
    ("foreign_store", Enrolment(ELSEWHERE, ID, {}, (), (), "1")),
    ("not_an_id", Enrolment(WHERE, "member/1", {}, (), (), "1")),
    ("kind_not_lent", returned(Kind.QUALIFYING, 1)),
    ("kind_not_lent", LeaseOpened(replace(GRANT, kind=Kind.QUALIFYING))),
    ("headroom_differs", replace(TOP_UP, headroom=filled(60, 41))),
    ("headroom_differs", replace(TOP_UP, headroom=VALUE.legs)),
    ("lots_differ", replace(TOP_UP, headroom=(Leg(ID, Kind.HEADROOM, 100, LOTS),))),
    ("tender_differs", sale(replace(VALUE, legs=filled(100)))),
    *(("lots_differ", body) for body in LOTS_WRONG),
    *(("tender_differs", body) for body in TENDERS_WRONG),
]


@pytest.mark.parametrize(("code", "body"), CASES)
def test_what_does_not_agree_says_why(code: str, body: Body) -> None:
    assert code_of(body) == code


def test_ids_are_ours_only_as_we_write_them() -> None:
    ways: list[Callable[[str], str]] = [str.upper, lambda t: t.replace("-", ""), lambda t: t[:-1]]
    coherence.check_id(ID)
    for way in ways:
        with pytest.raises(Damaged):
            coherence.check_id(way(uuid7(1, b"\xab" * 10)))
