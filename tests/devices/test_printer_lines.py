"""What the settings say of a printer becomes its line and what it can do."""

import pytest

from devices.escpos import PrinterProfile, TextMode
from devices.file_lines import FileLine
from devices.printer_lines import printer_connect, printer_profile
from devices.simulators.hub import Hub, UsbIdentity, hub_ports
from devices.simulators.lines import PseudoLine
from devices.specs import read_spec
from devices.transport import PrinterUnavailable, SerialLine
from pos_member.domain.errors import Damaged


def profile(text, paper_mm=80, encoding="gb18030"):
    return printer_profile(read_spec(text), paper_mm=paper_mm, encoding=encoding)


def test_a_plain_printer_is_the_usual_one():
    assert profile("tcp:10.0.0.9:9100") == PrinterProfile()


def test_everything_that_differs_can_be_said():
    said = "codes=drawn,cut=no,answers=no,confirms=no,page=16,pin=1,pulse=200,feed=5,baud=1200"
    assert profile(f"serial:COM3,{said}", 58, "raster") == PrinterProfile(
        columns=32,
        text_mode=TextMode.RASTER,
        codes_native=False,
        cuts=False,
        answers=False,
        confirms=False,
        code_page=16,
        feed_lines=5,
        drawer_pin=1,
        drawer_pulse_ms=200,
    )


@pytest.mark.parametrize("line", ["queue:receipts", "file:/tmp/paper,answers=yes"])
def test_a_queue_and_a_file_are_not_waited_for(line):
    assert not profile(line).answers


@pytest.mark.parametrize("text", ["tcp:a:1,pin=2", "tcp:a:1,cut=maybe", "tcp:a:1,colour=red"])
def test_what_no_printer_has_is_refused(text):
    with pytest.raises(Damaged, match="device_option"):
        profile(text)


@pytest.mark.parametrize(
    "text", ["", "serial:", "serial:usb:1", "usb:", "queue:", "lpt:1", "tcp:a"]
)
def test_what_is_no_line_is_refused(text):
    with pytest.raises(Damaged, match="printer_line"):
        printer_connect(read_spec(text))


def test_a_serial_printer_is_found_by_who_it_is(tmp_path):
    hub, line = Hub(tmp_path), PseudoLine(tmp_path / "printer")
    connect = printer_connect(
        read_spec("serial:usb:0416:5011:P1,baud=19200"), lambda: hub_ports(tmp_path)
    )
    with pytest.raises(PrinterUnavailable, match="printer_unreachable"):
        connect()
    for _ in range(2):
        hub.plug(line, UsbIdentity(0x0416, 0x5011, "P1"))
        near = connect()
        assert isinstance(near, SerialLine)
        near.close()
    hub.unplug(line)


def test_the_other_lines_are_opened_for_each_job(tmp_path):
    near = printer_connect(read_spec(f"file:{tmp_path / 'paper'}"))()
    assert isinstance(near, FileLine)
    near.close()
    with pytest.raises(PrinterUnavailable, match="printer_unreachable"):
        printer_connect(read_spec(f"usb:{tmp_path / 'lp0'}"))()
    with pytest.raises(PrinterUnavailable, match="printer_unreachable"):
        printer_connect(read_spec("tcp:127.0.0.1:9"))()
