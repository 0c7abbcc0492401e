"""Settings become devices: none where none is named, a line that is no line is refused."""

from pathlib import Path

import pytest

from devices.simulators.hub import Hub, UsbIdentity
from devices.simulators.scanner import SimulatedScanner
from pos_member.bootstrap.devices import SIMULATED_PORTS, known_ports, open_printer, open_scanners
from pos_member.domain.errors import Damaged
from pos_member.domain.views import DeviceHealth
from pos_member.services.settings import Settings


def test_without_devices_there_are_none(events) -> None:
    assert open_scanners(Settings(), events) == []
    assert open_printer(Settings()) is None


@pytest.mark.parametrize("line", ["serial:", "tcp:somewhere", "tcp::9", "lpt:1", "tcp:a:b"])
def test_a_line_that_is_none_is_refused(line: str) -> None:
    with pytest.raises(Damaged, match="printer_line"):
        open_printer(Settings(printer=line))


@pytest.mark.parametrize("line", ["serial:/dev/null", "tcp:127.0.0.1:9"])
def test_a_line_is_opened_only_for_a_receipt(line: str) -> None:
    assert open_printer(Settings(printer=line, language="en")) is not None


@pytest.fixture
def hub(tmp_path, monkeypatch) -> Hub:
    monkeypatch.setenv(SIMULATED_PORTS, str(tmp_path))
    return Hub(tmp_path)


def plugged(hub: Hub, tmp_path: Path, identity: UsbIdentity) -> SimulatedScanner:
    far = SimulatedScanner(tmp_path / identity.serial)
    hub.plug(far.line, identity)
    return far


def test_scanner_and_readers_by_identity_reach_the_screens(qtbot, events, tmp_path, hub) -> None:
    scanner = plugged(hub, tmp_path, UsbIdentity(0x0C2E, 0x0206, "S1"))
    reader = plugged(hub, tmp_path, UsbIdentity(0x1A86, 0x7523, "R1"))
    assert {port.place for port in known_ports()} >= {"usb:0c2e:0206:S1", "usb:1a86:7523:R1"}
    near = open_scanners(
        Settings(scanner="usb:0c2e:0206:S1,end=cr", reader="usb:1a86:7523:R1,kind=nfc"), events
    )
    heard: list[tuple[str, DeviceHealth]] = []
    texts: list[str] = []
    events.device_changed.connect(lambda state: heard.append((state.name, state.health)))
    events.scanned.connect(texts.append)
    for each in near:
        each.start()
    ready = {("scanner", DeviceHealth.READY), ("reader", DeviceHealth.READY)}
    try:
        qtbot.waitUntil(lambda: ready <= set(heard), timeout=20_000)
        scanner.scan("6901234567892")
        reader.scan("04A2B3C4")
        reader.scan("04A2B3C4")
        qtbot.waitUntil(lambda: len(texts) >= 2, timeout=20_000)
        heard.clear()
        hub.unplug(reader.line)
        qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
    finally:
        for each in near:
            each.stop()
        hub.unplug(scanner.line)
    assert sorted(texts) == ["6901234567892", "M900777717167"]
    assert heard[0] == ("reader", DeviceHealth.RECONNECTING)


def test_two_scanners_are_well_only_together(qtbot, events, tmp_path) -> None:
    one, gone = SimulatedScanner(tmp_path / "one"), tmp_path / "gone"
    heard: list[DeviceHealth] = []
    events.device_changed.connect(lambda state: heard.append(state.health))
    near = open_scanners(Settings(scanner=f"{one.path};{gone}"), events)
    near[1].start()
    qtbot.waitUntil(lambda: heard == [DeviceHealth.RECONNECTING], timeout=20_000)
    near[0].start()
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=20_000)
    for each in near:
        each.stop()
    one.unplug()
    assert DeviceHealth.READY not in heard
