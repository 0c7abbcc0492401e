"""Receipts come out whole, and the drawer opens once a job, whatever happens to the line."""

import threading
from dataclasses import replace

import pytest

from devices.drawing import draw_line
from devices.escpos import INITIALISE, PrinterProfile, TextMode
from devices.escpos_interpreter import interpret, page_text
from devices.printer import PrintJob, ReceiptPrinter
from devices.receipt import TextLine
from devices.receipt_labels import ZH
from devices.serial_port import PortSettings
from devices.transport import PrinterUnavailable, SerialLine, TcpLine


@pytest.fixture
def over_tcp(tcp_printer):
    return ReceiptPrinter(
        lambda: TcpLine("127.0.0.1", tcp_printer.port, stall_s=1), PrinterProfile(), ZH
    )


@pytest.fixture
def over_serial(serial_printer):
    return ReceiptPrinter(
        lambda: SerialLine(PortSettings(str(serial_printer.path)), stall_s=1), PrinterProfile(), ZH
    )


@pytest.fixture(params=["tcp", "serial"])
def printer(request, body):
    """The till's printer over both lines, and the body at the far end."""
    return request.getfixturevalue(f"over_{request.param}"), body


def receipts_in(content: bytes) -> int:
    """Count whole receipts, as an observer of the bytes does."""
    return content.count(b"NO: T01-1-000123\n") if content.endswith(b"\x1dVB\x00\x1dr\x01") else 0


def test_a_receipt_is_on_paper_when_the_call_returns(printer, sale, tmp_path):
    near, body = printer
    near.print_job(PrintJob("job", sale))
    page = interpret(bytes(body.printed), 48)
    assert "NO: T01-1-000123" in page_text(page)
    assert page.pulses == 0
    assert receipts_in((tmp_path / "received.bin").read_bytes()) == 1


def test_the_drawer_opens_before_the_receipt(printer, sale):
    near, body = printer
    near.print_job(PrintJob("job", sale, open_drawer=True))
    assert body.pulses == 1
    assert body.printed.find(b"\x1bp") < body.printed.find(b"NO:")


def test_each_job_opens_the_drawer_for_itself(over_tcp, body, sale):
    for number in range(3):
        over_tcp.print_job(PrintJob(f"job {number}", sale, open_drawer=True))
    assert body.pulses == 3


@pytest.mark.parametrize(
    ("fault", "code"),
    [("paper_out", "printer_paper_out"), ("cover_open", "printer_cover_open")],
)
def test_a_printer_in_trouble_gets_nothing_to_print(printer, sale, fault, code):
    near, body = printer
    setattr(body, fault, True)
    with pytest.raises(PrinterUnavailable) as error:
        near.print_job(PrintJob("job", sale, open_drawer=True))
    assert error.value.code == code
    assert body.pulses == 0
    setattr(body, fault, False)
    near.print_job(PrintJob("job", sale, open_drawer=True))
    assert body.pulses == 1


def test_paper_out_in_the_middle_prints_again_from_the_start_without_a_second_kick(printer, sale):
    near, body = printer
    body.paper_left = 600
    with pytest.raises(PrinterUnavailable) as error:
        near.print_job(PrintJob("job", sale, open_drawer=True))
    assert error.value.code == "printer_paper_out"
    assert body.pulses == 1
    body.paper_left, body.paper_out = None, False
    near.print_job(PrintJob("job", sale.as_copy(), open_drawer=True))
    assert body.pulses == 1
    assert "补打" in page_text(interpret(bytes(body.printed), 48))


def test_a_pulled_plug_in_the_middle_is_told_and_the_next_try_prints(
    over_serial, serial_printer, body, sale
):
    body.frozen = True
    many = replace(sale, lines=sale.lines * 300)
    silent = ReceiptPrinter(
        lambda: SerialLine(PortSettings(str(serial_printer.path)), stall_s=0.3),
        PrinterProfile(answers=False),
        ZH,
    )
    with pytest.raises(PrinterUnavailable) as error:
        silent.print_job(PrintJob("job", many, open_drawer=True))
    assert error.value.code == "printer_stalled"
    serial_printer.unplug()
    with pytest.raises(PrinterUnavailable) as error:
        silent.print_job(PrintJob("job", many, open_drawer=True))
    assert error.value.code == "printer_unreachable"
    body.frozen = False
    serial_printer.replug()
    silent.print_job(PrintJob("job", many, open_drawer=True))
    over_serial.print_job(PrintJob("after", sale))
    assert body.pulses <= 1, "the pulse may have left with the first try, so it is not sent again"


@pytest.mark.parametrize("fault", ["mute", "garbage"])
def test_a_printer_that_says_nothing_sensible_prints_all_the_same(printer, sale, fault):
    near, body = printer
    setattr(body, fault, True)
    near.print_job(PrintJob("job", sale))
    near.print_lines([TextLine("later")])
    setattr(body, fault, False)
    near.print_lines([TextLine("last")])
    assert "NO: T01-1-000123" in page_text(interpret(bytes(body.printed), 48))


def test_a_slow_printer_is_waited_for(over_tcp, body, sale):
    body.bytes_per_s = 4000
    over_tcp.print_job(PrintJob("job", sale))
    assert b"NO: T01-1-000123\n" in body.printed


def test_a_printer_that_cannot_confirm_is_not_asked_to(tcp_printer, body, sale):
    near = ReceiptPrinter(
        lambda: TcpLine("127.0.0.1", tcp_printer.port), PrinterProfile(confirms=False), ZH
    )
    near.print_job(PrintJob("job", sale))
    assert b"\x1dr" not in body.printed
    assert body.printed.endswith(b"\x1dVB\x00")


def test_a_drawn_receipt_arrives_dot_for_dot(tcp_printer, body, sale):
    profile = PrinterProfile(columns=32, text_mode=TextMode.RASTER, codes_native=False)
    near = ReceiptPrinter(
        lambda: TcpLine("127.0.0.1", tcp_printer.port), profile, ZH, draw=draw_line
    )
    near.print_job(PrintJob("job", sale))
    assert near.encoded(sale) in bytes(body.printed)
    assert interpret(bytes(body.printed), 32).unknown == []


@pytest.mark.parametrize(
    "broken_off", [b"\x1dv0\x00\x48\x00\x18\x00", b"\x1d(k\x40\x001P0A", b"\x1bE"]
)
def test_a_receipt_broken_off_inside_a_command_is_whole_at_the_next_try(body, sale, broken_off):
    drawn = PrinterProfile(text_mode=TextMode.RASTER, codes_native=False, answers=False)
    Paper.taken = INITIALISE + broken_off
    near = ReceiptPrinter(Paper, drawn, ZH, draw_line)
    near.print_job(PrintJob("job", sale.as_copy(), torn=True))
    body.receive(Paper.taken)
    whole = page_text(interpret(near.encoded(sale.as_copy()), 48))
    assert whole in page_text(interpret(bytes(body.printed), 48))


def test_the_drawer_opens_without_a_receipt(printer):
    near, body = printer
    near.open_drawer()
    near.print_lines([TextLine("no sale")])
    assert body.pulses == 1


def test_the_status_of_a_printer_can_be_asked(printer):
    near, body = printer
    status = near.status()
    assert status is not None and status.trouble is None
    body.paper_out = True
    status = near.status()
    assert status is not None and status.trouble == "printer_paper_out"
    body.mute = True
    assert near.status() is None


class Paper:
    """A line that takes everything and says nothing."""

    taken = b""

    def write(self, content: bytes) -> None:
        type(self).taken += content

    def read(self, timeout_s: float) -> bytes:
        raise AssertionError(f"nobody reads a mute printer for {timeout_s} s")

    def close(self) -> None:
        """Nothing to give back."""


def test_a_printer_that_prints_for_months_remembers_only_the_last_jobs(sale):
    near = ReceiptPrinter(Paper, PrinterProfile(answers=False), ZH)
    short = replace(sale, lines=(), accounts=())
    for number in (*range(300), *range(200, 300)):
        near.print_job(PrintJob(str(number), short, open_drawer=True))
    assert Paper.taken.count(b"\x1bp") == 300
    assert len(near._opened_for) == 200


def test_a_line_cut_in_the_middle_is_told_and_the_next_try_prints(
    over_tcp, tcp_printer, body, sale
):
    body.bytes_per_s = 500
    cut = threading.Timer(0.5, tcp_printer.cut_line)
    cut.start()
    with pytest.raises(PrinterUnavailable) as error:
        over_tcp.print_job(PrintJob("job", sale, open_drawer=True))
    cut.join()
    assert error.value.code == "printer_lost"
    body.bytes_per_s = 0
    over_tcp.print_job(PrintJob("job", sale.as_copy(), open_drawer=True))
    assert body.printed.count(b"NO: T01-1-000123\n") >= 1
    assert body.pulses == 1
