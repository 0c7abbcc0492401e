"""A pack is sold as its own label says: by weight, at the label's price, and never past its day."""

import pytest

from pos_member.domain.check_digits import gs1_check_holds
from pos_member.domain.scale_labels import read_patterns
from pos_member.domain.views import Scanned, ScanOutcome
from pos_member.services.scanning import scan
from tests.support.counter import Counter

APPLES, TEA = "6901234567892", "6901234567908"
PATTERNS = ("22IIIIIPPPPPC", "23IIIIIWWWWWC", "21IIIIIWWWWWPPPPPC")


def goods(sku: str, code: str, price: int, *, weighed: bool) -> dict[str, object]:
    return {
        "sku": sku, "name": sku, "category": "food", "price_minor": price,
        "member_price_minor": price - 1, "service": False, "weighed": weighed, "tax_bp": 900,
        "terms": sku, "active": True, "codes": [code],
    }  # fmt: skip


@pytest.fixture
def shop(counter: Counter) -> Counter:
    apples = goods("12", APPLES, 2_350, weighed=True)
    tea = goods("00088", check(TEA[:12]), 6_800, weighed=False)
    counter.pull(goods=(apples, tea))
    counter.till.labels = read_patterns(PATTERNS)
    return counter


def check(digits: str) -> str:
    return next(digits + str(n) for n in range(10) if gs1_check_holds(digits + str(n)))


def seen(shop: Counter, text: str) -> Scanned:
    return scan(shop.till, text, shop.now())


@pytest.mark.parametrize(
    ("label", "quantity", "pack"),
    [
        ("220001201250", None, 1_250),
        ("230001200532", 532, None),
        ("21000120053201250", 532, None),  # 0.532 kg at 23.50 is 12.502: the label agrees
        ("21000120053201251", 532, None),
        ("21000120053201199", None, 1_199),  # another price than the catalogue's: the label holds
        ("220008806000", None, 6_000),
        ("21000880020006000", None, 6_000),
    ],
)
def test_a_label_of_the_shops_scales_says_how_much_or_how_dear(
    shop: Counter, label: str, quantity: int | None, pack: int | None
) -> None:
    found = seen(shop, check(label))
    assert found.outcome is ScanOutcome.GOODS
    assert (found.quantity, found.pack_minor) == (quantity, pack)


@pytest.mark.parametrize(
    ("label", "outcome", "code"),
    [
        ("220099901250", ScanOutcome.UNKNOWN_GOODS, "goods_unknown"),
        ("220001200000", ScanOutcome.REFUSED, "label_empty"),
        ("230001200000", ScanOutcome.REFUSED, "label_empty"),
        ("230008800532", ScanOutcome.REFUSED, "label_not_weighed"),
    ],
)
def test_a_label_that_cannot_be_sold_says_why(
    shop: Counter, label: str, outcome: ScanOutcome, code: str
) -> None:
    found = seen(shop, check(label))
    assert (found.outcome, found.code) == (outcome, code)


def test_a_message_on_a_pack_gives_its_weight_or_its_price(shop: Counter) -> None:
    by_weight = seen(shop, f"010{APPLES}3103000532")
    assert by_weight.goods is not None
    assert (by_weight.goods.sku, by_weight.quantity) == ("12", 532)
    assert seen(shop, f"010{APPLES}3922001250").pack_minor == 1_250
    assert seen(shop, f"010{APPLES}393115600125").pack_minor == 1_250
    assert seen(shop, f"010{APPLES}39231250000").pack_minor == 125_000
    plain = seen(shop, f"010{APPLES}10LOT7")
    assert (plain.outcome, plain.quantity, plain.pack_minor) == (ScanOutcome.GOODS, None, None)


@pytest.mark.parametrize("price", ["39328400001250", "39231251"])
def test_a_price_in_another_money_or_finer_than_ours_is_not_guessed(
    shop: Counter, price: str
) -> None:
    assert seen(shop, f"010{APPLES}{price}").code == "label_price_unreadable"


def test_past_its_last_day_nothing_is_sold(shop: Counter) -> None:
    today = "261122"  # the counter's day
    assert seen(shop, f"010{APPLES}17{today}").outcome is ScanOutcome.GOODS
    late = seen(shop, f"010{APPLES}17261121")
    assert (late.outcome, late.code, late.text) == (
        ScanOutcome.REFUSED,
        "goods_expired",
        "12 2026-11-21",
    )
    assert seen(shop, f"010{APPLES}15261121").outcome is ScanOutcome.GOODS


def test_an_article_nobody_knows_is_an_unknown_one_with_its_number(shop: Counter) -> None:
    other = check("690555555555")
    assert seen(shop, f"010{other}10A") == Scanned(
        ScanOutcome.UNKNOWN_GOODS, other, "goods_unknown"
    )
