"""Coupons on the counter: scanned or pressed, taken off, asked for where they are away."""

from dataclasses import replace

import pytest

from pos_member.domain.views import CouponView, Scanned, ScanOutcome, SyncState
from tests.ui.screens.till import Till
from ui.screens.coupon_desk import said_of
from ui.screens.sale_desk import SaleDesk

HERE = CouponView("k1", "满100减50", "", "2026-12-31", is_here=True, is_early=False)
AWAY = CouponView("k2", "满100减50", "", "", is_here=False, is_early=False)
EARLY = CouponView("k3", "满100减50", "2026-12-01", "", is_here=True, is_early=True)


@pytest.fixture
def sale(till: Till) -> SaleDesk:
    """Return the open sale of a member with three coupons, one of them at another till."""
    lin = till.shop.members["m-lin"]
    till.shop.members["m-lin"] = replace(lin, coupons=(HERE, AWAY, EARLY))
    till.shop.away = {"k2"}
    till.sign_in()
    till.attach()
    till.sell("6901234567892", "6901234560015")
    return till.window.counter.sale


@pytest.fixture
def said(till: Till) -> list[str]:
    """Return the ids of what is said from now on."""
    heard: list[str] = []
    till.window.counter.said.connect(lambda one: heard.append(one.message))
    return heard


def scan(sale: SaleDesk, coupon: str) -> None:
    sale.take(Scanned(ScanOutcome.COUPON, "", coupon_id=coupon))


def test_a_scanned_coupon_takes_off_and_its_row_takes_it_off_the_counter(
    till: Till, sale: SaleDesk, said: list[str]
) -> None:
    before = sale.quote.due_minor
    scan(sale, "k1")
    till.qtbot.waitUntil(lambda: sale.coupons.is_chosen("k1"))
    assert sale.quote.due_minor == before - 5_000
    assert said[-1] == "said.coupon"
    till.touch("coupon-0-action")
    till.qtbot.waitUntil(lambda: not sale.coupons.chosen)
    assert sale.quote.due_minor == before


def test_f8_uses_the_one_that_is_here_and_again_takes_it_off(
    till: Till, sale: SaleDesk, said: list[str]
) -> None:
    till.pilot.press("F8")
    till.qtbot.waitUntil(lambda: sale.coupons.is_chosen("k1"))
    till.pilot.press("F8")
    till.qtbot.waitUntil(lambda: not sale.coupons.chosen)
    sale.detach()
    till.pilot.press("F8")
    assert said[-1] == "said.coupon_none"


def test_one_that_is_away_is_asked_for_and_taken_when_it_comes(till: Till, sale: SaleDesk) -> None:
    scan(sale, "k2")
    till.qtbot.waitUntil(lambda: till.shop.wanted_coupons == [("m-lin", "k2")])
    sale.coupons.hear("somebody else")
    till.shop.away.clear()
    till.events.member_changed.emit("m-lin")
    till.qtbot.waitUntil(lambda: sale.coupons.is_chosen("k2"))


def test_one_that_does_not_come_is_told_after_a_short_while(
    till: Till, sale: SaleDesk, said: list[str]
) -> None:
    sale.coupons._patience.setInterval(20)
    scan(sale, "k2")
    till.qtbot.waitUntil(lambda: "error.coupon_elsewhere" in said)
    assert sale.coupons.chosen == ()


def test_another_member_begins_without_coupons_and_a_sale_ends_with_none(
    till: Till, sale: SaleDesk
) -> None:
    scan(sale, "k1")
    till.qtbot.waitUntil(lambda: sale.coupons.is_chosen("k1"))
    sale.detach()
    assert sale.coupons.chosen == ()


def test_what_is_refused_says_why_and_money_on_the_table_comes_first(
    till: Till, sale: SaleDesk, said: list[str]
) -> None:
    till.shop.away = {"k1"}
    sale.detach()
    scan(sale, "k1")
    till.qtbot.waitUntil(lambda: "error.coupon_not_here" in said)
    sale.set_paying(paying=True)
    scan(sale, "k1")
    sale.press_coupon("k1")
    assert said[-1] == "error.sale_being_paid"


def test_what_a_coupon_still_needs_is_said(till: Till, sale: SaleDesk) -> None:
    sale.remove(sale.basket.lines[0].line_id)
    sale.remove(sale.basket.lines[0].line_id)
    till.sell("6921168509256")
    scan(sale, "k1")
    till.qtbot.waitUntil(lambda: sale.coupons.is_chosen("k1"))
    assert said_of(sale.quote, "k1").message == "said.coupon_missing"
    assert said_of(sale.quote, "another").message == "said.coupon_waits"


def test_offline_the_panel_says_where_it_is(till: Till, sale: SaleDesk) -> None:
    panel = till.window.findChild(object, "member-some")
    till.events.sync_changed.emit(SyncState(online=False))
    texts = [row.text for row in panel.coupons.shown]
    assert texts == ["满100减50 · 12-31 前", "满100减50 · 在别的收银台，另有 1 张"]
    assert [row.action for row in panel.coupons.shown] == ["用券", ""]
