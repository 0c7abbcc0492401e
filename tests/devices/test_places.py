"""A device is found by who it is, whatever its port is called today."""

import pytest

from devices.places import KnownPort, is_place, port_at, system_ports

SCANNER = KnownPort("/dev/ttyACM0", 0x0C2E, 0x0206, "S 1/2", "1-4.2")
TWIN = KnownPort("/dev/ttyACM1", 0x0C2E, 0x0206, "S 3", "1-4.3")
NAMELESS = KnownPort("/dev/ttyUSB0", 0x1A86, 0x7523, "", "1-4.4")
LAPTOP = KnownPort("/dev/ttyS0")
ALL = [LAPTOP, NAMELESS, TWIN, SCANNER]


@pytest.mark.parametrize(
    ("port", "place"),
    [
        (SCANNER, "usb:0c2e:0206:S_1_2"),
        (NAMELESS, "usb:1a86:7523@1-4.4"),
        (KnownPort("COM3", 1, 2), "usb:0001:0002"),
        (LAPTOP, "/dev/ttyS0"),
    ],
)
def test_the_name_that_stays_finds_the_port_again(port, place):
    assert port.place == place
    assert is_place(place)
    assert port_at(place, lambda: [*ALL, port]) == port.path


def test_two_of_a_kind_are_told_apart_by_their_serial_number_or_socket():
    assert port_at("usb:0C2E:0206:S_3", lambda: ALL) == "/dev/ttyACM1"
    assert port_at("usb:0c2e:0206@1-4.2", lambda: ALL) == "/dev/ttyACM0"


@pytest.mark.parametrize("place", ["usb:0c2e:0206:S_9", "usb:0c2e:0207", "usb:1a86:7523@1-4.9"])
def test_a_device_that_is_not_plugged_in_is_not_found(place):
    with pytest.raises(FileNotFoundError, match="usb"):
        port_at(place, lambda: ALL)


def test_a_name_of_a_port_is_that_port():
    assert port_at("COM7", list) == "COM7"


@pytest.mark.parametrize("text", ["", "usb:", "usb:12:34", "usb:0c2e:0206:a b", "usb:0c2e:0206@"])
def test_what_names_no_place_is_told(text):
    assert not is_place(text)


def test_the_systems_own_list_can_be_had():
    assert all(is_place(port.place) for port in system_ports())
