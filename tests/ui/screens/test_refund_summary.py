"""The sums of a refund: by which way what goes back, who is asked, and what is handed out."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.refund_views import RefundDone
from pos_member.i18n import tr
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_receipts import Books
from tests.ui.screens.shop_sample import LI, ZHOU
from ui.actions import Events
from ui.screens.counter import Counter
from ui.screens.refund_summary import RefundSummary
from ui.worker import Worker


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    made = Books(tmp_path_factory.mktemp("summary"))
    yield made
    made.close()


@pytest.fixture
def shown(qtbot: QtBot, books: Books) -> Iterator[RefundSummary]:
    ledger, guard = Worker("ledger"), Worker("guard")
    counter = Counter(Shop(books=books).actions(), Events(), ledger, guard)
    made = RefundSummary(counter, counter.refund)
    qtbot.addWidget(made)
    counter.refund.cashier = ZHOU
    counter.refund.begin(books.desk.open(books.sell(), ZHOU.staff_id))
    yield made
    guard.stop()
    ledger.stop()


def test_who_is_asked_is_said_before(shown: RefundSummary) -> None:
    desk = shown._desk
    assert shown.notice.text.text() == tr("refund.asks_offline")
    assert shown.reason.text() == tr("refund.choose_first") == shown.primary.reason
    desk.cashier = LI
    shown.refresh()
    assert shown.notice.text.text() == tr("refund.own_right")
    assert desk.detail is not None and desk.sale is not None
    desk.begin(replace(desk.detail, refundable=replace(desk.sale, sure=False)))
    assert shown.notice.title.text() == tr("receipts.unsure")


def test_what_explains_gives_way_in_a_low_window(shown: RefundSummary, qtbot: QtBot) -> None:
    shown._desk.take_all()
    qtbot.waitUntil(lambda: shown._desk.preview is not None)
    assert not shown.caption.isHidden() and not shown.ways_caption.isHidden()
    shown.give_room(1)
    assert shown.caption.isHidden() and shown.ways_caption.isHidden()
    assert shown.amount.text() == "¥307.00"


@pytest.mark.parametrize(
    ("tenders", "text"),
    [
        ((("cash", 500),), "refund.hand_out"),
        ((("qr", 500),), "refund.goes_back"),
        ((), "refund.goes_back"),
    ],
)
def test_a_refund_that_is_done_says_what_to_hand_out(
    shown: RefundSummary, tenders: tuple[tuple[str, int], ...], text: str
) -> None:
    shown._desk.done = RefundDone("op", "A1-1", 800, tenders, 200, 100, 1)
    shown.refresh()
    assert shown.notice.text.text() == tr(text, amount="¥5.00")
    assert [row.caption.text() for row in shown.ways.rows if not row.isHidden()][-2:] == [
        tr("tender.stored_value"),
        tr("tender.points"),
    ]
    assert shown.primary.text() == tr("refund.next")
