"""The real window offline, locked, closed and started again, and its other journeys.

The shop behind it keeps balances in memory; scans, keys, clicks and workers are the real ones.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.views import SyncState
from pos_member.i18n import tr
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_sample import LI, NOW_MS, PIN
from tests.ui.screens.till import OIL, SHAMPOO, Till, opened
from tests.ui.screens.tour import leave, settle, state
from ui.actions import RestoredBasket


@pytest.fixture
def till(qtbot: QtBot) -> Iterator[Till]:
    with opened(qtbot, Shop()) as made:
        made.events.sync_changed.emit(state(made, online=True))
        made.sign_in()
        yield made


# Offline is said, everywhere.


def test_offline_shows_what_is_sure_the_book_its_time_and_why_a_tender_is_off(till):
    till.shop.hold_here(30_000, 0, 3_000)
    till.sell(SHAMPOO)
    till.attach()
    till.events.sync_changed.emit(state(till, online=False))
    texts = till.texts()
    for shown in ("¥300.00", "账面 ¥1,286.50（14:31）", "3,000", tr("frame.strip_title")):
        assert shown in texts
    tile = till.window.journeys.sale.payment.tiles["qr"]
    assert not tile.isEnabled() and tile.reason == tr("tender.needs_network")
    assert tr("frame.queued", count=1_023) in texts and tr("frame.review", count=12) in texts


def test_back_online_the_strip_goes_only_after_steady_contact(till):
    till.events.sync_changed.emit(state(till, online=False))
    assert till.window.frame.strip.isVisible()
    till.window.frame._steady.setInterval(20)
    till.events.sync_changed.emit(state(till, online=True))
    assert till.window.frame.strip.isVisible()
    till.qtbot.waitUntil(lambda: not till.window.frame.strip.isVisible())


# People.


def test_locking_keeps_the_basket_and_forgets_scans_of_the_meantime(till):
    till.sell(SHAMPOO)
    till.pilot.press("Ctrl+L")
    assert till.window.page.objectName() == "sign-in-page"
    till.scan(OIL)
    settle(till)
    assert tr("lock.kept", count=1) in till.texts()
    till.pilot.press("Return")
    till.sign_in()
    assert till.names[0] == "氨基酸洗发水 500ml"


def test_closing_with_an_open_sale_asks_and_staying_stays(till):
    till.sell(SHAMPOO)
    till.window.close()
    assert till.dialog is not None and till.window.isVisible()
    leave(till)
    assert till.names == ["氨基酸洗发水 500ml"]
    till.window.close()
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: not till.window.isVisible())
    assert len(till.shop.held) == 1


def test_a_registration_by_keys_brings_the_member_to_the_sale(till):
    till.sell(SHAMPOO)
    till.pilot.press("Ctrl+N")
    till.pilot.type("13900139000")
    assert till.window.counter.enrolment.phone == "13900139000"
    till.touch("consent-service-check")
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.window.counter.sale.member is not None)
    (form,) = till.shop.enrolled
    assert (form.phone, form.consents) == ("13900139000", ("service",))
    assert till.window.journeys.place == "sale"


def test_a_top_up_over_the_limit_is_booked_once_with_a_managers_pin(till):
    till.attach()
    till.pilot.press("F6")
    till.touch("offer-t2000")
    till.pilot.press("F10")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    till.pilot.type(PIN)
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: len(till.shop.top_ups) == 1)
    assert [one.staff_id for one in till.shop.approvals] == [LI.staff_id]
    till.qtbot.waitUntil(lambda: "¥3,586.50" in till.texts())


def test_a_warning_before_anybody_signed_in_is_said_again_to_who_does(qtbot):
    with opened(qtbot, Shop()) as till:
        till.events.warned.emit("settings_damaged", {})
        till.sign_in()
        field = till.window.frame.scan_field
        assert field.feedback() is not None


# What it costs.


def test_the_time_from_a_members_scan_to_the_painted_card_is_noted(till):
    till.attach()
    till.qtbot.waitUntil(lambda: len(till.window.paint_timings) == 1)
    assert till.window.paint_timings[0] > 0


def test_a_basket_left_open_is_there_again_after_a_start(qtbot):
    shop = Shop(now_ms=NOW_MS)
    with opened(qtbot, shop) as first:
        first.sign_in()
        first.sell(SHAMPOO)
        settle(first)
        basket, member = shop.saved[-1]
    shop.open = RestoredBasket(basket, member, (), interrupted=True)
    with opened(qtbot, shop) as second:
        second.sign_in()
        second.qtbot.waitUntil(lambda: second.names == ["氨基酸洗发水 500ml"])


def test_a_state_without_any_contact_yet_shows_no_strip(till):
    till.events.sync_changed.emit(replace(SyncState(), queued=1))
    assert tr("frame.queued", count=1) in till.texts()
