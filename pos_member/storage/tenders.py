"""Tenders of baskets that are not paid yet, and the rights they hold back.

A tender is durable before another machine is asked for money, so that neither the right nor the
money is lost with the power.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select

from pos_member.domain import canonical
from pos_member.domain.lease import Leg, read_leg
from pos_member.domain.operations import Approval, Tendered
from pos_member.domain.shape import Shape
from pos_member.storage.leases import dump_lots
from pos_member.storage.tables import chosen_coupon, reservation, tender

RESERVED = "reserved"
CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class TenderRow:
    """A durable tender; ``state`` is reserved, or confirmed once money was taken outside."""

    tender_id: str
    basket_id: str
    tendered: Tendered
    state: str
    approval: Approval | None
    created_ms: int


_OF_BASKET = (
    select(tender).where(tender.c.basket_id == bindparam("basket")).order_by(tender.c.place)
)
_BY_ID = select(tender).where(tender.c.tender_id == bindparam("id"))
_NEXT_PLACE = select(func.coalesce(func.max(tender.c.place), 0) + 1).where(
    tender.c.basket_id == bindparam("basket")
)
_ANY = select(tender.c.tender_id).limit(1)
_INSERT = insert(tender)
_RESERVE = insert(reservation)
_DELETE = delete(tender).where(tender.c.tender_id == bindparam("id"))
_DELETE_RESERVING = delete(tender).where(tender.c.tender_id.in_(select(reservation.c.tender_id)))
_DROP_LENT = delete(chosen_coupon).where(chosen_coupon.c.lease_id != "")
_DELETE_ALL = delete(tender).where(tender.c.basket_id == bindparam("basket"))


def add(connection: Connection, row: TenderRow) -> None:
    """Write ``row`` and reserve what its legs take."""
    place = connection.execute(_NEXT_PLACE, {"basket": row.basket_id}).scalar_one()
    tendered = row.tendered
    connection.execute(
        _INSERT,
        {
            "tender_id": row.tender_id,
            "basket_id": row.basket_id,
            "place": place,
            "kind": tendered.kind,
            "amount": tendered.amount,
            "points": tendered.points,
            "received": tendered.received,
            "reference": tendered.reference,
            "state": row.state,
            "legs": canonical.dump([leg.to_json() for leg in tendered.legs]).decode(),
            "approval": canonical.dump(row.approval.to_json()).decode() if row.approval else "",
            "created_ms": row.created_ms,
        },
    )
    if tendered.legs:
        connection.execute(_RESERVE, [_reservation(row.tender_id, leg) for leg in tendered.legs])


def of_basket(connection: Connection, basket_id: str) -> list[TenderRow]:
    """Return the tenders of ``basket_id`` in the order they were added."""
    return [_row(row) for row in connection.execute(_OF_BASKET, {"basket": basket_id})]


def is_any(connection: Connection) -> bool:
    """Tell whether some basket has a tender."""
    return connection.execute(_ANY).first() is not None


def by_id(connection: Connection, tender_id: str) -> TenderRow | None:
    """Return tender ``tender_id``, if its basket is still open."""
    row = connection.execute(_BY_ID, {"id": tender_id}).one_or_none()
    return None if row is None else _row(row)


def remove(connection: Connection, tender_id: str) -> None:
    """Delete a tender; what it reserved is free again."""
    connection.execute(_DELETE, {"id": tender_id})


def remove_all(connection: Connection, basket_id: str) -> None:
    """Delete the tenders of a basket that became a sale, or never will."""
    connection.execute(_DELETE_ALL, {"basket": basket_id})


def release_rights(connection: Connection) -> None:
    """Delete every tender that a lease was to pay, and take coupons on lease off the counter.

    Nothing may be spent from leases any more. Money that another machine took stays.
    """
    connection.execute(_DELETE_RESERVING)
    connection.execute(_DROP_LENT)


def _reservation(tender_id: str, leg: Leg) -> dict[str, object]:
    return {
        "tender_id": tender_id,
        "lease_id": leg.lease_id,
        "amount": leg.amount,
        "lots": dump_lots(leg.lots),
    }


def _row(row: Row[*tuple[Any, ...]]) -> TenderRow:
    legs = Shape({"legs": canonical.load(row.legs)}).parts("legs", read_leg, most=1_000)
    return TenderRow(
        row.tender_id,
        row.basket_id,
        Tendered(row.kind, row.amount, legs, row.received, row.reference),
        row.state,
        _approval(row.approval),
        row.created_ms,
    )


def _approval(text: str) -> Approval | None:
    if not text:
        return None
    part = Shape(canonical.load(text))
    return Approval(part.text("staff"), part.text("reason"))
