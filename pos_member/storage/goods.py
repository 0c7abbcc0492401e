"""Goods and services of the replica, by bar code, by SKU, or by what their name contains."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select

from pos_member.domain.views import GoodsView
from pos_member.storage.replica_tables import goods, goods_code

_COLUMNS = (
    goods.c.sku,
    goods.c.name,
    goods.c.category,
    goods.c.price_minor,
    goods.c.member_price_minor,
    goods.c.service,
    goods.c.weighed,
    goods.c.tax_bp,
)
_BY_CODE = (
    select(*_COLUMNS)
    .select_from(goods_code.join(goods, goods.c.sku == goods_code.c.sku))
    .where(goods_code.c.code == bindparam("code"), goods.c.active == 1)
)
_BY_SKU = select(*_COLUMNS).where(goods.c.sku == bindparam("sku"), goods.c.active == 1)
_CONTAINS = (
    select(*_COLUMNS)
    .where(
        goods.c.active == 1,
        or_(
            goods.c.terms.contains(bindparam("wanted"), autoescape=False),
            goods.c.name.contains(bindparam("wanted"), autoescape=False),
        ),
    )
    .order_by(goods.c.name)
    .limit(bindparam("most"))
)


def by_code(connection: Connection, code: str) -> GoodsView | None:
    """Return what carries the bar code ``code`` and is for sale."""
    row = connection.execute(_BY_CODE, {"code": code}).one_or_none()
    return None if row is None else _view(row, code)


def by_sku(connection: Connection, sku: str) -> GoodsView | None:
    """Return what has the article number ``sku`` and is for sale."""
    row = connection.execute(_BY_SKU, {"sku": sku}).one_or_none()
    return None if row is None else _view(row, "")


def containing(connection: Connection, wanted: str, most: int) -> Sequence[GoodsView]:
    """Return goods whose name, pinyin or initials contain ``wanted`` (lower case).

    A shop has hundreds or a few thousand of them, so a scan of the table is fast enough.
    """
    plain = wanted.replace("%", "").replace("_", "")
    found = connection.execute(_CONTAINS, {"wanted": plain, "most": most})
    return [_view(row, "") for row in found]


def _view(row: Row[*tuple[Any, ...]], code: str) -> GoodsView:
    sku, name, category, price, member_price, service, weighed, tax = row
    return GoodsView(
        sku=sku,
        name=name,
        category=category,
        price_minor=price,
        member_price_minor=member_price,
        code=code,
        service=bool(service),
        weighed=bool(weighed),
        tax_bp=tax,
    )
