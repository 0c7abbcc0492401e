"""Below a cap: how much may be paid in is shown first, and asked for before anybody is told no."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.errors import Refused
from pos_member.domain.views import MemberView, SyncState
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_sample import LIN, PROGRAM
from ui.actions import Events
from ui.screens.counter import Counter
from ui.screens.top_up_desk import TopUpDesk
from ui.screens.top_up_summary import TopUpSummary
from ui.worker import Worker

CAP = 500_000


@pytest.fixture
def shop() -> Shop:
    rules = replace(PROGRAM.stored_value, balance_cap_minor=CAP)
    return Shop(program=replace(PROGRAM, stored_value=rules))


@pytest.fixture
def desk(qtbot: QtBot, shop: Shop) -> Iterator[TopUpDesk]:
    ledger, guard = Worker("ledger"), Worker("guard")
    made = Counter(shop.actions(), Events(), ledger, guard)
    made.events.sync_changed.emit(SyncState(online=True))
    shown = TopUpSummary(made, made.top_up)
    qtbot.addWidget(shown)
    made.top_up.summary = shown  # type: ignore[attr-defined]
    made.top_up.counter = made  # type: ignore[attr-defined]
    yield made.top_up
    guard.stop()
    ledger.stop()


def with_room(shop: Shop, sure_room: int) -> MemberView:
    """Let this till hold so much of what may be paid in for the member."""
    room = CAP - LIN.standing.book
    made = replace(LIN, standing=replace(LIN.standing, room=room, sure_room=sure_room))
    shop.members[made.member_id] = made
    return made


def shown(desk: TopUpDesk) -> TopUpSummary:
    summary = desk.summary  # type: ignore[attr-defined]
    assert isinstance(summary, TopUpSummary)
    return summary


def test_what_may_be_paid_in_is_on_the_screen_before_an_amount(desk: TopUpDesk, shop: Shop):
    assert shown(desk).room.isHidden()
    desk.begin(with_room(shop, 60_000))
    assert shown(desk).room.caption.text() == "上限内还可充入"
    assert shown(desk).room.value.text() == "¥3,713.50"
    desk.hear_online(online=False)
    assert shown(desk).room.caption.text() == "离线，本机还可充入"
    assert shown(desk).room.value.text() == "¥600.00"
    desk.begin(LIN)
    assert shown(desk).room.isHidden(), "without a cap there is nothing to say"


def test_what_is_short_is_asked_for_and_planned_when_it_comes(
    desk: TopUpDesk, shop: Shop, qtbot: QtBot
):
    desk.begin(with_room(shop, 60_000))
    desk.choose_offer("t1000")
    asking = "正在向服务器要充值额度…"
    assert (shown(desk).primary.reason, shown(desk).reason.text()) == (asking, asking)
    assert desk.offer_id == "t1000"
    qtbot.waitUntil(lambda: shop.room_wants == [("m-lin", 110_000)])
    with_room(shop, 110_000)
    desk.counter.events.member_changed.emit("m-lin")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: desk.plan is not None)
    assert desk.blocked is None and not shown(desk).primary.reason
    with qtbot.waitSignal(desk.booked):
        desk.submit()


def test_what_does_not_come_is_said_with_how_much_may_be_paid_in_here(
    desk: TopUpDesk, shop: Shop, qtbot: QtBot
):
    desk.begin(with_room(shop, 60_000))
    desk.choose_offer("t1000")
    with qtbot.waitSignal(desk.wish.settled, timeout=3_000):
        pass
    assert shown(desk).reason.text() == "本机现在最多还能充入 ¥600.00（含赠送）"
    # It may come later all the same: another till was asked for it.
    with_room(shop, 200_000)
    desk.counter.events.member_changed.emit("")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: desk.plan is not None)


def test_without_a_line_it_is_said_at_once_and_nobody_is_asked(desk: TopUpDesk, shop: Shop):
    desk.begin(with_room(shop, 60_000))
    desk.hear_online(online=False)
    desk.choose_offer("t1000")
    assert shown(desk).primary.reason == "本机现在最多还能充入 ¥600.00（含赠送）"
    assert shop.room_wants == []
    desk.choose_offer("t500")
    assert desk.blocked is None
    desk.choose_offer("t1000")
    desk.hear_online(online=True)
    assert desk.wish.pending, "the line is back: now somebody can be asked"


def test_why_a_booking_failed_stays_on_the_screen_through_other_news(
    desk: TopUpDesk, shop: Shop, qtbot: QtBot
):
    shop.trouble("top_up", Refused("member_frozen"))
    desk.begin(with_room(shop, 60_000))
    desk.choose_offer("t500")
    with qtbot.waitSignal(desk.refused):
        desk.submit()
    desk.hear_online(online=False)
    assert desk.problem is not None and desk.problem.message == "error.member_frozen"
    desk.choose_offer("t500")
    assert desk.problem is None
