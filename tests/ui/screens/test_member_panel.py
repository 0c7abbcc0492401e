"""The member on the sale screen: nobody, somebody, and somebody while the line is down."""

from dataclasses import replace

import pytest

from pos_member.domain.views import SyncState
from tests.ui.screens.shop_sample import CATALOGUE, LIN, NOW_MS
from ui.screens.counter import Counter
from ui.screens.member_panel import MemberPanel


@pytest.fixture
def panel(qtbot, counter: Counter):
    made = MemberPanel(counter.pay, counter.actions, counter.clock)
    qtbot.addWidget(made)
    return made


def test_the_member_panel_asks_a_guest_for_a_code_and_can_remove_nobody(
    panel: MemberPanel, counter: Counter
) -> None:
    counter.sale.add_goods(CATALOGUE[0])
    assert panel.state.text == "散客"
    assert panel.remove.isHidden()
    assert panel.nobody.isVisibleTo(panel) and not panel.somebody.isVisibleTo(panel)


def test_online_the_book_is_shown_in_its_two_parts(panel: MemberPanel, counter: Counter) -> None:
    counter.sale.attach(LIN)
    assert panel.somebody.card.face.name == "林晓雯"
    assert panel.somebody.value.figure.text() == "¥1,286.50"
    assert panel.somebody.value.detail.text() == "本金 1,000 + 赠送 286.50"
    assert panel.somebody.point_tile.detail.text() == "可抵 ¥124.00"


def test_offline_the_large_figure_is_what_is_sure_and_the_book_has_its_time(
    panel: MemberPanel, counter: Counter
) -> None:
    standing = replace(LIN.standing, sure_principal=20_000, sure_bonus=0, sure_points=300)
    counter.sale.attach(replace(LIN, standing=standing))
    counter.events.sync_changed.emit(SyncState(online=False))
    value, points = panel.somebody.value, panel.somebody.point_tile
    assert value.caption.text() == "储值 · 离线可用"
    assert value.figure.text() == "¥200.00"
    assert value.detail.text() == "账面 ¥1,286.50（14:31）"
    assert points.figure.text() == "300"
    assert points.detail.text() == "账面 12,480（14:31）"


def test_yesterdays_book_says_that_it_is_of_yesterday(panel: MemberPanel, counter: Counter) -> None:
    standing = replace(LIN.standing, as_of_ms=NOW_MS - 24 * 3_600_000)
    counter.sale.attach(replace(LIN, standing=standing))
    counter.events.sync_changed.emit(SyncState(online=False))
    day = counter.clock.as_of(standing.as_of_ms, NOW_MS)
    assert day.endswith("14:32") and day != "14:32"
    assert day in panel.somebody.value.detail.text()


def test_the_remove_button_makes_the_customer_a_guest_again(
    panel: MemberPanel, counter: Counter, qtbot
) -> None:
    counter.sale.attach(LIN)
    panel.remove.click()
    qtbot.waitUntil(lambda: panel.state.text == "散客")
    assert counter.sale.member is None


def test_a_frozen_member_is_marked_as_one(panel: MemberPanel, counter: Counter) -> None:
    counter.sale.attach(replace(LIN, status="frozen"))
    assert (panel.state.text, panel.state.kind) == ("已冻结", "danger")
