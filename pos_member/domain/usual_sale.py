"""Reads the sale that nearly every sale is, with one look: no coupons, no approval, no lots.

Most of what a server reads is this. What is in any way unlike it, or has a field that is not known
here, is left to ``operation_reader``, which reads everything and says what is wrong where: this
module refuses nothing, and a field that sales get one day is never passed over.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pos_member.domain.canonical import JsonValue
from pos_member.domain.lease import Leg
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import Sale, Tendered, Where
from pos_member.domain.shape import INTEGER_MAX

LINES_MAX = 1_000
TENDERS_MAX = 20

_Whole = Annotated[int, Meta(ge=0, le=INTEGER_MAX)]
_Id = Annotated[str, Meta(min_length=1, max_length=36)]
_Optional = Annotated[str, Meta(max_length=200)] | None
_Nothing = Annotated[list[None], Meta(max_length=0)]


class _Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    store: _Id
    day: Annotated[str, Meta(min_length=1, max_length=10)]
    currency: Annotated[str, Meta(min_length=1, max_length=3)]
    receipt: _Optional = None


class _Leg(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lease: _Id
    kind: Kind
    amount: Annotated[int, Meta(ge=1, le=INTEGER_MAX)]
    lots: _Nothing


class _Tender(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Literal["stored_value", "points", "cash", "qr", "bank_card", "transfer"]
    amount: _Whole
    legs: Annotated[list[_Leg], Meta(max_length=LINES_MAX)]
    received: _Whole
    reference: _Optional = None


class _Sale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    where: _Place
    due: _Whole
    rounding: Annotated[int, Meta(ge=-100_000, le=100_000)]
    tenders: Annotated[list[_Tender], Meta(max_length=TENDERS_MAX)]
    points_earned: _Whole
    qualifying: _Whole
    member: _Optional = None
    identified_by: Literal["code", "card", "phone", "name", "enrolled"] | None = None
    points_expire_day: _Optional = None
    quoted: object = None
    approval: None = None
    coupons: _Nothing | None = None


def read(value: object) -> Sale | None:
    """Return the sale that ``value`` writes; ``None`` where it is not a usual one, or is none."""
    try:
        found = msgspec.convert(value, _Sale)
    except msgspec.ValidationError:
        return None
    return Sale(
        _where(found.where),
        found.member or None,
        found.identified_by,
        found.due,
        found.rounding,
        tuple([_tender(each) for each in found.tenders]),
        found.points_earned,
        found.points_expire_day or "",
        found.qualifying,
        _as_json(found.quoted),
    )


def _where(found: _Place) -> Where:
    return Where(found.store, found.day, found.receipt or "", found.currency)


def _tender(found: _Tender) -> Tendered:
    legs = tuple([Leg(each.lease, each.kind, each.amount) for each in found.legs])
    return Tendered(found.kind, found.amount, legs, found.received, found.reference or "")


def _as_json(value: object) -> JsonValue:
    assert value is None or isinstance(value, bool | int | str | list | dict)
    return value
