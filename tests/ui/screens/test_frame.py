"""What stays while pages change: connectivity, queue, devices, and the one place for answers."""

from dataclasses import replace

from pos_member.domain.views import DeviceHealth, DeviceState, SyncState
from pos_member.i18n import tr
from tests.ui.screens.shop_sample import NOW_MS
from tests.ui.screens.till import STRANGE, Till

OFFLINE = SyncState(online=False, since_ms=NOW_MS - 60_000, queued=3)


def test_the_offline_strip_appears_and_goes_once_the_line_is_steady(till: Till) -> None:
    strip = till.window.frame.strip
    assert not strip.isVisible()
    till.events.sync_changed.emit(OFFLINE)
    till.qtbot.waitUntil(strip.isVisible)
    assert tr("frame.queued", count=3) in till.texts()
    till.events.sync_changed.emit(replace(OFFLINE, online=True))
    assert strip.isVisible()
    till.qtbot.waitUntil(lambda: not strip.isVisible(), timeout=8_000)


def test_the_strip_leads_to_what_waits_and_the_sale_is_kept(till: Till) -> None:
    till.sell(STRANGE)
    till.events.sync_changed.emit(OFFLINE)
    till.qtbot.waitUntil(till.window.frame.strip.isVisible)
    till.pilot.perform({"do": "click", "name": "offline-action"})
    assert till.window.journeys.place == "sync"
    assert till.names == [STRANGE]


def test_a_till_that_never_met_its_server_shows_no_strip(till: Till) -> None:
    till.events.sync_changed.emit(SyncState(online=False, since_ms=0))
    assert not till.window.frame.strip.isVisible()
    assert tr("frame.server_never") in till.texts()


def test_a_lost_scanner_is_said_and_its_return_too(till: Till) -> None:
    till.events.device_changed.emit(DeviceState("scanner", DeviceHealth.OFFLINE))
    till.qtbot.waitUntil(lambda: tr("frame.scanner_lost") in till.texts())
    till.events.device_changed.emit(DeviceState("scanner", DeviceHealth.READY))
    till.qtbot.waitUntil(lambda: tr("frame.scanner_ready") in till.texts())
    assert tr("frame.scanner_lost") not in till.texts()
