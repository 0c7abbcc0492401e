"""Commands come out of a stream whole, however it is cut, and no stream breaks the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.escpos import PrinterProfile, drawer_pulse, encode
from devices.escpos_commands import Command, CommandReader
from devices.layouts import builtin_layout
from devices.receipt import lay_out
from devices.receipt_labels import ZH


def read(stream: bytes) -> list[Command]:
    return list(CommandReader().feed(stream))


@pytest.mark.parametrize(
    ("sent", "lead", "rest"),
    [
        (b"\x1b@", b"\x1b@", b""),
        (b"\x1ba\x01", b"\x1ba", b"\x01"),
        (b"\x1bp\x00\x32\xff", b"\x1bp", b"\x00\x32\xff"),
        (b"\x10\x04\x01", b"\x10\x04", b"\x01"),
        (b"\x1dV\x00", b"\x1dV", b"\x00"),
        (b"\x1dVB\x03", b"\x1dV", b"B\x03"),
        (b"\x1d(k\x03\x001Q0", b"\x1d(", b"k\x03\x001Q0"),
        (b"\x1dkI\x03{BX", b"\x1dk", b"I\x03{BX"),
        (b"\x1dk\x04ABC\x00", b"\x1dk", b"\x04ABC\x00"),
        (b"\x1dv0\x00\x01\x00\x02\x00\x1b@", b"\x1dv", b"0\x00\x01\x00\x02\x00\x1b@"),
        (b"\x1b*\x00\x02\x00\x1b@", b"\x1b*", b"\x00\x02\x00\x1b@"),
        (b"\x1b*\x21\x01\x00abc", b"\x1b*", b"\x21\x01\x00abc"),
        (b"\x1b\x99", b"\x1b\x99", b""),
        (b"\n", b"\n", b""),
        (b"NO: 1", b"", b"NO: 1"),
    ],
)
def test_each_command_is_as_long_as_the_reference_says(sent, lead, rest):
    assert read(sent + b"\n") == [Command(lead, rest), Command(b"\n")]
    assert all(not read(sent[:cut]) or lead == b"" for cut in range(1, len(sent)))


def test_an_unfinished_command_waits():
    reader = CommandReader()
    assert list(reader.feed(b"\x1dv0\x00\x01")) == []
    assert reader.unfinished == 5
    assert len(list(reader.feed(b"\x00\x01\x00\xff"))) == 1
    assert reader.unfinished == 0


def joined(commands: list[Command]) -> list[tuple[bytes, bytes]]:
    """Text may come in several pieces; put it together."""
    whole: list[tuple[bytes, bytes]] = []
    for command in commands:
        if whole and command.lead == whole[-1][0] == b"":
            whole[-1] = (b"", whole[-1][1] + command.rest)
        else:
            whole.append((command.lead, command.rest))
    return whole


def test_a_receipt_read_byte_by_byte_gives_the_same_commands(sale):
    stream = drawer_pulse(PrinterProfile()) + encode(
        lay_out(sale, 48, ZH, builtin_layout(sale.kind)), PrinterProfile()
    )
    reader = CommandReader()
    single = [command for byte in stream for command in reader.feed(bytes((byte,)))]
    assert joined(single) == joined(read(stream))
    assert [command.lead for command in single].count(b"\x1bp") == 1


@given(st.binary(max_size=3000))
def test_no_stream_breaks_the_reader_and_no_byte_is_lost(stream):
    reader = CommandReader()
    taken = b"".join(command.lead + command.rest for command in reader.feed(stream))
    assert stream.startswith(taken)
    assert len(stream) - len(taken) == reader.unfinished
