"""Reads the sale that nearly every sale is, with one look: no coupons, no approval, no lots.

Most of what a server reads is this. What is in any way unlike it, or is written in any other way
than our tills write it, is left to ``operation_reader``, which reads everything and says what is
wrong where: this module refuses nothing, and a field that sales get one day is never passed over.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pos_member.domain.canonical import JsonValue
from pos_member.domain.lease import Leg
from pos_member.domain.ledger import Kind
from pos_member.domain.operation_reader_parts import LINES_MAX, TENDERS_MAX
from pos_member.domain.operations import Sale, Tendered, Where
from pos_member.domain.shape import INTEGER_MAX
from sync.server.compact_json import no_float

_Whole = Annotated[int, Meta(ge=0, le=INTEGER_MAX)]
_Id = Annotated[str, Meta(min_length=1, max_length=36)]
_Optional = Annotated[str, Meta(max_length=200)] | None
_Nothing = Annotated[list[None], Meta(max_length=0)]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Every field has to be there; they stand in the order of their names, as in our bytes."""


class _Place(_Strict, frozen=True):
    currency: Annotated[str, Meta(min_length=1, max_length=3)]
    day: Annotated[str, Meta(min_length=1, max_length=10)]
    receipt: _Optional
    store: _Id


class _Leg(_Strict, frozen=True):
    amount: Annotated[int, Meta(ge=1, le=INTEGER_MAX)]
    kind: Kind
    lease: _Id
    lots: _Nothing


class _Tender(_Strict, frozen=True):
    amount: _Whole
    kind: Literal["stored_value", "points", "cash", "qr", "bank_card", "transfer"]
    legs: Annotated[list[_Leg], Meta(max_length=LINES_MAX)]
    received: _Whole
    reference: _Optional


class _Sale(_Strict, frozen=True):
    approval: None
    coupons: _Nothing
    due: _Whole
    identified_by: Literal["code", "card", "phone", "name", "enrolled"] | None
    member: _Optional
    points_earned: _Whole
    points_expire_day: _Optional
    qualifying: _Whole
    quoted: object
    rounding: Annotated[int, Meta(ge=-100_000, le=100_000)]
    tenders: Annotated[list[_Tender], Meta(max_length=TENDERS_MAX)]
    where: _Place


def read(raw: bytes) -> Sale | None:
    """Return the sale that ``raw`` writes; ``None`` where it is not a usual one, or is none."""
    # Behind an escape may stand what no database can look up.
    if b"\\" in raw:
        return None
    try:
        found = _DECODER.decode(raw)
    except (ValueError, RecursionError):
        return None
    # A key that stands twice, or anything else that was lost on the way, gives other bytes.
    if _ENCODER.encode(found) != raw:
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


_DECODER = msgspec.json.Decoder(_Sale, float_hook=no_float)
_ENCODER = msgspec.json.Encoder()
