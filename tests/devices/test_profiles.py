"""What is plugged in is proposed as what its maker makes, and nothing where nobody can know."""

from pathlib import Path

import pytest

from devices.places import KnownPort
from devices.profiles import Proposal, printer_files, proposals
from devices.simulators.bench import IDENTITIES, settings_for


@pytest.mark.parametrize(("name", "kind"), [(name, name) for name in IDENTITIES if name != "tags"])
def test_each_simulated_device_is_proposed_as_what_it_is(name, kind):
    one = IDENTITIES[name]
    (found,) = proposals([KnownPort("/dev/ttySIM0", one.vendor, one.product, one.serial)])
    assert found.kind == kind
    assert found.line in settings_for()[name].split(";")


def test_a_bridge_and_a_plain_port_are_nobodys():
    found = proposals([KnownPort("/dev/ttyS0"), KnownPort("/dev/ttyUSB0", 0x1A86, 0x7523)])
    assert [(one.kind, one.line) for one in found] == [("", "/dev/ttyS0"), ("", "usb:1a86:7523")]


def test_the_systems_printers_are_offered(tmp_path):
    for name in ("lp1", "lp0", "hiddev0"):
        (tmp_path / name).write_bytes(b"")
    files = printer_files(tmp_path)
    assert [file.name for file in files] == ["lp0", "lp1"]
    assert proposals([], [Path("/dev/usb/lp0")]) == [
        Proposal("usb:/dev/usb/lp0", "lp0", "printer", "usb:/dev/usb/lp0")
    ]
