"""Every state of every screen, reached with keys, clicks and scans: what the gates look at."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtWidgets import QApplication, QWidget

from pos_member.domain.views import DeviceHealth, DeviceState, SyncState
from tests.ui.screens.shop_sample import MEMBER_CODE
from tests.ui.screens.till import OIL, SHAMPOO, STRANGE, WATER, Till
from ui.actions import FoundDevice
from ui.screens.pay_values import Phase

Seen = tuple[str, QWidget]
TURNS = 20
"""A strip that comes and pages that give way to it take a few events until all is laid out."""


def tour(till: Till) -> Iterator[Seen]:
    """Walk through the till and yield each screen as it is shown."""
    for part in _PARTS:
        yield from part(till)


def tour_offline(till: Till) -> Iterator[Seen]:
    """Walk through a till that never sees its server and yield each screen as it is shown."""
    till.shop.online = False
    till.events.sync_changed.emit(state(till, online=False))
    till.sign_in()
    yield from _selling(till)
    till.pilot.press("Alt+2")
    till.pilot.type("2000")
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.window.counter.pay.phase is Phase.DONE)
    yield _here(till, "paid, change")
    till.events.printed.emit(1, "paper_out")
    yield _here(till, "paid, no paper")
    till.window.counter.pay.dismiss()
    yield from _members(till)
    till.pilot.press("F6")
    yield _here(till, "top-up, nobody")
    till.scan(MEMBER_CODE)
    till.qtbot.waitUntil(lambda: till.window.counter.top_up.member is not None)
    yield _here(till, "top-up, member")
    yield from _receipts(till)
    yield from _devices(till)


def state(till: Till, *, online: bool) -> SyncState:
    """Return a state of the sync as a till has it after half an hour."""
    now_ms = till.shop.now_ms
    return SyncState(
        online=online,
        since_ms=now_ms - 1_800_000,
        queued=0 if online else 1_023,
        oldest_ms=0 if online else now_ms - 1_700_000,
        needs_review=0 if online else 12,
        last_sync_ms=now_ms - 60_000,
        latency_ms=42,
        retry_at_ms=0 if online else now_ms + 58_000,
    )


def settle(till: Till, ready: Callable[[], bool] = lambda: True) -> None:
    """Wait until what was asked for is there and laid out."""
    till.qtbot.waitUntil(ready)
    done: list[None] = []
    till.window.counter.ledger.submit(lambda: None, done.append)
    till.qtbot.waitUntil(lambda: bool(done))
    QApplication.sendPostedEvents()


def leave(till: Till) -> None:
    """Leave the dialog in front; keys reach the window again once it is the active one."""
    till.pilot.press("Esc")
    till.qtbot.waitUntil(lambda: till.dialog is None and till.window.isActiveWindow())


def _receipts(till: Till) -> Iterator[Seen]:
    till.pilot.press("Ctrl+R")
    yield _here(till, "receipts, none yet")
    till.pilot.press("Ctrl+D")
    yield _here(till, "shift, nothing counted")
    till.pilot.type("2")
    till.pilot.press("Return")
    yield _here(till, "shift, compared")
    till.window.journeys.choose_place("sync")


def _here(till: Till, name: str) -> Seen:
    """Return the screen as it stands once it is at rest; one that never fits is judged as it is."""
    window = till.window
    for _ in range(TURNS):
        settle(till)
        if window.minimumSizeHint().height() <= window.height():
            break
    return name, till.dialog or window


def _signing_in(till: Till) -> Iterator[Seen]:
    for device in ("scanner", "printer", "drawer"):
        till.events.device_changed.emit(DeviceState(device, DeviceHealth.READY))
    till.events.sync_changed.emit(state(till, online=True))
    yield _here(till, "sign-in")
    till.pilot.type("654321")
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.window.counter.pins.problem is not None)
    yield _here(till, "sign-in, wrong PIN")
    till.sign_in()


def _selling(till: Till) -> Iterator[Seen]:
    yield _here(till, "sale, empty")
    till.sell(SHAMPOO, OIL, WATER)
    yield _here(till, "sale, guest")
    till.sell(STRANGE)
    yield _here(till, "sale, unknown code")
    till.pilot.press("Del")
    yield _here(till, "sale, removed")
    till.window.counter.sale.forget_removed()
    till.scan(MEMBER_CODE)
    till.qtbot.waitUntil(lambda: till.window.counter.sale.member is not None)
    yield _here(till, "sale, member")


def _paying(till: Till) -> Iterator[Seen]:
    pay = till.window.counter.pay
    till.pilot.type("50")
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.window.journeys.place == "payment")
    till.pilot.press("Alt+2")
    till.pilot.type("100")
    yield _here(till, "payment, cash short")
    till.pilot.type("0")
    yield _here(till, "payment, cash with change")
    till.pilot.press("Alt+3")
    yield _here(till, "payment, reference missing")
    till.pilot.press("Alt+2")
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: pay.phase is Phase.DONE)
    yield _here(till, "paid")
    till.events.printed.emit(1, "paper_out")
    yield _here(till, "paid, no paper")
    pay.dismiss()


def _dialogs(till: Till) -> Iterator[Seen]:
    till.sell(SHAMPOO)
    for key, name in (("F3", "goods finder"), ("F5", "price"), ("F1", "keys")):
        till.pilot.press(key)
        yield _here(till, name)
        leave(till)
    till.window.close()
    yield _here(till, "closing")
    leave(till)
    till.pilot.press("F9")
    settle(till)
    till.pilot.press("F9")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    yield _here(till, "held baskets")
    till.pilot.press("Return")
    settle(till, lambda: till.names != [])


def _members(till: Till) -> Iterator[Seen]:
    lookup = till.window.counter.lookup
    till.window.journeys.choose_place("members")
    yield _here(till, "lookup, nothing typed")
    till.pilot.type("6620")
    settle(till, lambda: lookup.preview is not None)
    yield _here(till, "lookup, found")
    till.pilot.press("Esc")
    till.pilot.type("999")
    settle(till, lambda: lookup.searched == "999")
    yield _here(till, "lookup, nobody")
    till.pilot.press("Ctrl+N")
    till.pilot.type("1390013")
    yield _here(till, "registration, phone short")
    till.pilot.press("Esc")
    till.pilot.press("Esc")
    till.pilot.press("Esc")


def _topping_up(till: Till) -> Iterator[Seen]:
    top_up = till.window.counter.top_up
    till.pilot.press("F6")
    yield _here(till, "top-up, nobody")
    till.scan(MEMBER_CODE)
    till.qtbot.waitUntil(lambda: top_up.member is not None)
    yield _here(till, "top-up, nothing chosen")
    till.pilot.perform({"do": "click", "name": "offer-t2000"})
    yield _here(till, "top-up, approval needed")
    till.pilot.press("Alt+3")
    yield _here(till, "top-up, reference missing")
    till.pilot.press("Alt+1")
    till.pilot.press("F10")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    yield _here(till, "approval")
    till.pilot.type("123456")
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: top_up.done is not None)
    yield _here(till, "topped up")
    till.window.journeys.choose_place("sync")
    yield _here(till, "sync")
    yield from _devices(till)


def _devices(till: Till) -> Iterator[Seen]:
    till.shop.devices.lines = {"printer": "tcp:192.168.1.9:9100", "paper_mm": "58"}
    scanner = "usb:0c2e:0206:SIM1"
    till.shop.devices.plugged = [FoundDevice(scanner, "USB barcode scanner", "scanner", scanner)]
    till.window.journeys.choose_place("devices")
    yield _here(till, "devices, scanner proposed")
    for device in ("reader", "printer", "display"):
        till.touch(f"segment-{device}")
        yield _here(till, f"devices, {device}")
    for number in range(7):
        till.events.device_bytes.emit("scanner", "in", b"6901234567892\r" * (number + 1))
    till.events.device_bytes.emit("printer", "out", bytes(range(40)))
    till.touch("segment-scanner")
    till.qtbot.waitUntil(lambda: any("····" in text for text in till.texts()))
    yield _here(till, "devices, bytes")
    till.window.journeys.choose_place("sync")


def _offline(till: Till) -> Iterator[Seen]:
    till.shop.hold_here(3_000, 0, 300)
    till.shop.online = False
    till.events.sync_changed.emit(state(till, online=False))
    yield _here(till, "sync, offline")
    till.scan(MEMBER_CODE)
    till.qtbot.waitUntil(lambda: till.window.counter.sale.member is not None)
    till.events.device_changed.emit(DeviceState("scanner", DeviceHealth.RECONNECTING))
    till.window.journeys.choose_place("sale")
    yield _here(till, "sale, offline")
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.window.journeys.place == "payment")
    yield _here(till, "payment, offline")
    till.pilot.press("Ctrl+L")
    yield _here(till, "locked")
    till.events.sync_changed.emit(replace(state(till, online=True), queued=3, trouble="revoked"))
    yield _here(till, "revoked")
    till.window.revoked.export.click()
    settle(till, till.window.revoked.answer.isVisible)
    yield _here(till, "revoked, exported")


_PARTS = (
    _signing_in, _selling, _paying, _dialogs, _members, _topping_up, _receipts, _offline,
)  # fmt: skip
