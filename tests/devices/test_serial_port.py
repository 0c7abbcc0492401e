"""A line is read for as long as it is wanted, whatever happens to the plug."""

import threading
from pathlib import Path

import pytest

from devices.serial_port import PortReader, PortSettings, PortState, open_port
from devices.simulators.lines import PseudoLine


@pytest.fixture
def line(tmp_path):
    line = PseudoLine(tmp_path / "scanner")
    yield line
    line.unplug()


@pytest.fixture
def reader(line, heard):
    heard_bytes, states = heard(), heard()
    reader = PortReader(
        "test",
        lambda: open_port(PortSettings(str(line.path))),
        on_bytes=lambda received: heard_bytes(received) if received else None,
        on_state=states,
    )
    reader.start()
    states.until((PortState.CONNECTED,))
    yield reader, heard_bytes, states
    reader.stop()
    assert not reader.alive


def arrived(heard_bytes, wanted: bytes) -> bool:
    """Wait for ``wanted``, in however many pieces it comes."""
    pieces = 1
    while wanted not in b"".join(told[0] for told in heard_bytes.first(pieces)):
        pieces += 1
    return True


def test_what_waits_behind_the_first_byte_comes_with_it(line, reader):
    _, heard_bytes, _ = reader
    line.send(b"6901028075763\r")
    assert arrived(heard_bytes, b"6901028075763\r")


def test_a_pulled_plug_is_told_and_the_line_comes_back_under_its_name(line, reader):
    running, heard_bytes, states = reader
    line.unplug()
    states.until((PortState.LOST,), timeout_s=2)
    states.forget()
    line.plug()
    states.until((PortState.CONNECTED,), timeout_s=3)
    line.send(b"back\r")
    assert arrived(heard_bytes, b"back\r")
    assert running.alive


def test_twenty_replugs_leave_no_thread_and_no_handle_behind(line, reader):
    running, heard_bytes, states = reader
    threads, handles = threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))
    for round_ in range(20):
        states.forget()
        line.unplug()
        states.until((PortState.LOST,))
        line.plug()
        states.until((PortState.CONNECTED,))
        code = b"code %d\r" % round_
        line.send(code)
        assert arrived(heard_bytes, code)
    assert running.alive
    assert threading.active_count() == threads
    assert len(list(Path("/proc/self/fd").iterdir())) == handles


def test_a_line_that_is_not_there_yet_is_told_once_and_found_later(tmp_path, heard):
    path, states, heard_bytes = tmp_path / "later", heard(), heard()
    reader = PortReader(
        "later",
        lambda: open_port(PortSettings(str(path))),
        on_bytes=heard_bytes,
        on_state=states,
    )
    reader.start()
    states.until((PortState.LOST,))
    line = PseudoLine(path)
    states.until((PortState.CONNECTED,))
    assert states.all == [(PortState.LOST,), (PortState.CONNECTED,)]
    reader.stop()
    line.unplug()


def test_a_baud_rate_that_does_not_exist_keeps_the_thread_alive(line, heard):
    states = heard()
    settings = PortSettings(str(line.path), parity="X")
    reader = PortReader("odd", lambda: open_port(settings), on_bytes=heard(), on_state=states)
    reader.start()
    states.until((PortState.LOST,))
    assert reader.alive
    reader.stop()


def test_stopping_gives_the_line_to_the_next_one(line, reader):
    running, _, _ = reader
    running.stop()
    open_port(PortSettings(str(line.path))).close()


def test_a_line_is_opened_for_one_program_alone(line, reader):
    with pytest.raises(OSError, match=r"lock|[Rr]esource"):
        open_port(PortSettings(str(line.path)))


def test_a_file_is_no_line(tmp_path):
    Path(tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError):  # noqa: PT011  # the words are the driver's
        open_port(PortSettings(str(tmp_path / "file")))
