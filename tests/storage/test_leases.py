"""Leases as rows: never below zero, never deleted, reserved rights apart."""

import pytest
from sqlalchemy.exc import IntegrityError

from pos_member.domain.lease import Grant, Lease, Leg, Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import Tendered
from pos_member.storage import leases, tenders
from pos_member.storage.tenders import RESERVED, TenderRow

LOTS = (Lot("old", 60, "2027-01-01"), Lot("new", 40, ""))
MONEY = Grant("l1", "t", "m", Kind.PRINCIPAL, 100, 500, 0, 1)
POINTS = Grant("l2", "t", "m", Kind.POINTS, 100, 900, 0, 2, LOTS)


def reserve(connection, lease_id: str, kind: Kind, amount: int, lots=()) -> None:
    legs = (Leg(lease_id, kind, amount, lots),)
    row = TenderRow(f"t-{lease_id}", "b", Tendered("x", amount, legs), RESERVED, None, 1)
    tenders.add(connection, row)


def test_a_lease_is_spent_down_to_nothing_and_stays_known(connection) -> None:
    leases.open_(connection, MONEY)
    leases.take(connection, "l1", 30, ())
    assert leases.by_id(connection, "l1") == Lease("l1", "m", Kind.PRINCIPAL, 70, 0, 500)
    leases.take(connection, "l1", 70, ())
    assert leases.of_member(connection, "m") == []
    assert leases.by_id(connection, "l1") is not None
    assert leases.by_id(connection, "l9") is None


def test_the_file_refuses_less_than_nothing(connection) -> None:
    leases.open_(connection, MONEY)
    with pytest.raises(IntegrityError):
        leases.take(connection, "l1", 101, ())
    with pytest.raises(AssertionError):
        leases.take(connection, "absent", 1, ())


def test_points_leave_with_their_lots(connection) -> None:
    leases.open_(connection, POINTS)
    leases.take(connection, "l2", 70, (Lot("old", 60, "2027-01-01"), Lot("new", 10, "")))
    held = leases.by_id(connection, "l2")
    assert held is not None and (held.remaining, held.lots) == (30, (Lot("new", 30, ""),))


def test_what_open_payments_reserve_is_not_free(connection) -> None:
    leases.open_(connection, MONEY)
    leases.open_(connection, POINTS)
    reserve(connection, "l1", Kind.PRINCIPAL, 40)
    reserve(connection, "l2", Kind.POINTS, 60, (Lot("new", 40, ""), Lot("old", 20, "2027-01-01")))
    money, points = sorted(leases.of_member(connection, "m"), key=lambda item: item.lease_id)
    assert (money.remaining, money.reserved, money.free) == (100, 40, 60)
    free = leases.unreserved(connection, points)
    assert (free.remaining, free.reserved) == (40, 0)
    assert free.lots == (Lot("old", 40, "2027-01-01"),)
    assert leases.unreserved(connection, free) is free


def test_expired_leases_that_hold_something_are_listed(connection) -> None:
    leases.open_(connection, MONEY)
    leases.open_(connection, POINTS)
    assert [held.lease_id for held in leases.expired(connection, 500)] == ["l1"]
    assert [grant.amount for grant, _, _ in leases.every(connection)] == [100, 100]
