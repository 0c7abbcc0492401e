"""Paying on the sale screen: tiles that say why they are off, the change, the one button."""

import pytest

from pos_member.domain.tender import TenderKind
from pos_member.domain.views import Scanned, ScanOutcome, SyncState
from tests.ui.screens.shop_sample import CATALOGUE, LIN
from ui.kit.amount_input import AmountEntry
from ui.screens.counter import Counter
from ui.screens.pay_panel import PayPanel


@pytest.fixture
def panel(qtbot, counter: Counter):
    made = PayPanel(counter.pay, "CNY")
    qtbot.addWidget(made)
    return made


def test_a_disabled_tender_says_why(panel: PayPanel, counter: Counter) -> None:
    counter.sale.add_goods(CATALOGUE[0])
    assert panel.tiles[TenderKind.STORED_VALUE].reason == "先识别会员"
    assert panel.tiles[TenderKind.QR].reason == ""
    counter.events.sync_changed.emit(SyncState(online=False))
    assert panel.tiles[TenderKind.QR].reason == "需联网"
    assert panel.tiles[TenderKind.CASH].reason == ""


def test_a_member_makes_stored_value_the_tender_in_hand_and_the_button_names_it(
    panel: PayPanel, counter: Counter
) -> None:
    counter.sale.add_goods(CATALOGUE[0])
    assert panel.primary.text() == "现金收款 ¥168.00"
    counter.sale.attach(LIN)
    assert panel.tiles[TenderKind.STORED_VALUE].isChecked()
    assert panel.due.amount.text() == "¥151.20"
    assert panel.due.saved.text == "已省 ¥16.80"
    assert panel.primary.text() == "储值收款 ¥151.20"


def test_cash_beyond_the_bill_shows_change_and_short_cash_what_is_missing(
    panel: PayPanel, counter: Counter
) -> None:
    counter.sale.add_goods(CATALOGUE[0])
    counter.pay.set_entry(AmountEntry(20_000))
    assert panel.amount.text() == "¥200.00"
    assert panel.after.text() == "找零 ¥32.00"
    counter.pay.set_entry(AmountEntry(10_000))
    assert panel.after.text() == "收后还差 ¥68.00"
    assert panel.primary.text() == "收现金 ¥100.00"


def test_a_code_without_a_price_blocks_the_button_with_its_reason(
    panel: PayPanel, counter: Counter
) -> None:
    counter.sale.add_goods(CATALOGUE[0])
    counter.sale.take(Scanned(ScanOutcome.UNKNOWN_GOODS, "69012345"))
    assert panel.primary.reason == panel.reason.text() == "先处理 1 个未识别的码"
    assert panel.due.remark.text() == "还有 1 个码没有价格"
