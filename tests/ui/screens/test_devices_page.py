"""Devices are found, proposed, tried and saved, and nothing that is scanned here is sold."""

import pytest

from pos_member.domain.views import DeviceHealth, DeviceState
from pos_member.i18n import tr
from tests.ui.screens.till import SHAMPOO, STRANGE, Till
from ui.actions import FoundDevice
from ui.screens.devices_page import DevicesPage

SCANNER = "usb:0c2e:0206:SIM1"
PRINTER = "serial:usb:0416:5011:SIM4"


@pytest.fixture
def page(till: Till) -> DevicesPage:
    till.shop.devices.lines = {"display": "COM9,family=epson", "paper_mm": "58"}
    till.shop.devices.plugged = [
        FoundDevice(SCANNER, "scanner", "scanner", SCANNER),
        FoundDevice("usb:0416:5011:SIM4", "printer", "printer", PRINTER),
        FoundDevice("usb:1a86:7523", "bridge", "", "usb:1a86:7523"),
    ]
    till.window.journeys.choose_place("devices")
    made = till.window.page
    assert isinstance(made, DevicesPage)
    till.qtbot.waitUntil(lambda: made.line.edit.text() == SCANNER)
    return made


def test_what_is_plugged_in_is_proposed_tried_and_saved(till: Till, page: DevicesPage) -> None:
    page._choices["scanner-end"].changed.emit("cr")
    till.touch("segment-printer")
    assert page.line.edit.text() == PRINTER
    page._choices["printer-paper_mm"].changed.emit("80")
    till.touch("device-try")
    till.qtbot.waitUntil(lambda: bool(till.shop.devices.tried))
    tried = till.shop.devices.tried[0]
    assert tried == {
        "scanner": f"{SCANNER},end=cr",
        "reader": "",
        "printer": PRINTER,
        "display": "COM9,family=epson",
        "paper_mm": "80",
    }
    assert "scanner" not in till.shop.choices
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: len(till.shop.devices.tried) == 2)
    assert till.shop.choices.items() >= tried.items()


def test_a_port_of_nobody_is_chosen_by_hand_and_a_place_is_typed(
    till: Till, page: DevicesPage
) -> None:
    till.touch("segment-reader")
    assert page.line.edit.text() == ""
    page.ports.changed.emit("usb:1a86:7523")
    page._choices["reader-kind"].changed.emit("nfc")
    till.touch("segment-display")
    assert page._choices["display-family"].value == "epson"
    page.line.edit.setText("COM7")
    till.touch("segment-scanner")
    page.ports.changed.emit("")
    page.ports.changed.emit(SCANNER)
    lines = page._lines()
    assert lines["reader"] == "usb:1a86:7523,kind=nfc"
    assert lines["display"] == "COM7,family=epson"
    assert lines["scanner"] == SCANNER


def test_a_scan_here_is_answered_and_not_sold(till: Till, page: DevicesPage) -> None:
    said: list[str] = []
    till.window.counter.said.connect(lambda heard: said.append(heard.message))
    till.scan(SHAMPOO, STRANGE, ";6222021001116245702=2512?")
    till.qtbot.waitUntil(lambda: len(said) == 3)
    assert said[0] == "devices.read"
    assert till.window.page is page
    assert not till.window.counter.sale.basket.lines


def test_how_a_device_is_stands_in_words_and_in_the_status_bar(
    till: Till, page: DevicesPage
) -> None:
    assert tr("frame.device_absent") in page.state.title.text()
    till.events.device_changed.emit(DeviceState("scanner", DeviceHealth.READY))
    till.qtbot.waitUntil(lambda: tr("frame.device_ready") in page.state.title.text())
    till.events.device_changed.emit(DeviceState("scanner", DeviceHealth.RECONNECTING))
    till.qtbot.waitUntil(lambda: tr("frame.device_reconnecting") in page.state.title.text())
    assert page.state.text.text() == tr("devices.sale_goes_on")
    assert till.window.frame.status.devices["scanner"].property("ready") is False


def test_bytes_are_seen_while_they_come(till: Till, page: DevicesPage) -> None:
    till.events.device_bytes.emit("scanner", "in", b"4711\r")
    till.qtbot.waitUntil(lambda: "34 37 31 31 0D" in " ".join(till.texts()))
