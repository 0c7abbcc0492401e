"""What a press books: what the button named, or nothing, and why is said until a hand goes on."""

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.tender import TenderKind
from pos_member.domain.views import SyncState
from tests.ui.screens.shop import Shop
from tests.ui.screens.till import SHAMPOO, opened
from tests.ui.screens.tour import settle


@pytest.fixture
def till(qtbot):
    with opened(qtbot, Shop()) as till:
        till.sign_in()
        till.sell(SHAMPOO)
        yield till


def test_rights_that_go_while_a_press_waits_for_more_turn_the_sale_into_no_cash(till):
    till.events.sync_changed.emit(SyncState(online=True))
    till.shop.hold_here(1_000)
    till.attach()
    pay = till.window.counter.pay
    assert pay.kind is TenderKind.STORED_VALUE and pay.wish.pending
    till.pilot.press("Return")
    till.shop.hold_here(0)
    till.events.member_changed.emit("m-lin")
    till.qtbot.waitUntil(lambda: pay.problem is not None)
    assert pay.kind is TenderKind.CASH
    assert till.shop.sales == {}
    assert pay.problem.message == "tender.nothing_here"


def test_why_a_tender_was_refused_stands_until_a_hand_goes_on(till):
    till.attach()
    pay = till.window.counter.pay
    till.shop.trouble("pay", Refused("lease_short", asked=15_120, sure=0, kind="stored_value"))
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: pay.problem is not None)
    for here in (0, 20_000):
        till.shop.hold_here(here)
        till.events.member_changed.emit("m-lin")
        settle(till)
        assert till.window.counter.sale.member.standing.sure == here
        assert pay.problem is not None and pay.problem.message == "error.lease_short"
    till.pilot.press("Alt+1")
    assert pay.problem is None
    till.pilot.press("Return")
    till.until_sold()
