"""A device stands in the settings as a place with options; a slip of the pen is told."""

import pytest

from devices.specs import read_spec, read_specs
from pos_member.domain.errors import Damaged


def test_a_place_alone_has_no_options():
    spec = read_spec(" /dev/ttyACM0 ")
    assert (spec.place, spec.options) == ("/dev/ttyACM0", {})


def test_options_stand_behind_commas_and_devices_behind_semicolons():
    first, second = read_specs("COM3,baud=9600, end=cr ; usb:0c2e:0206:S1,prefix=\\x02A;")
    assert (first.place, first.options) == ("COM3", {"baud": "9600", "end": "cr"})
    assert second.content("prefix") == b"\x02A"
    assert second.content("suffix") == b""
    assert read_specs("") == []


@pytest.mark.parametrize("text", ["COM3,baud", "COM3,baud=", "COM3,=5", "COM3,end=cr,end=lf"])
def test_an_option_without_a_name_or_a_value_is_refused(text):
    with pytest.raises(Damaged, match="device_option"):
        read_spec(text)


def test_values_are_what_they_have_to_be():
    spec = read_spec("COM3,baud=9600,kind=nfc,odd=²")
    assert spec.number("baud", 1, most=10_000) == 9600
    assert spec.number("pause", 7, most=10) == 7
    assert spec.choice("kind", "scanner", "nfc") == "nfc"
    assert spec.choice("end", "any", "cr") == "any"
    for wrong in (
        lambda: spec.number("baud", 1, most=9599),
        lambda: spec.number("odd", 1, most=10),
        lambda: spec.choice("kind", "scanner"),
        lambda: spec.only("baud", "kind"),
    ):
        with pytest.raises(Damaged, match="device_option"):
            wrong()
    spec.only("baud", "kind", "odd")
