"""What the settings name is opened; what they write wrong is told, and the rest works."""

from collections.abc import Callable, Iterator

import pytest

from devices.simulators.bench import Bench, settings_for
from devices.simulators.display import Glass, SimulatedDisplay
from devices.simulators.printer import PrinterBody, TcpPrinter
from devices.simulators.scanner import SimulatedScanner
from pos_member.bootstrap.device_desk import DeviceDesk
from pos_member.bootstrap.devices import SIMULATED_PORTS
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


def test_what_is_tried_is_opened_and_shows_that_it_works(qtbot, devices, events, tmp_path) -> None:
    bench = Bench(tmp_path)
    seen: list[tuple[str, str]] = []
    events.device_bytes.connect(lambda device, way, _bytes: seen.append((device, way)))
    devices.open(Settings())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SIMULATED_PORTS, str(tmp_path))
        assert {"scanner", "printer", "reader"} <= {one.kind for one in devices.find()}
        devices.try_out({**settings_for(), "paper_mm": "58"})
        shown = lambda: bench.display.glass.lines[0] == "88.88"  # noqa: E731
        qtbot.waitUntil(lambda: shown() and b"NO: TEST" in bench.body.printed, timeout=20_000)
        qtbot.waitUntil(lambda: ("printer", "in") in seen, timeout=20_000)
        bench.obey("scan 4711")
        qtbot.waitUntil(lambda: ("scanner", "in") in seen, timeout=20_000)
    assert bench.body.pulses == 0
    assert devices.lines()["paper_mm"] == "58"
    assert {("display", "out"), ("printer", "out")} <= set(seen)
    devices.close()
    bench.close()


def test_a_trial_of_a_wrong_line_is_told_and_changes_nothing(qtbot, devices, events) -> None:
    devices.open(Settings(scanner="COM9"))
    with qtbot.waitSignal(events.warned, timeout=20_000) as warned:
        devices.try_out({"scanner": "x" * 999})
    assert warned.args[0] == "device_place"
    assert devices.lines()["scanner"] == "COM9"
    with qtbot.waitSignal(events.warned, timeout=20_000) as warned:
        devices.try_out({"printer": "tcp:127.0.0.1:9"})
    assert warned.args[0] == "printer_unreachable"


def test_a_bank_card_is_not_among_the_bytes_that_are_shown(
    qtbot, devices, events, tmp_path
) -> None:
    far = SimulatedScanner(tmp_path / "reader")
    seen: list[bytes] = []
    events.device_bytes.connect(lambda _device, _way, came: seen.append(came))
    with qtbot.waitSignal(events.device_changed, timeout=20_000):
        devices.open(Settings(reader=f"{far.path},kind=msr"))
    far.send(b"4710\r;62220210")
    far.send(b"01116245702=2512?\r")
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    far.scan("4711")
    qtbot.waitUntil(lambda: b"4711\r" in seen, timeout=20_000)
    assert set(seen) <= {b"4710\r", b"***", b"4711\r"}
    assert b"***" in seen
    devices.close()
    far.unplug()
