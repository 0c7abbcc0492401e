"""A basket line carries all of its goods; an empty basket costs nothing."""

from pos_member.domain.money import Milli
from pos_member.domain.views import GoodsView
from ui.screens.sale_values import as_pack, line_of, newcomer, nothing_yet


def test_a_line_carries_what_pricing_and_receipt_need() -> None:
    goods = GoodsView(
        "S1", "剪发", "service", 16_800, 15_000, code="690", service=True, weighed=False, tax_bp=600
    )
    line = line_of(goods, "7", Milli(2_000))
    assert (line.line_id, line.sku, line.unit_minor, line.quantity) == ("7", "S1", 16_800, 2_000)
    assert (line.member_price_minor, line.code, line.service) == (15_000, "690", True)


def test_an_empty_basket_is_due_nothing_in_its_currency() -> None:
    quote = nothing_yet("HKD")
    assert (quote.due_minor, quote.lines, quote.currency) == (0, (), "HKD")


def test_somebody_who_just_joined_holds_nothing() -> None:
    member = newcomer("gold")
    assert (member.tier_id, member.standing.book, member.standing.sure) == ("gold", 0, 0)


def test_a_pack_costs_what_its_label_says_and_has_no_member_price() -> None:
    apples = GoodsView(
        "12", "苹果", "food", 2_350, 2_000, code="690", service=False, weighed=True, tax_bp=900
    )
    pack = as_pack(apples, 1_250)
    assert (pack.price_minor, pack.member_price_minor, pack.weighed) == (1_250, None, False)
