"""One receipt says what became of it, and what may be done with it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.views import StaffView
from pos_member.i18n import tr
from pos_member.services import printing
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_receipts import Books
from tests.ui.screens.shop_sample import ZHOU
from ui.actions import Events
from ui.screens.counter import Counter
from ui.screens.receipt_detail import ReceiptDetailCard, state_of
from ui.worker import Worker


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    made = Books(tmp_path_factory.mktemp("detail"))
    yield made
    made.close()


@pytest.fixture
def card(qtbot: QtBot, books: Books) -> Iterator[ReceiptDetailCard]:
    ledger, guard = Worker("ledger"), Worker("guard")
    counter = Counter(Shop(books=books).actions(), Events(), ledger, guard)
    made = ReceiptDetailCard(counter, counter.receipts)
    qtbot.addWidget(made)
    yield made
    guard.stop()
    ledger.stop()


def shown(card: ReceiptDetailCard, books: Books, op_id: str, **row: object) -> None:
    """Open a receipt of the till, with some of its row changed."""
    found = books.desk.open(op_id, StaffView(ZHOU.staff_id, "", "").staff_id)
    card._desk.detail = replace(found, row=replace(found.row, **row))  # type: ignore[arg-type]
    card.refresh()


def test_what_became_of_a_receipt_is_a_word_and_a_colour() -> None:
    assert state_of("sale", 0, whole=False) == ("neutral", "")
    assert state_of("sale", 5, whole=False) == ("danger", tr("receipts.part_back"))
    assert state_of("sale", 5, whole=True) == ("danger", tr("receipts.whole_back"))
    assert state_of("top_up", 0, whole=False) == ("info", tr("receipts.kind_top_up"))


def test_nothing_open_says_what_to_do(card: ReceiptDetailCard) -> None:
    assert not card.nothing.isHidden() and card.primary.isHidden() and card.copy.isHidden()


def test_a_receipt_that_may_not_be_on_paper_says_that_the_money_is_safe(
    card: ReceiptDetailCard, books: Books
) -> None:
    books.papers()
    sale = books.sell()
    job = printing.next_job(books.counter.till)
    assert job is not None
    printing.sending(books.counter.till, job.job)
    shown(card, books, sale)
    assert card.notice.title.text() == tr("receipts.torn")
    assert card.notice.text.text() == tr("receipts.torn_text")
    assert not card.primary.reason


def test_what_is_all_back_or_no_sale_says_why_it_cannot_come_back(
    card: ReceiptDetailCard, books: Books
) -> None:
    shown(card, books, books.sell(), whole=True, returned=30_700)
    assert card.primary.reason == tr("receipts.all_back")
    assert card.state.text == tr("receipts.whole_back")
    card._desk.detail = replace(card._desk.detail, refundable=None)  # type: ignore[type-var]
    card.refresh()
    assert card.primary.reason == tr("receipts.no_sale")
