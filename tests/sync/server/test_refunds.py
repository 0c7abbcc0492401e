"""Refunds at the server: every leg where it came from, and never more than was sold."""

from dataclasses import replace

import pytest

from pos_member.domain import canonical
from pos_member.domain.lease import Leg
from pos_member.domain.ledger import Kind
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Tendered
from pos_member.domain.program import CashRules
from pos_member.domain.refund import inverse
from sync.server import headroom, quarantine, reapply, tables
from sync.server.house import House
from sync.server.reapply import Word
from tests.support.sold import refund_of, sale_of
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import Till, cash, stored_value
from tests.sync.server.taking_back import LINES, body_of, last, lent, pushed, sell, take_back
from tests.sync.server.taking_back import shopping as after_shopping
from tests.sync.server.test_headroom import publish


def losses(till: Till) -> dict[tuple[str, str], int]:
    """Return what the store put in, by account's end and unit."""
    return {
        (row["credit"].rpartition("/")[2], row["unit"]): row["amount"]
        for row in rows(till, tables.ledger)
        if row["reason"] == "loss"
    }


@pytest.fixture
def shopping(till: Till) -> tuple[Till, str, str]:
    return after_shopping(till)


def test_a_whole_refund_is_the_identity_on_every_figure(shopping: tuple[Till, str, str]) -> None:
    till, member, sale_id = shopping
    take_back(till, sale_id)
    assert pushed(till) == [("applied", "")]
    held = figures(till, member)
    assert (held["principal"], held["bonus"], held["points"]) == (10_000, 500, 7)
    assert (held["qualifying"], held["owed_points"]) == (0, 0)
    # What was spent is on loan again, to the till that took it back, and never free.
    assert held["free_principal"] == 0
    (lease,) = [row for row in rows(till, tables.lease) if row["lease_id"] == last(till)]
    assert (lease["terminal_id"], lease["remaining"]) == (till.terminal_id, 6_000)
    till.sell(member, stored_value(last(till), 6_000))
    assert pushed(till) == [("applied", "")]
    assert_whole(till)


def test_parts_in_any_batch_add_up(shopping: tuple[Till, str, str]) -> None:
    till, member, sale_id = shopping
    first = take_back(till, sale_id, b=1_000)
    second = take_back(till, sale_id, (first,), a=1_000)
    assert pushed(till) == [("applied", "")] * 2
    take_back(till, sale_id, (first, second), b=1_000)
    assert pushed(till) == [("applied", "")]
    assert figures(till, member)["principal"] == 10_000
    returned = {row["line"]: row["quantity"] for row in rows(till, tables.returned)}
    assert returned == {"a": 1_000, "b": 2_000}
    assert_whole(till)


def test_the_points_of_its_own_lot_are_taken_back_first(shopping: tuple[Till, str, str]) -> None:
    till, member, sale_id = shopping
    take_back(till, sale_id)
    till.push()
    lots = {row["lot"]: row["amount"] for row in rows(till, tables.lot)}
    assert lots[sale_id] == 0
    assert figures(till, member)["points"] == 7


def test_a_guest_gets_the_money_back(till: Till) -> None:
    sale_id = sell(till, None, cash(10_000))
    take_back(till, sale_id, a=1_000)
    assert pushed(till) == [("applied", "")] * 2
    assert_whole(till)


def test_a_sale_refunded_twice_is_the_shops_loss_and_nobody_elses(
    shopping: tuple[Till, str, str],
) -> None:
    till, member, sale_id = shopping
    image = till.image()
    take_back(till, sale_id)
    till.push()
    take_back(image, sale_id)
    image.claim()
    assert pushed(image) == [("applied", "shortage")]
    assert losses(till) == {
        ("sales", "CNY"): 10_000,
        ("points", "points"): 40,
        ("qualifying", "qualifying"): 10_000,
    }
    held = figures(till, member)
    assert (held["principal"], held["points"], held["qualifying"]) == (16_000, 7, 0)
    assert held["owed_points"] == 0
    assert_whole(till)


def test_only_what_is_beyond_the_sale_is_a_loss(shopping: tuple[Till, str, str]) -> None:
    till, _, sale_id = shopping
    image = till.image()
    take_back(till, sale_id, b=1_000)
    till.push()
    take_back(image, sale_id)
    image.claim()
    assert pushed(image) == [("applied", "shortage")]
    # One of the two pieces of 40.00 came back twice.
    assert losses(till)["sales", "CNY"] == 2_000
    assert_whole(till)


def test_a_refund_waits_with_its_sale_and_is_applied_with_it(till: Till, house: House) -> None:
    stranger = till.new_id()
    sale_id = sell(till, stranger, cash(10_000), earned=3)
    take_back(till, sale_id)
    assert pushed(till) == [
        ("quarantined", "member_unknown"),
        ("quarantined", "depends_on_quarantined"),
    ]
    refund_id = last(till)
    till.enrol()
    first = till.entries.pop()
    body = read_body("enrolment", canonical.load(first.entry.draft.body))
    till.write(replace(body, member_id=stranger), personal=first.personal)
    till.push()
    found = till.database.write(
        lambda connection: reapply.decide(
            connection, sale_id, "applied", house, Word("boss", "he is here now", till.now_ms)
        )
    )
    assert found["followed"] == [refund_id]
    assert figures(till, stranger)["points"] == 0
    assert_whole(till)


@pytest.mark.parametrize("decision", quarantine.DECISIONS)
def test_what_was_decided_away_is_not_refunded(till: Till, house: House, decision: str) -> None:
    sale_id = sell(till, till.new_id(), cash(10_000))
    till.push()
    till.database.write(
        lambda connection: quarantine.decide(
            connection, sale_id, decision, house, by="boss", reason="no", now_ms=till.now_ms
        )
    )
    take_back(till, sale_id)
    assert pushed(till) == [("quarantined", "depends_on_quarantined")]


def test_a_refund_of_no_sale_waits(till: Till) -> None:
    till.write(
        replace(refund_of(body_of(till, sell(till, None, cash(10_000))), _ALL), where=till.where())
    )
    assert pushed(till)[1] == ("quarantined", "sale_unknown")


_SALE = sale_of(LINES, (cash(10_000),), member_id=None)
_ALL = inverse(_SALE, (), {"a": 1_000}, cash=CashRules())


@pytest.mark.parametrize(
    "change",
    [
        {"earned": 41},
        {"principal": 6_001, "tenders": (Tendered("cash", 3_999),)},
        {"tenders": (Tendered("qr", 4_000),)},
    ],
)
def test_a_refund_of_what_was_never_taken_waits(shopping: tuple[Till, str, str], change) -> None:
    till, member, sale_id = shopping
    made = take_back(till, sale_id)
    till.entries.pop()
    till.write(replace(made, where=till.where(), **change))
    assert pushed(till) == [("quarantined", "refund_differs")]
    assert figures(till, member)["principal"] == 4_000


@pytest.mark.parametrize("tender", [Tendered("points", 4_000), Tendered("qr", 4_000)])
def test_outside_money_goes_back_outside(shopping: tuple[Till, str, str], tender: Tendered) -> None:
    till, _, sale_id = shopping
    made = take_back(till, sale_id)
    till.entries.pop()
    till.write(replace(made, where=till.where(), tenders=(tender,)))
    assert pushed(till)[0][0] == "quarantined"


def test_a_refund_above_the_cap_is_told_and_not_refused(till: Till) -> None:
    publish(till, 10_000)
    member = till.enrol(headroom=10_000)
    filled = (Leg(last(till, "enrolment"), Kind.HEADROOM, 10_000),)
    lease = till.top_up(member, 10_000, headroom=filled)
    sale_id = sell(till, member, stored_value(lease, 10_000))
    till.push()
    till.want(member, 5_000, Kind.HEADROOM)
    grant = lent(till, Kind.HEADROOM)
    till.top_up(member, 5_000, headroom=(Leg(grant.lease_id, Kind.HEADROOM, 5_000),))
    take_back(till, sale_id)
    assert pushed(till) == [("applied", ""), ("applied", "over_cap")]
    assert figures(till, member)["principal"] == 15_000
    with till.database.reading() as connection:
        told = headroom.above_cap(connection, 10_000)["top_ups"]
    assert [row["op_id"] for row in told] == [last(till)]
    assert_whole(till)
