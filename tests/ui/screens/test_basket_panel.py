"""The basket: its lines with their reasons, codes nobody knows, and a removal taken back."""

import pytest

from pos_member.domain.views import Scanned, ScanOutcome
from tests.ui.screens.shop_sample import CATALOGUE, LIN
from ui.screens.basket_panel import BasketPanel
from ui.screens.counter import Counter


@pytest.fixture
def panel(qtbot, counter: Counter):
    made = BasketPanel(counter.sale)
    qtbot.addWidget(made)
    return made


def test_an_empty_basket_invites_to_scan_and_offers_nothing_to_hold(panel: BasketPanel) -> None:
    assert not panel.empty.isHidden()
    assert panel.lines.isHidden() and panel.totals.isHidden()
    assert panel.hold.isHidden() and panel.clear.isHidden()


def test_a_member_price_stands_in_the_line_with_its_reason(
    panel: BasketPanel, counter: Counter
) -> None:
    counter.sale.add_goods(CATALOGUE[0])
    (guest,) = panel.lines.lines.lines
    assert guest.amount == "¥168.00" and guest.badge == ""
    counter.sale.attach(LIN)
    (line,) = panel.lines.lines.lines
    assert line.amount == "¥151.20"
    assert "金卡" in line.badge


def test_an_unknown_code_stands_on_top_and_the_basket_cannot_be_cleared_over_it(
    panel: BasketPanel, counter: Counter
) -> None:
    counter.sale.add_goods(CATALOGUE[0])
    counter.sale.take(Scanned(ScanOutcome.UNKNOWN_GOODS, "69012345"))
    first, second = panel.lines.lines.lines
    assert first.unknown and first.detail == "6901 2345"
    assert second.name == CATALOGUE[0].name
    assert panel.clear.isHidden() and not panel.hold.isHidden()


def test_a_removed_line_is_brought_back_by_the_button_that_names_it(
    panel: BasketPanel, counter: Counter, qtbot
) -> None:
    counter.sale.add_goods(CATALOGUE[2])
    counter.sale.remove(counter.sale.basket.lines[0].line_id)
    assert panel.undo_bar.label.text() == f"已移除 {CATALOGUE[2].name}"
    assert not panel.empty.isHidden()
    panel.undo_bar.button.click()
    qtbot.waitUntil(lambda: len(panel.lines.lines.lines) == 1)
    assert panel.empty.isHidden()
