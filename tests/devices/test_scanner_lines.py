"""What the settings say of a scanner becomes a line: every end, every frame, every kind."""

import pytest

from devices.scanner_lines import scanner_line
from devices.serial_port import PortSettings
from devices.specs import read_spec
from pos_member.domain.errors import Damaged


def line(text):
    return scanner_line(read_spec(text))


def test_a_bare_port_is_an_ordinary_scanner():
    plain = line("COM3")
    assert plain.port == PortSettings("COM3", baud=9600)
    assert plain.double_ms == 0
    assert plain.translate("x") == "x"


def test_any_baud_and_framing_can_be_set():
    assert line("COM3,baud=115200,frame=7E2").port == PortSettings("COM3", 115200, 7, "E", 2)


@pytest.mark.parametrize(
    ("end", "ends"),
    [
        ("cr", (b"\r",)),
        ("lf", (b"\n",)),
        ("crlf", (b"\r\n",)),
        ("tab", (b"\t",)),
        ("etx", (b"\x03",)),
        ("silence", ()),
        ("##\\x0d", (b"##\r",)),
    ],
)
def test_any_end_can_be_set(end, ends):
    assert line(f"COM3,end={end}").framing.ends == ends


def test_a_tag_that_rests_on_its_reader_is_one_tap():
    tag = line("COM3,kind=nfc")
    assert tag.double_ms == 2000
    assert tag.translate("04a2b3c4").startswith("M9")
    assert line("COM3,kind=nfc,double=50").double_ms == 50
    assert line("COM3,kind=msr").translate(";1?") == ";1?"


@pytest.mark.parametrize(
    "text", ["COM3,frame=9N1", "COM3,frame=8X1", "COM3,baud=x", "COM3,encoding=ebcdic", "COM3,x=1"]
)
def test_what_no_scanner_has_is_refused(text):
    with pytest.raises(Damaged, match="device_option"):
        line(text)


@pytest.mark.parametrize("text", [",baud=9600", "usb:1", "usb:zzzz:1111"])
def test_what_is_no_place_is_refused(text):
    with pytest.raises(Damaged, match="device_place"):
        line(text)
