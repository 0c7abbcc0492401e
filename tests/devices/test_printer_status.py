"""A printer's own words about itself are understood, and noise is not taken for them."""

import pytest

from devices.printer_status import (
    PrinterStatus,
    is_answer,
    read_status,
    require_ready,
    status_of,
    wait_until_done,
)
from devices.transport import PrinterUnavailable, TcpLine

READY = 0x12


class Scripted:
    """A line whose printer says what a test wants, one answer a read."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.written: list[bytes] = []

    def write(self, content: bytes) -> None:
        self.written.append(content)

    def read(self, timeout_s: float) -> bytes:
        assert timeout_s > 0
        return self.answers.pop(0) if self.answers else b""

    def close(self) -> None:
        """Nothing to give back."""


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ((READY, READY, READY), None),
        ((READY | 0x08, READY, READY), "printer_offline"),
        ((READY | 0x08, READY | 0x04, READY), "printer_cover_open"),
        ((READY | 0x08, READY | 0x20, READY), "printer_paper_out"),
        ((READY, READY, READY | 0x60), "printer_paper_out"),
        ((READY | 0x08, READY | 0x40, READY), "printer_fault"),
    ],
)
def test_the_bits_of_the_reference_are_read(answers, trouble):
    assert status_of(*answers).trouble == trouble


def test_little_paper_is_no_trouble():
    status = status_of(READY, READY, READY | 0x0C)
    assert status.paper_low
    assert status.trouble is None


def test_noise_is_not_an_answer():
    assert [code for code in (0x00, 0x11, 0x13, 0x41, 0x92, 0xFF) if is_answer(code)] == []
    assert all(is_answer(READY | bits) for bits in (0x00, 0x04, 0x08, 0x20, 0x40, 0x60))


def test_each_question_is_asked_and_answered():
    line = Scripted(b"\xff\x12", b"\x12", b"\x12")
    assert read_status(line) == PrinterStatus()
    assert line.written == [b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x04"]


@pytest.mark.parametrize("said", [b"", b"\xff\x55"])
def test_a_printer_that_says_nothing_sensible_has_no_status(said):
    assert read_status(Scripted(said)) is None
    require_ready(None)


def test_done_is_the_answer_that_came_in_turn():
    line = Scripted(b"", b"\x12", b"\x12\x12", b"", b"\x00")
    wait_until_done(line)
    assert line.written[0] == b"\x1dr\x01"
    assert line.written[1:] == [b"\x10\x04\x01\x10\x04\x02\x10\x04\x04"] * 2


def test_trouble_while_waiting_is_told():
    with pytest.raises(PrinterUnavailable) as error:
        wait_until_done(Scripted(b"", b"\x1a\x32\x72"))
    assert error.value.code == "printer_paper_out"


def test_a_printer_that_fell_silent_is_not_done():
    with pytest.raises(PrinterUnavailable) as error:
        wait_until_done(Scripted(), timeout_s=0.05)
    assert error.value.code == "printer_silent"


def test_a_printer_that_does_not_know_the_question_counts_as_done():
    wait_until_done(Scripted(b"", b"\x12\x12\x12"), timeout_s=0.05)


def test_the_simulated_printer_answers_over_a_real_line(tcp_printer):
    tcp_printer.body.cover_open = True
    line = TcpLine("127.0.0.1", tcp_printer.port)
    status = read_status(line)
    line.close()
    assert status is not None
    assert status.trouble == "printer_cover_open"
