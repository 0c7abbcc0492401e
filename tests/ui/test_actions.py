"""What the screens ask for and what reaches them: signals from any thread, refusals in words."""

from collections.abc import Iterator
from threading import Thread

import pytest
from pytestqt.qtbot import QtBot
from typing_extensions import override

from pos_member.domain.errors import Refused, Unavailable
from pos_member.domain.tender import TenderKind
from pos_member.domain.views import SaleDone
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_sample import MEMBER_CODE
from tests.ui.screens.till import SHAMPOO, Till, opened
from ui.actions import Payment
from ui.screens.pay_values import Phase


@pytest.fixture
def till(qtbot: QtBot) -> Iterator[Till]:
    with opened(qtbot, Shop()) as made:
        made.sign_in()
        yield made


def test_a_scan_from_another_thread_reaches_the_sale(till: Till) -> None:
    reader = Thread(target=till.events.scanned.emit, args=(SHAMPOO,))
    reader.start()
    till.qtbot.waitUntil(lambda: till.names == ["氨基酸洗发水 500ml"])
    reader.join(5)
    assert not reader.is_alive()


def test_news_of_a_member_has_the_figures_asked_for_again(till: Till) -> None:
    till.scan(MEMBER_CODE)
    sale = till.window.counter.sale
    till.qtbot.waitUntil(lambda: sale.member is not None)
    till.shop.hold_here(5_000)
    till.events.member_changed.emit("m-lin")
    till.qtbot.waitUntil(lambda: sale.member is not None and sale.member.standing.sure == 5_000)


def test_a_refused_action_is_said_and_changes_nothing(till: Till) -> None:
    till.shop.trouble("scan", Refused("goods_unknown"))
    till.scan(SHAMPOO)
    till.qtbot.waitUntil(lambda: till.window.frame.scan_field.feedback() is not None)
    assert till.names == []


class LostAnswer(Shop):
    """Books the first payment and loses the answer on the way back."""

    lost = False

    @override
    def do_pay(self, payment: Payment) -> SaleDone:
        done = super().do_pay(payment)
        if not self.lost:
            self.lost = True
            raise Unavailable("ledger_busy")
        return done


def test_a_payment_whose_answer_was_lost_is_tried_again_under_its_id(qtbot: QtBot) -> None:
    shop = LostAnswer()
    with opened(qtbot, shop) as till:
        till.sign_in()
        till.sell(SHAMPOO)
        pay = till.window.counter.pay
        pay.choose(TenderKind.CASH)
        till.pilot.type("100")
        till.pilot.press("Return")
        qtbot.waitUntil(lambda: pay.problem is not None)
        till.pilot.press("Return")
        qtbot.waitUntil(lambda: pay.phase is Phase.DONE)
        assert pay.done is not None and pay.done.change == 1_100
        assert len(shop.payments) == 1
