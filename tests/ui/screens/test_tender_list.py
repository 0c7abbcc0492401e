"""What pays a bill in parts: the locked parts, taking one back, and the ways that are off."""

import pytest

from pos_member.domain.tender import TenderKind
from tests.ui.screens.shop_sample import CATALOGUE, LIN
from ui.kit.amount_input import AmountEntry
from ui.screens.counter import Counter
from ui.screens.tender_list import ACTIVE, TenderList


@pytest.fixture
def tenders(qtbot, counter: Counter):
    counter.sale.add_goods(CATALOGUE[0])
    counter.sale.attach(LIN)
    made = TenderList(counter.pay, "CNY")
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    return made


def lock(counter: Counter, qtbot, kind: TenderKind, minor: int, reference: str = "") -> str:
    """Take ``minor`` fen as ``kind``; return the id of the locked part."""
    counter.pay.choose(kind)
    counter.pay.set_entry(AmountEntry(minor))
    counter.pay.set_reference(reference)
    with qtbot.waitSignal(counter.pay.split_wanted):
        counter.pay.press(on_payment_page=True)
    return counter.sale.locked[-1].tender_id


def test_a_locked_tender_can_be_removed(tenders: TenderList, counter: Counter, qtbot) -> None:
    key = lock(counter, qtbot, TenderKind.STORED_VALUE, 5_000)
    assert tenders.rows[key].amount.text() == "¥50.00"
    assert tenders.progress.received.text() == "已收 ¥50.00"
    assert tenders.progress.due.text() == "待收 ¥101.20"
    tenders.rows[key].cross.click()
    qtbot.waitUntil(lambda: key not in tenders.rows)
    assert counter.sale.locked == ()
    assert tenders.progress.due.text() == "待收 ¥151.20"


def test_a_tender_that_is_taken_once_says_so_beside_the_others(
    tenders: TenderList, counter: Counter, qtbot
) -> None:
    assert tenders.reasons.isHidden()
    lock(counter, qtbot, TenderKind.STORED_VALUE, 5_000)
    assert tenders.buttons[TenderKind.STORED_VALUE].reason == "已收一笔"
    assert "储值：已收一笔" in tenders.reasons.text()
    assert tenders.buttons[TenderKind.CASH].reason == ""


def test_money_of_another_machine_goes_back_only_with_a_manager(
    tenders: TenderList, counter: Counter, qtbot
) -> None:
    key = lock(counter, qtbot, TenderKind.BANK_CARD, 5_000, "003412")
    assert tenders.rows[key].detail.text() == "参考号 003412"
    with qtbot.waitSignal(counter.pay.approval_wanted) as wanted:
        tenders.rows[key].cross.click()
    assert wanted.args[0].amount_minor == 5_000
    assert key in tenders.rows and len(counter.sale.locked) == 1


def test_the_cross_of_the_part_being_typed_forgets_what_was_typed(
    tenders: TenderList, counter: Counter
) -> None:
    counter.pay.set_entry(AmountEntry(2_000))
    assert tenders.rows[ACTIVE].amount.text() == "¥20.00"
    tenders.rows[ACTIVE].cross.click()
    assert tenders.rows[ACTIVE].amount.text() == "¥151.20"
    assert counter.sale.locked == ()
