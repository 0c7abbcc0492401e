"""A top-up before and after it is booked: what it gives, and when a manager is needed."""

import pytest

from pos_member.domain.views import SyncState
from tests.ui.screens.shop_sample import LIN
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.top_up_summary import TopUpSummary


@pytest.fixture
def summary(qtbot, counter: Counter):
    made = TopUpSummary(counter, counter.top_up)
    qtbot.addWidget(made)
    return made


def test_the_button_says_what_is_missing_first(summary: TopUpSummary, counter: Counter) -> None:
    assert summary.primary.reason == summary.reason.text() == "先识别会员"
    counter.top_up.begin(LIN)
    assert summary.primary.reason == "选一个档位，或输入金额"


def test_an_offer_shows_its_gifts_and_the_balance_after_it(
    summary: TopUpSummary, counter: Counter
) -> None:
    counter.top_up.begin(LIN)
    counter.top_up.choose_offer("t1000")
    assert summary.paid.value.text() == "¥1,000.00"
    assert summary.bonus.value.text() == "+\xa0¥100.00"
    assert summary.points.value.text() == "+\xa0500"
    assert summary.after.text() == "¥2,386.50"
    assert summary.parts.text() == "本金 2,000 + 赠送 386.50"
    assert summary.approval.isHidden()
    assert summary.primary.text() == "充值收款 ¥1,000.00"


def test_a_bonus_over_the_limit_asks_for_a_manager_before_anything_is_booked(
    summary: TopUpSummary, counter: Counter, qtbot
) -> None:
    counter.top_up.begin(LIN)
    counter.top_up.choose_offer("t3000")
    assert not summary.approval.isHidden()
    assert "¥200.00" in summary.approval.text.text()
    assert summary.primary.text() == "请店长授权" and summary.primary.key == CAPS["approve"]
    with qtbot.waitSignal(counter.top_up.approval_wanted):
        summary.primary.click()
    assert counter.top_up.done is None and not counter.top_up.busy


def test_a_booked_top_up_shows_its_receipt_and_where_the_money_is(
    summary: TopUpSummary, counter: Counter, qtbot
) -> None:
    counter.top_up.begin(LIN)
    counter.top_up.choose_offer("t500")
    with qtbot.waitSignal(counter.top_up.booked):
        summary.primary.click()
    assert summary.title.text() == "充值成功"
    assert summary.after.text() == "¥1,816.50"
    assert summary.parts.text() == "小票号 02-251122-T001"
    assert summary.result.text.text() == "本金现在就能在本机使用，赠送金由服务器入账。"
    counter.events.sync_changed.emit(SyncState(online=False))
    assert summary.result.text.text().startswith("已存本机")
    assert summary.primary.text() == "下一单"
