"""Goods are found by bar code, SKU, name, pinyin and initials while they are for sale."""

from pathlib import Path

import pytest

from pos_member.storage import goods
from tests.support.counter import Counter

TEA = {
    "sku": "tea-1", "name": "龙井茶", "category": "drinks", "price_minor": 6_800,
    "member_price_minor": 6_000, "service": False, "weighed": False, "tax_bp": 900,
    "terms": "longjingcha ljc", "active": True, "codes": ["6901234567892", "6901234567908"],
}  # fmt: skip
CUT = {**TEA, "sku": "cut", "name": "剪发", "member_price_minor": None, "service": True,
       "terms": "jianfa jf", "codes": []}  # fmt: skip
GONE = {**TEA, "sku": "gone", "name": "旧茶", "active": False, "codes": ["6900000000007"]}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory):
    counter = Counter(Path(tmp_path_factory.mktemp("shop")))
    counter.pull(goods=(TEA, CUT, GONE))
    with counter.till.cache.reading() as made:
        yield made
    counter.till.close()


def test_goods_are_found_by_each_of_their_codes(connection) -> None:
    for code in ("6901234567892", "6901234567908"):
        found = goods.by_code(connection, code)
        assert found is not None
        assert (found.sku, found.code, found.member_price_minor) == ("tea-1", code, 6_000)


def test_a_service_needs_no_code(connection) -> None:
    found = goods.by_sku(connection, "cut")
    assert found is not None and found.service and found.member_price_minor is None
    assert goods.by_sku(connection, "none") is None


def test_what_is_no_longer_sold_is_not_found(connection) -> None:
    assert goods.by_code(connection, "6900000000007") is None
    assert goods.by_sku(connection, "gone") is None


@pytest.mark.parametrize(
    ("typed", "skus"),
    [("茶", ["tea-1"]), ("jing", ["tea-1"]), ("jf", ["cut"]), ("%", ["cut", "tea-1"]), ("zz", [])],
)
def test_goods_are_found_by_part_of_name_or_terms(connection, typed: str, skus: list[str]) -> None:
    assert sorted(each.sku for each in goods.containing(connection, typed, 50)) == skus
