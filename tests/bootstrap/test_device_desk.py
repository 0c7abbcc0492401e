"""What the settings name is opened; what they write wrong is told, and the rest works."""

from collections.abc import Callable, Iterator

import pytest

from devices.simulators.display import Glass, SimulatedDisplay
from devices.simulators.printer import PrinterBody, TcpPrinter
from devices.simulators.scanner import SimulatedScanner
from pos_member.bootstrap.device_desk import DeviceDesk
from pos_member.services import checkout
from pos_member.services.settings import Settings
from tests.support.counter import cash


@pytest.fixture
def devices(counter, ledger, events) -> Iterator[DeviceDesk]:
    made = DeviceDesk(lambda: counter.till, ledger, events)
    yield made
    made.close()


def test_without_devices_nothing_is_opened(devices) -> None:
    devices.open(Settings())
    devices.look()
    assert devices.printer is None


@pytest.fixture
def sell(counter, ledger) -> Callable[[], str]:
    def sold() -> str:
        payment = counter.payment(counter.basket("10.00"), cash("10.00"))
        return checkout.pay(counter.till, payment, counter.now()).receipt

    return lambda: ledger.wait_for(sold)


def test_a_wrong_device_is_told_and_the_others_work(qtbot, devices, events, sell, tmp_path) -> None:
    far = TcpPrinter(PrinterBody(tmp_path / "paper.bin"))
    with qtbot.waitSignal(events.warned, timeout=20_000) as warned:
        devices.open(Settings(scanner="COM3,odd=1", printer=f"tcp:127.0.0.1:{far.port}"))
    assert warned.args[0] == "device_option"

    sell()
    with qtbot.waitSignal(events.printed, timeout=20_000) as printed:
        devices.look()
    assert printed.args[1] == "done"
    far.close()


def test_devices_are_opened_anew_after_they_were_closed(qtbot, devices, events, tmp_path) -> None:
    far = SimulatedScanner(tmp_path / "scanner")
    for _ in range(2):
        with qtbot.waitSignal(events.device_changed, timeout=20_000):
            devices.open(Settings(scanner=str(far.path)))
        with qtbot.waitSignal(events.scanned, timeout=20_000) as scanned:
            far.scan("6901234567892")
        assert scanned.args == ["6901234567892"]
        devices.close()
    far.unplug()


def test_the_customer_sees_the_amount_on_the_display(devices, qtbot, tmp_path) -> None:
    far = SimulatedDisplay(tmp_path / "display", Glass("led8"))
    devices.show_customer("total", 1, "CNY")
    devices.open(Settings(display=f"{far.line.path},family=led8"))
    devices.show_customer("change", 310, "CNY")
    qtbot.waitUntil(lambda: (far.glass.light, far.glass.lines[0]) == (4, "3.10"), timeout=20_000)
    devices.close()
    far.close()
    assert far.glass.lines[0] == ""


@pytest.mark.parametrize(
    ("display", "code"),
    [("usb:1,family=led8", "device_place"), ("COM3,family=nixie", "device_option")],
)
def test_a_display_that_is_written_wrong_is_told(qtbot, devices, events, display, code) -> None:
    with qtbot.waitSignal(events.warned, timeout=20_000) as warned:
        devices.open(Settings(display=display))
    assert warned.args[0] == code
