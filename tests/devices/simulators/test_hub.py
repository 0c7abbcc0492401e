"""A hub lists who is plugged in where, and nobody gets an old port back."""

import os

from devices.places import port_at
from devices.simulators.hub import Hub, UsbIdentity, hub_ports
from devices.simulators.lines import PseudoLine

ONE, OTHER = UsbIdentity(0x0C2E, 0x0206, "A"), UsbIdentity(0x0C2E, 0x0206, "B")


def test_a_replug_gives_a_new_port_and_the_same_identity(tmp_path):
    hub, line, other = Hub(tmp_path), PseudoLine(tmp_path / "a"), PseudoLine(tmp_path / "b")
    hub.plug(line, ONE)
    hub.plug(other, OTHER)
    first = port_at("usb:0c2e:0206:A", lambda: hub_ports(tmp_path))
    hub.unplug(line)
    assert [port.serial for port in hub_ports(tmp_path)] == ["B"]
    hub.plug(line, ONE)
    second = port_at("usb:0c2e:0206:A", lambda: hub_ports(tmp_path))
    assert first != second
    os.close(os.open(second, os.O_RDWR | os.O_NOCTTY))
    hub.unplug(line)
    hub.unplug(other)
    assert hub_ports(tmp_path) == []
