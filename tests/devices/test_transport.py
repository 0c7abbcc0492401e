"""Bytes reach a printer over real sockets and pseudo-terminals, or it is said why not."""

import socket

import pytest

from devices.serial_port import PortSettings
from devices.transport import PrinterUnavailable, SerialLine, TcpLine

MUCH = bytes(range(0x20, 0x7F)) * 20_000


def why(error: pytest.ExceptionInfo[PrinterUnavailable]) -> str:
    return error.value.code


def test_everything_written_over_tcp_arrives_although_the_line_is_closed(tcp_printer, tmp_path):
    line = TcpLine("127.0.0.1", tcp_printer.port)
    line.write(b"x" * 100_000)
    line.close()
    follower = TcpLine("127.0.0.1", tcp_printer.port)
    follower.write(b"\x10\x04\x01")
    assert follower.read(10) == b"\x12", "one caller at a time: the first one is through"
    follower.close()
    assert (tmp_path / "received.bin").stat().st_size == 100_003


def test_an_answer_is_read_and_silence_is_no_error(tcp_printer):
    line = TcpLine("127.0.0.1", tcp_printer.port)
    assert line.read(0.01) == b""
    line.write(b"\x10\x04\x01")
    assert line.read(2) == b"\x12"
    line.close()


def test_a_port_where_nobody_listens_is_unreachable():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(PrinterUnavailable) as error:
        TcpLine("127.0.0.1", port)
    assert why(error) == "printer_unreachable"
    assert error.value.values == {"where": f"127.0.0.1:{port}"}


def test_a_printer_that_takes_nothing_is_stalled(tcp_printer):
    tcp_printer.body.frozen = True
    line = TcpLine("127.0.0.1", tcp_printer.port, stall_s=0.2)
    with pytest.raises(PrinterUnavailable) as error:
        line.write(MUCH * 10)
    assert why(error) == "printer_stalled"
    line.close()


def test_a_connection_that_breaks_is_lost_when_writing_and_when_reading():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        line = TcpLine("127.0.0.1", listening.getsockname()[1])
        far, _ = listening.accept()
        far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        far.close()
    with pytest.raises(PrinterUnavailable) as error:
        line.read(2)
    assert why(error) == "printer_lost"
    with pytest.raises(PrinterUnavailable) as error:
        line.write(MUCH)
    assert why(error) == "printer_lost"
    line.close()


def test_a_printer_that_hangs_up_is_lost():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        line = TcpLine("127.0.0.1", listening.getsockname()[1])
        listening.accept()[0].close()
        with pytest.raises(PrinterUnavailable) as error:
            line.read(2)
    assert why(error) == "printer_lost"
    line.close()


def test_everything_written_to_a_serial_printer_arrives(serial_printer, tmp_path):
    line = SerialLine(PortSettings(str(serial_printer.path)))
    line.write(b"x" * 20_000 + b"\x1dr\x01")
    assert line.read(10) == b"\x00"
    line.close()
    assert (tmp_path / "received.bin").stat().st_size == 20_003


def test_a_slow_serial_printer_is_waited_for(serial_printer):
    serial_printer.body.bytes_per_s = 9_000
    line = SerialLine(PortSettings(str(serial_printer.path)), stall_s=4)
    # Five seconds in all, longer than a standstill may last, but no piece of it is.
    line.write(b"x" * 45_000 + b"\x1dr\x01")
    assert line.read(10) == b"\x00"
    line.close()


def test_a_serial_printer_that_takes_nothing_is_stalled(serial_printer):
    serial_printer.body.frozen = True
    line = SerialLine(PortSettings(str(serial_printer.path)), stall_s=0.2)
    with pytest.raises(PrinterUnavailable) as error:
        line.write(MUCH)
    assert why(error) == "printer_stalled"
    line.close()


def test_a_serial_printer_that_is_not_there_is_unreachable(tmp_path):
    with pytest.raises(PrinterUnavailable) as error:
        SerialLine(PortSettings(str(tmp_path / "none")))
    assert why(error) == "printer_unreachable"


def test_a_pulled_plug_is_lost_when_writing_and_when_reading(serial_printer):
    line = SerialLine(PortSettings(str(serial_printer.path)))
    serial_printer.unplug()
    with pytest.raises(PrinterUnavailable) as error:
        line.write(b"x")
    assert why(error) == "printer_lost"
    with pytest.raises(PrinterUnavailable) as error:
        line.read(2)
    assert why(error) == "printer_lost"
    line.close()


def test_a_job_has_an_end_even_when_the_printer_crawls(serial_printer):
    serial_printer.body.bytes_per_s = 20_000
    line = SerialLine(PortSettings(str(serial_printer.path)), stall_s=5, job_s=0.1)
    with pytest.raises(PrinterUnavailable) as error:
        line.write(MUCH)
    assert why(error) == "printer_stalled"
    serial_printer.body.bytes_per_s = 0
    line.close()
