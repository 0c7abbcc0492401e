"""After a sale: the change, the receipt, the points, and what became of the paper."""

import pytest

from pos_member.domain.tender import TenderKind
from pos_member.domain.views import SaleDone
from tests.ui.screens.shop_sample import CATALOGUE, LIN
from ui.kit.amount_input import AmountEntry
from ui.screens.counter import Counter
from ui.screens.result_card import ResultCard


@pytest.fixture
def card(qtbot, counter: Counter):
    made = ResultCard("CNY")
    qtbot.addWidget(made)
    counter.pay.paid.connect(made.show_sale)
    counter.printed.connect(made.show_paper)
    return made


def sell(counter: Counter, qtbot, *, cash: int = 0) -> SaleDone:
    """Sell what is in the basket, for ``cash`` fen in notes or by what is in hand."""
    if cash:
        counter.pay.choose(TenderKind.CASH)
        counter.pay.set_entry(AmountEntry(cash))
    with qtbot.waitSignal(counter.pay.paid) as paid:
        counter.pay.press()
    return paid.args[0]


def test_the_result_card_shows_the_change_and_the_receipt(
    card: ResultCard, counter: Counter, qtbot
) -> None:
    counter.sale.add_goods(CATALOGUE[0])
    done = sell(counter, qtbot, cash=20_000)
    assert card.amount.text() == "¥168.00"
    assert card.change.amount.text() == "¥32.00" and not card.change.isHidden()
    assert card.receipt.value.text() == done.receipt == "02-251122-0001"
    assert card.points.isHidden()


def test_a_member_sale_by_stored_value_shows_points_and_no_change(
    card: ResultCard, counter: Counter, qtbot
) -> None:
    counter.sale.add_goods(CATALOGUE[0])
    counter.sale.attach(LIN)
    done = sell(counter, qtbot)
    assert done.points_earned > 0
    assert card.points.value.text() == f"+{done.points_earned}"
    assert card.change.isHidden()
    assert card.upload.value.text() == "自动上传"


def test_an_offline_sale_says_that_points_and_upload_come_later(card: ResultCard) -> None:
    card.show_sale(SaleDone("op", "02-251122-0009", 16_800, 0, 168, 9, offline=True))
    assert card.points.value.text() == "联网后入账 +168"
    assert card.upload.value.text() == "已存本机，联网后上传"


def test_only_the_paper_of_this_sale_changes_what_is_said_of_it(
    card: ResultCard, counter: Counter, qtbot
) -> None:
    counter.sale.add_goods(CATALOGUE[0])
    job = sell(counter, qtbot, cash=16_800).print_job
    counter.events.printed.emit(job + 1, "done")
    assert card.paper.title.text() == "正在打印小票"
    counter.events.printed.emit(job, "printer_paper_out")
    assert (card.paper.title.text(), card.paper.kind) == ("小票没有打出来", "warn")
    counter.events.printed.emit(job, "done")
    assert (card.paper.title.text(), card.paper.kind) == ("小票已打印", "success")
