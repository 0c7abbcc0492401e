"""What the screens ask for and what reaches them: signals from any thread, refusals in words."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Thread

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.errors import Refused
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_sample import MEMBER_CODE
from tests.ui.screens.till import SHAMPOO, Till, opened
from ui.actions import Actions, Payment, PlannedTender


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


def test_a_payment_tried_again_keeps_its_id_and_is_booked_once(till: Till) -> None:
    till.sell(SHAMPOO)
    actions: Actions = till.shop.actions()
    cash = PlannedTender("cash", 8_900, received=10_000)
    basket = till.window.counter.sale.basket
    payment = Payment(actions.new_id(), basket, None, (cash,), "staff-zhou")
    first = actions.pay(payment)
    assert actions.pay(replace(payment)) == first
    assert first.change == 1_100
    assert len(till.shop.payments) == 1
