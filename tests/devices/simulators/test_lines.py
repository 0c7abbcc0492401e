"""A pseudo-terminal keeps its name through a replug, and loses what nobody takes."""

import os

import pytest

from devices.simulators.lines import PseudoLine


@pytest.fixture
def line(tmp_path):
    line = PseudoLine(tmp_path / "port")
    yield line
    line.unplug()


def test_the_near_end_is_a_terminal_under_a_name_that_stays(line):
    near = os.open(line.path, os.O_RDWR | os.O_NOCTTY)
    assert os.isatty(near)
    line.unplug()
    assert not line.path.exists()
    with pytest.raises(OSError):  # noqa: PT011  # EIO, in the system's own words
        os.write(near, b"x")
    os.close(near)
    line.plug()
    assert line.path.exists()


def test_bytes_pass_raw_in_both_directions(line):
    everything = bytes(range(256))
    near = os.open(line.path, os.O_RDWR | os.O_NOCTTY)
    line.send(everything)
    assert os.read(near, 300) == everything
    os.write(near, everything)
    assert line.receive(300, 1) == everything
    os.close(near)


def test_what_nobody_takes_is_lost_and_blocks_nobody(line):
    line.send(b"x" * 100_000, timeout_s=0.05)


def test_an_unplugged_line_neither_sends_nor_receives(line):
    line.unplug()
    line.unplug()
    line.send(b"x")
    assert line.receive(1, 0) == b""
    assert line.far is None


def test_plugging_twice_keeps_the_port(line):
    before = line.path.readlink()
    line.plug()
    assert line.path.readlink() == before


def test_nothing_sent_is_nothing_received(line):
    assert line.receive(10, 0.01) == b""
