"""Sessions of packages at the server: sold into a lease, lent on, used once, never overdrawn."""

from dataclasses import replace

import pytest

from pos_member.domain.lease import Leg, Lot
from pos_member.domain.ledger import Kind, session_lot
from pos_member.domain.operations import LeaseReturned, PackageSold, Sale, SessionRedeemed
from pos_member.domain.program import CashRules
from pos_member.domain.refund import inverse
from sync.protocol.messages import Want
from sync.server import lost, tables
from tests.support.sold import refund_of, sale_of
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import NOW_MS, Till, cash, last
from tests.sync.server.taking_back import body_of
from tests.sync.server.test_booking import member_visits

LAST_DAY = "2027-12-31"


@pytest.fixture
def member(till: Till) -> str:
    return till.enrol()


def sell(till: Till, member: str, sessions: int = 5, *lines: PackageSold) -> str:
    """Sell a package of so many sessions; return the sale, whose id is the lease's too."""
    packages = lines or (PackageSold("1", "wash", sessions, LAST_DAY),)
    body = Sale(
        till.where(), member, "code", 100, 0, (cash(100),), 0, "", 100, None, packages=packages
    )
    return till.write(body).draft.op_id


def leg(lease: str, sale: str, count: int = 1) -> Leg:
    lots = (Lot(session_lot(sale, "wash"), count, LAST_DAY),)
    return Leg(lease, Kind.SESSION, count, lots)


def used(till: Till, member: str, taken: Leg) -> SessionRedeemed:
    return SessionRedeemed(till.where(), member, "code", "wash", "cut", "anna", taken)


def held(till: Till, member: str) -> tuple[int, int]:
    row = figures(till, member)
    return row["session"], row["free_session"]


def test_what_a_till_sold_lies_there_and_is_used_up_there(till: Till, member: str) -> None:
    sale = sell(till, member)
    till.write(used(till, member, leg(sale, sale)))
    assert last(till) == ("applied", "")
    assert held(till, member) == (4, 0)
    assert_whole(till)


def test_more_than_a_lease_holds_is_set_apart_and_nothing_is_below_zero(
    till: Till, member: str
) -> None:
    sale = sell(till, member, 1)
    till.write(used(till, member, leg(sale, sale)))
    till.write(used(till, member, leg(sale, sale)))
    assert last(till) == ("quarantined", "balance_short")
    assert held(till, member) == (0, 0)
    assert_whole(till)


def test_a_till_that_needs_them_is_lent_all_that_comes_back(
    till: Till, other_till: Till, member: str
) -> None:
    sale = sell(till, member)
    till.push()
    assert other_till.push(Want(other_till.new_id(), member, Kind.SESSION, 1_000)).grants == ()
    parts = leg(sale, sale, 5)
    till.write(LeaseReturned(sale, member, Kind.SESSION, 5, parts.lots))
    till.push()
    grants = other_till.push().grants
    lent = {lot.lot: lot.amount for grant in grants for lot in grant.lots}
    assert lent == {session_lot(sale, "wash"): 5}
    other_till.write(used(other_till, member, leg(grants[-1].lease_id, sale)))
    assert last(other_till) == ("applied", "")
    assert held(till, member) == (4, 0)
    assert_whole(till)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda body: replace(body, package_id="dye"),
        lambda body: replace(body, leg=replace(body.leg, amount=2)),
        lambda body: replace(body, leg=leg(body.leg.lease_id, "x", 2)),
        lambda body: replace(body, leg=replace(body.leg, kind=Kind.POINTS)),
    ],
)
def test_a_use_that_contradicts_itself_is_set_apart(till: Till, member: str, wrong) -> None:
    sale = sell(till, member)
    till.write(wrong(used(till, member, leg(sale, sale))))
    assert last(till)[0] == "quarantined"
    assert held(till, member) == (5, 0)
    assert_whole(till)


def test_one_lot_has_one_life(till: Till, member: str) -> None:
    two = (PackageSold("1", "wash", 1, ""), PackageSold("2", "wash", 1, LAST_DAY))
    sell(till, member, 2, *two)
    assert last(till) == ("quarantined", "package_differs")


def losses(till: Till) -> int:
    """Return how many sessions the shop paid for."""
    found = rows(till, tables.ledger)
    return sum(
        row["amount"] for row in found if (row["unit"], row["reason"]) == ("session", "loss")
    )


def test_what_a_lost_till_used_after_the_shop_gave_it_up_is_the_shops_loss(
    till: Till, other_till: Till, member: str
) -> None:
    sale = sell(till, member, 2)
    till.push()
    till.write(used(till, member, leg(sale, sale)))
    with till.database.writing() as connection:
        lost.declare(connection, till.terminal_id, till.house, now_ms=NOW_MS)
    assert held(till, member) == (2, 2)
    grant = other_till.want(member, 1_000, Kind.SESSION)
    assert grant is not None
    assert grant.amount == 2
    till.send(till.request())
    assert (held(till, member), losses(till)) == ((2, 0), 1)
    assert_whole(till)


def test_a_session_is_a_visit_of_its_day(till: Till, member: str) -> None:
    sale = sell(till, member)
    till.day = "2026-12-24"
    till.write(used(till, member, leg(sale, sale)))
    till.write(used(till, member, leg(sale, sale)))
    assert member_visits(till, member) == ("2026-12-24", 1)


@pytest.fixture
def sold_by_record(till: Till, member: str) -> str:
    """Return a sale of a card of five sessions for 5.00, with its lines on record."""
    sale = sale_of([("1", 1_000, 500)], (cash(500),), member_id=member)
    packages = (PackageSold("1", "wash", 5, LAST_DAY),)
    return till.write(replace(sale, where=till.where(), packages=packages)).draft.op_id


def give_back(till: Till, sale_id: str, sessions: int, *legs: Leg) -> tuple[str, str]:
    sale = body_of(till, sale_id)
    made = inverse(sale, (), {"1": sessions * 1_000}, cash=CashRules())
    refund = replace(refund_of(sale, made, sale_id=sale_id), where=till.where(), sessions=legs)
    till.write(refund)
    return last(till)


def test_what_is_not_used_of_a_package_is_given_back(
    till: Till, member: str, sold_by_record: str
) -> None:
    till.write(used(till, member, leg(sold_by_record, sold_by_record)))
    taken = leg(sold_by_record, sold_by_record, 4)
    assert give_back(till, sold_by_record, 4, taken) == ("applied", "")
    assert held(till, member) == (0, 0)
    assert_whole(till)


@pytest.mark.parametrize(
    ("sessions", "kind", "code"),
    [(4, Kind.SESSION, "refund_differs"), (5, Kind.POINTS, "package_differs")],
)
def test_a_refund_that_takes_other_sessions_than_it_returns_is_set_apart(
    till: Till, sold_by_record: str, sessions: int, kind: Kind, code: str
) -> None:
    member = body_of(till, sold_by_record).member_id
    assert member
    taken = replace(leg(sold_by_record, sold_by_record, 5), kind=kind)
    assert give_back(till, sold_by_record, sessions, taken) == ("quarantined", code)
    assert held(till, member) == (5, 0)
    assert_whole(till)


def test_a_machine_put_back_takes_what_it_sold_and_used_in_one_push_from_its_void_lease(
    till: Till, member: str
) -> None:
    till.push()
    sale = sell(till, member, 3)
    till.write(used(till, member, leg(sale, sale)))
    till.write(LeaseReturned(sale, member, Kind.SESSION, 1, leg(sale, sale).lots))
    till.claim()
    assert {result.outcome for result in till.push().results} == {"applied"}
    assert (held(till, member), losses(till)) == ((2, 2), 0)
    assert_whole(till)
