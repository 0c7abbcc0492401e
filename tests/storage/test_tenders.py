"""Durable tenders keep their order, their legs and what they reserve."""

from pos_member.domain.lease import Grant, Leg
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import Approval, Tendered
from pos_member.storage import leases, tenders
from pos_member.storage.tenders import CONFIRMED, RESERVED, TenderRow

VALUE = TenderRow(
    "t1",
    "b",
    Tendered("stored_value", 30, (Leg("l1", Kind.PRINCIPAL, 30),)),
    RESERVED,
    Approval("boss", "known"),
    5,
)
OUTSIDE = TenderRow("t2", "b", Tendered("qr", 20, reference="wx"), CONFIRMED, None, 6)


def test_tenders_come_back_in_order_with_legs_and_approval(connection) -> None:
    leases.open_(connection, Grant("l1", "t", "m", Kind.PRINCIPAL, 100, 500, 0, 1))
    tenders.add(connection, VALUE)
    tenders.add(connection, OUTSIDE)
    assert tenders.of_basket(connection, "b") == [VALUE, OUTSIDE]
    assert tenders.by_id(connection, "t2") == OUTSIDE
    assert tenders.by_id(connection, "t3") is None


def test_a_removed_tender_frees_what_it_reserved(connection) -> None:
    leases.open_(connection, Grant("l1", "t", "m", Kind.PRINCIPAL, 100, 500, 0, 1))
    tenders.add(connection, VALUE)
    tenders.add(connection, OUTSIDE)
    tenders.remove(connection, "t1")
    held = leases.by_id(connection, "l1")
    assert held is not None and held.reserved == 0
    tenders.remove_all(connection, "b")
    assert tenders.of_basket(connection, "b") == []
