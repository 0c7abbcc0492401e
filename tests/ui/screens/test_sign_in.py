"""Signing in: who, by which PIN or badge, and for how long somebody is locked out."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.errors import Refused
from pos_member.i18n import tr
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_sample import BADGE_LI, LI, MEMBER_CODE, PIN, ZHOU
from tests.ui.screens.till import SHAMPOO, Till, opened


@pytest.fixture
def closed(qtbot: QtBot) -> Iterator[Till]:
    with opened(qtbot, Shop()) as made:
        yield made


def test_the_arrows_choose_the_person_and_their_pin_lets_them_in(closed: Till) -> None:
    closed.pilot.press("Down")
    closed.sign_in()
    assert closed.window.counter.person == LI
    assert closed.shop.pins == [(LI.staff_id, PIN)]
    assert closed.window.page is closed.window.journeys.sale


def test_a_badge_does_both(closed: Till) -> None:
    closed.scan(BADGE_LI)
    closed.qtbot.waitUntil(lambda: not closed.window.counter.locked)
    assert closed.window.counter.person == LI


def test_a_lockout_is_shown_in_minutes_and_ends(closed: Till) -> None:
    closed.shop.trouble("check_pin", Refused("pin_locked", seconds=61))
    closed.pilot.type(PIN)
    closed.pilot.press("Return")
    said = tr("pin.locked", name=ZHOU.name, count=2)
    closed.qtbot.waitUntil(lambda: said in closed.texts())
    page = closed.window.sign_in
    assert not page.primary.isEnabled()
    closed.shop.now_ms += 62_000
    page.refresh()
    assert said not in closed.texts()
    closed.sign_in()


def test_a_locked_till_keeps_the_sale_and_does_not_show_its_amounts(till: Till) -> None:
    till.sell(SHAMPOO)
    till.pilot.press("Ctrl+L")
    assert till.window.counter.locked
    assert tr("lock.kept", count=1) in till.texts()
    assert not any("89" in text for text in till.texts())
    till.sign_in()
    assert till.names == ["氨基酸洗发水 500ml"]


def test_a_machine_that_slept_is_locked_and_its_member_is_read_anew(till: Till) -> None:
    till.scan(MEMBER_CODE)
    sale = till.window.counter.sale
    till.qtbot.waitUntil(lambda: sale.member is not None)
    till.pilot.press("F1")
    assert till.dialog is not None
    before = till.shop.members["m-lin"]
    spent = replace(before.standing, points=before.standing.points - 100)
    till.shop.members["m-lin"] = replace(before, standing=spent)
    assert till.window.lock_up()
    assert till.window.counter.locked
    till.qtbot.waitUntil(lambda: till.dialog is None)
    till.sign_in()
    till.qtbot.waitUntil(lambda: sale.member is not None and sale.member.standing == spent)


def test_a_till_that_nobody_touches_locks_itself_and_keeps_the_sale(till: Till) -> None:
    till.sell(SHAMPOO)
    till.window.lock_after(1)
    till.qtbot.waitUntil(lambda: till.window.counter.locked, timeout=10_000)
    till.sign_in()
    assert till.names == ["氨基酸洗发水 500ml"]
    till.window.lock_after(0)


def test_somebody_else_may_go_on_with_the_sale(till: Till) -> None:
    till.sell(SHAMPOO)
    till.pilot.press("Ctrl+L")
    till.scan(BADGE_LI)
    till.qtbot.waitUntil(lambda: not till.window.counter.locked)
    assert till.window.counter.person == LI
    assert till.names == ["氨基酸洗发水 500ml"]
