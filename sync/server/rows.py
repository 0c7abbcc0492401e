"""Rows of the server as the feed carries them to a till."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.canonical import JsonValue
from sync.protocol.pages import FigureRow
from sync.protocol.replica import COUPON_COLUMNS, GOODS_COLUMNS, PROFILE_COLUMNS, STAFF_COLUMNS
from sync.server import coupons as coupon_rows
from sync.server import tables

_HELD = tables.holding


def _among(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    return column.in_(sa.bindparam("keys", expanding=True))


_BOOK = tables.tier_book
_FIGURES = (
    sa.select(
        _HELD.c.no,
        _HELD.c.principal,
        _HELD.c.bonus,
        _HELD.c.points,
        _HELD.c.qualifying,
        sa.func.coalesce(_BOOK.c.book, ""),
    )
    .select_from(_HELD.outerjoin(_BOOK, _BOOK.c.no == _HELD.c.no))
    .where(_among(_HELD.c.no))
    .order_by(_HELD.c.no)
)
_PROFILES = (
    sa.select(*(tables.member.c[name] for name in PROFILE_COLUMNS))
    .where(_among(tables.member.c.no))
    .order_by(tables.member.c.no)
)
_CODES = (
    sa.select(tables.member_code)
    .where(_among(tables.member_code.c.no))
    .order_by(tables.member_code.c.kind, tables.member_code.c.code)
)
_PHONES = (
    sa.select(tables.member_phone)
    .where(_among(tables.member_phone.c.no))
    .order_by(tables.member_phone.c.key)
)
_TERMS = (
    sa.select(tables.member_term)
    .where(_among(tables.member_term.c.no))
    .order_by(tables.member_term.c.term)
)
_GOODS = (
    sa.select(*(tables.goods.c[name] for name in GOODS_COLUMNS))
    .where(_among(tables.goods.c.sku))
    .order_by(tables.goods.c.sku)
)
_GOODS_CODES = (
    sa.select(tables.goods_code)
    .where(_among(tables.goods_code.c.sku))
    .order_by(tables.goods_code.c.code)
)
_STAFF = (
    sa.select(*(tables.staff.c[name] for name in STAFF_COLUMNS))
    .where(_among(tables.staff.c.staff_id))
    .order_by(tables.staff.c.staff_id)
)
_COUPONS = coupon_rows.SHOWN.where(_among(tables.coupon.c.coupon_id)).order_by(
    tables.coupon.c.coupon_id
)
_PROGRAM = sa.select(tables.program).where(tables.program.c.version == sa.bindparam("version"))
_SUMS = sa.select(
    sa.func.count().label("members"),
    *(
        sa.func.coalesce(sa.func.sum(_HELD.c[name]), 0).label(name)
        for name in ("principal", "bonus", "points")
    ),
    sa.select(sa.func.count())
    .select_from(tables.coupon)
    .where(coupon_rows.OPEN)
    .scalar_subquery()
    .label("coupons"),
)


def figures(
    connection: Connection, numbers: Sequence[int], included_seq: int
) -> tuple[FigureRow, ...]:
    """Return the figures of the members ``numbers``, all including ``included_seq``."""
    if not numbers:
        return ()
    found = connection.execute(_FIGURES, {"keys": numbers})
    return tuple(FigureRow(*row[:-1], included_seq, row[-1]) for row in found)


def profiles(connection: Connection, numbers: Sequence[int]) -> tuple[dict[str, JsonValue], ...]:
    """Return the profiles of the members ``numbers``, with their codes, phones and terms."""
    if not numbers:
        return ()
    keys = {"keys": numbers}
    found: dict[int, dict[str, JsonValue]] = {}
    codes: dict[int, list[JsonValue]] = {}
    phones: dict[int, list[JsonValue]] = {}
    terms: dict[int, list[JsonValue]] = {}
    for row in connection.execute(_CODES, keys):
        code: JsonValue = {"code": row.code, "kind": row.kind, "status": row.status}
        codes.setdefault(row.no, []).append(code)
    for row in connection.execute(_PHONES, keys):
        phones.setdefault(row.no, []).append({"key": row.key.hex(), "former": bool(row.former)})
    for row in connection.execute(_TERMS, keys):
        terms.setdefault(row.no, []).append(row.term)
    for row in connection.execute(_PROFILES, keys):
        no = row.no
        found[no] = dict(zip(PROFILE_COLUMNS, row, strict=True)) | {
            "codes": codes.get(no, []),
            "phones": phones.get(no, []),
            "terms": terms.get(no, []),
        }
    return tuple(found.values())


def goods(connection: Connection, skus: Sequence[str]) -> tuple[dict[str, JsonValue], ...]:
    """Return the goods ``skus`` with their bar codes."""
    if not skus:
        return ()
    codes: dict[str, list[JsonValue]] = {}
    for row in connection.execute(_GOODS_CODES, {"keys": skus}):
        codes.setdefault(row.sku, []).append(row.code)
    return tuple(
        dict(zip(GOODS_COLUMNS, row, strict=True)) | {"codes": codes.get(row.sku, [])}
        for row in connection.execute(_GOODS, {"keys": skus})
    )


def staff(connection: Connection, ids: Sequence[str]) -> tuple[dict[str, JsonValue], ...]:
    """Return the staff ``ids``."""
    if not ids:
        return ()
    found = connection.execute(_STAFF, {"keys": ids})
    return tuple(dict(zip(STAFF_COLUMNS, row, strict=True)) for row in found)


def coupons(connection: Connection, ids: Sequence[str]) -> tuple[dict[str, JsonValue], ...]:
    """Return the coupons ``ids`` as the replica stores them."""
    if not ids:
        return ()
    found = connection.execute(_COUPONS, {"keys": ids})
    return tuple(dict(zip(COUPON_COLUMNS, row, strict=True)) for row in found)


def program(connection: Connection, version: int) -> dict[str, JsonValue] | None:
    """Return program ``version`` as the replica stores it; ``None`` for 0."""
    found = connection.execute(_PROGRAM, {"version": version}).mappings().first()
    return dict(found) if found else None


def sums(connection: Connection) -> dict[str, int]:
    """Return the sums over all members that a till's replica must come to as well."""
    return {name: int(value) for name, value in connection.execute(_SUMS).mappings().one().items()}
