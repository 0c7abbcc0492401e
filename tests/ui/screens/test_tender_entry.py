"""The tender in hand on the payment page: notes, references, change and what is missing."""

import pytest

from pos_member.domain.tender import TenderKind
from pos_member.i18n import format_money
from tests.ui.screens.shop_sample import CATALOGUE
from ui.screens.counter import Counter
from ui.screens.tender_entry import TenderEntry


@pytest.fixture
def entry(qtbot, counter: Counter):
    counter.sale.add_goods(CATALOGUE[0])
    made = TenderEntry(counter.pay, "CNY")
    qtbot.addWidget(made)
    made.show()
    made.begin()
    return made


def test_the_first_note_is_the_exact_amount_and_a_larger_one_shows_its_change(
    entry: TenderEntry,
) -> None:
    exact, usual = entry.notes[:2]
    assert (exact.minor, exact.detail) == (16_800, "正好")
    assert usual.minor > 16_800
    usual.click()
    assert usual.isChecked() and not exact.isChecked()
    assert entry.change.caption.text() == "找零"
    assert entry.change.amount.text() == format_money(usual.minor - 16_800, "CNY")


def test_too_little_cash_says_what_is_still_missing(entry: TenderEntry) -> None:
    for key in "100":
        entry.pad.pressed.emit(key)
    assert entry.amount.minor() == 10_000
    assert (entry.change.caption.text(), entry.change.amount.text()) == ("还差", "¥68.00")
    assert entry.primary.text() == "收现金 ¥100.00"


def test_a_bank_card_is_not_taken_without_its_reference(
    entry: TenderEntry, counter: Counter, qtbot
) -> None:
    assert entry.field.isHidden()
    counter.pay.choose(TenderKind.BANK_CARD)
    assert not entry.field.isHidden()
    assert entry.title.text() == "银行卡收款"
    assert entry.primary.reason == entry.reason.text() == "输入参考号后完成"
    entry.reference.edit.setText("003412")
    assert entry.primary.reason == ""
    with qtbot.waitSignal(counter.pay.paid):
        entry.primary.click()
