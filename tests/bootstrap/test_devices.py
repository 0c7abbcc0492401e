"""Settings become devices: none where none is named, a line that is no line is refused."""

import pytest

from devices.simulators.scanner import SimulatedScanner
from pos_member.bootstrap.devices import open_printer, open_scanner
from pos_member.domain.errors import Damaged
from pos_member.domain.views import DeviceHealth
from pos_member.services.settings import Settings


def test_without_devices_there_are_none(events) -> None:
    assert open_scanner(Settings(), events) is None
    assert open_printer(Settings()) is None


@pytest.mark.parametrize("line", ["serial:", "tcp:somewhere", "tcp::9", "lpt:1", "tcp:a:b"])
def test_a_line_that_is_none_is_refused(line: str) -> None:
    with pytest.raises(Damaged, match="printer_line"):
        open_printer(Settings(printer=line))


@pytest.mark.parametrize("line", ["serial:/dev/null", "tcp:127.0.0.1:9"])
def test_a_line_is_opened_only_for_a_receipt(line: str) -> None:
    assert open_printer(Settings(printer=line, language="en")) is not None


def test_a_scan_on_the_serial_line_reaches_the_screens(qtbot, events, tmp_path) -> None:
    far = SimulatedScanner(tmp_path / "scanner")
    far.replug()
    scanner = open_scanner(Settings(scanner=str(far.path)), events)
    assert scanner is not None
    heard: list[DeviceHealth] = []
    events.device_changed.connect(lambda state: heard.append(state.health))
    scanner.start()
    try:
        qtbot.waitUntil(lambda: DeviceHealth.READY in heard, timeout=20_000)
        with qtbot.waitSignal(events.scanned, timeout=20_000) as scanned:
            far.scan("6901234567892")
        assert scanned.args == ["6901234567892"]
    finally:
        scanner.stop()
        far.unplug()
