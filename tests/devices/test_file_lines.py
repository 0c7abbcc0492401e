"""Printers behind a device file, a queue or a plain file take all of a receipt, or say why not."""

import os

import pytest

from devices.file_lines import DeviceLine, FileLine, QueueLine
from devices.simulators.lines import PseudoLine
from devices.transport import PrinterUnavailable


@pytest.fixture
def device(tmp_path):
    far = PseudoLine(tmp_path / "lp0")
    yield far
    far.unplug()


def test_a_device_file_takes_bytes_and_gives_answers(device):
    near = DeviceLine(str(device.path))
    near.write(b"\x1b@receipt")
    assert device.receive(64, 5) == b"\x1b@receipt"
    assert near.read(0) == b""
    device.send(b"\x12")
    assert near.read(5) == b"\x12"
    near.close()


def test_a_device_that_takes_nothing_more_is_stalled(device):
    near = DeviceLine(str(device.path), stall_s=0.05)
    with pytest.raises(PrinterUnavailable, match="printer_stalled"):
        near.write(bytes(1_000_000))
    near.close()


def test_a_device_that_takes_for_ever_has_an_end_too(device):
    near = DeviceLine(str(device.path), job_s=-1)
    with pytest.raises(PrinterUnavailable, match="printer_stalled"):
        near.write(b"x")
    near.close()


def test_a_pulled_device_is_lost(device):
    near = DeviceLine(str(device.path))
    device.unplug()
    with pytest.raises(PrinterUnavailable, match="printer_lost"):
        near.write(b"x")
    assert near.read(0.1) == b""
    near.close()
    near.close()


@pytest.mark.parametrize("name", ["gone", "plain"])
def test_what_is_no_device_is_not_there(tmp_path, name):
    (tmp_path / "plain").write_bytes(b"")
    with pytest.raises(PrinterUnavailable, match="printer_unreachable"):
        DeviceLine(str(tmp_path / name))


@pytest.fixture
def queue_program(tmp_path, monkeypatch):
    """Give a system whose print queue keeps what it is handed, as CUPS's ``lp`` is called."""
    program = tmp_path / "lp"
    program.write_text(
        '#!/bin/sh\ncase "$3" in\nreceipts) cat >> "$0.spool";;\n'
        "slow) exec sleep 30;;\n*) exit 1;;\nesac\n"
    )
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    return tmp_path / "lp.spool"


def test_a_queue_takes_raw_jobs_in_order(queue_program):
    near = QueueLine("receipts")
    near.write(b"\x1bp\x00\x32\xff")
    near.write(b"\x1b@receipt")
    assert near.read(0) == b""
    near.close()
    assert queue_program.read_bytes() == b"\x1bp\x00\x32\xff\x1b@receipt"


def test_a_queue_that_there_is_not_is_told(queue_program):
    with pytest.raises(PrinterUnavailable, match="printer_unreachable"):
        QueueLine("labels").write(b"x")


def test_a_queue_that_hangs_is_stalled(queue_program):
    with pytest.raises(PrinterUnavailable, match="printer_stalled"):
        QueueLine("slow", job_s=0.2).write(b"x")


def test_a_system_without_queues_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrinterUnavailable, match="printer_unreachable"):
        QueueLine("receipts").write(b"x")


def test_a_file_gets_receipts_one_behind_the_other(tmp_path):
    for receipt in (b"one", b"two"):
        near = FileLine(str(tmp_path / "paper"))
        near.write(receipt)
        assert near.read(0) == b""
        near.close()
        near.close()
    assert (tmp_path / "paper").read_bytes() == b"onetwo"


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(PrinterUnavailable, match="printer_unreachable"):
        FileLine(str(tmp_path))
    full = FileLine("/dev/full")
    with pytest.raises(PrinterUnavailable, match="printer_lost"):
        full.write(b"x")
    full.close()
