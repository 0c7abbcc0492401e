"""What the screen reads it writes back, and a choice changes that alone."""

import pytest

from ui.screens.device_lines import DEVICES, OPTIONS, Draft, draft_of


@pytest.mark.parametrize(
    ("device", "line"),
    [
        ("scanner", ""),
        ("scanner", "usb:0c2e:0206:S1"),
        ("scanner", "COM3,end=crlf,baud=115200,prefix=\\x02,silence=0"),
        ("scanner", "COM3;COM4,baud=115200"),
        ("reader", "COM4,kind=nfc"),
        ("printer", "tcp:10.0.0.9:9100,codes=drawn,pin=1"),
        ("display", "COM5,family=epson"),
    ],
)
def test_a_line_is_read_and_written_back(device, line):
    assert draft_of(device, line).line == line


def test_the_first_choice_is_not_written():
    draft = draft_of("scanner", "COM3,end=cr")
    assert draft.choice("scanner", "end") == "cr"
    assert draft.choice("scanner", "baud") == "9600"
    assert draft.choosing("scanner", "end", "any").line == "COM3"
    assert draft.choosing("scanner", "baud", "19200").at(" COM7 ").line == "COM7,end=cr,baud=19200"
    assert Draft().line == ""


def test_every_device_has_choices():
    assert set(OPTIONS) == set(DEVICES)
