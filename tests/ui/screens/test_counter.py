"""The counter brings people, scans and news to the screens."""

from dataclasses import replace

from pos_member.domain.views import DeviceHealth, DeviceState, SyncState
from tests.ui.screens.till import SHAMPOO, STRANGE, Till


def test_a_scan_finds_goods_and_an_unknown_code_gets_a_line(till: Till) -> None:
    till.sell(SHAMPOO, STRANGE)
    basket = till.window.counter.sale.basket
    assert (len(basket.lines), basket.unknown_lines) == (2, 1)


def test_locking_keeps_the_basket_and_asks_for_the_pin_again(till: Till) -> None:
    till.sell(SHAMPOO)
    till.window.counter.lock()
    assert till.window.counter.locked
    assert len(till.window.counter.sale.basket.lines) == 1
    till.sign_in()
    assert len(till.window.counter.sale.basket.lines) == 1


def test_news_of_line_and_devices_is_kept_for_whoever_asks(till: Till) -> None:
    counter = till.window.counter
    till.events.sync_changed.emit(replace(SyncState(), online=False, queued=7))
    till.events.device_changed.emit(DeviceState("printer", DeviceHealth.PAPER_OUT))
    till.qtbot.waitUntil(lambda: "printer" in counter.devices)
    assert counter.sync.queued == 7
    assert counter.devices["printer"].health is DeviceHealth.PAPER_OUT
