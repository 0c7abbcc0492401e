"""The open sale takes packs as their own labels say, next to what the catalogue says."""

from dataclasses import replace

from pos_member.domain.money import Milli
from pos_member.domain.views import GoodsView, Scanned, ScanOutcome
from tests.ui.screens.shop_sample import LIN
from tests.ui.screens.till import Till

APPLES = GoodsView(
    "12", "苹果", "food", 2_350, 2_000, code="690", service=False, weighed=True, tax_bp=900
)


def pack(*, quantity: int | None = None, minor: int | None = None) -> Scanned:
    amount = None if quantity is None else Milli(quantity)
    return Scanned(ScanOutcome.GOODS, "22", goods=APPLES, quantity=amount, pack_minor=minor)


def test_a_weight_on_the_label_is_the_quantity_at_the_catalogues_price(till: Till) -> None:
    sale = till.window.counter.sale
    sale.take(pack(quantity=532))
    sale.take(pack(quantity=532))
    assert [(line.quantity, line.unit_minor) for line in sale.basket.lines] == [(532, 2_350)] * 2
    assert sale.selected == sale.basket.lines[-1].line_id


def test_a_price_on_the_label_is_the_price_of_one_pack(till: Till) -> None:
    sale = till.window.counter.sale
    said = []
    sale.said.connect(said.append)
    for minor in (1_250, 1_250, 1_199):
        sale.take(pack(minor=minor))
    lines = [(line.quantity, line.unit_minor, line.weighed) for line in sale.basket.lines]
    assert lines == [(2_000, 1_250, False), (1_000, 1_199, False)]
    assert sale.quote.due_minor == 2 * 1_250 + 1_199
    assert said[-1].values["amount"] == 1_199


def test_a_number_before_the_star_counts_packs_but_not_weights(till: Till) -> None:
    sale = till.window.counter.sale
    sale.set_times(Milli(3_000))
    sale.take(pack(minor=1_000))
    assert sale.basket.lines[0].quantity == 3_000
    sale.select("")
    sale.set_times(Milli(3_000))
    sale.take(pack(quantity=400))
    assert sale.basket.lines[1].quantity == 400


def test_a_tier_that_changes_meanwhile_is_taken_after_the_sale_only(till: Till) -> None:
    sale = till.window.counter.sale
    sale.attach(LIN)
    richer = replace(LIN, tier_id="platinum", tier_name="铂金", last_visit_day="2025-11-22")
    sale.take(pack(minor=1_250))
    sale.refresh_member(richer)
    assert (sale.member.tier_name, sale.member.last_visit_day) == ("金卡", "2025-11-22")
    sale.remove(sale.basket.lines[0].line_id)
    sale.refresh_member(richer)
    assert sale.member.tier_name == "铂金"
