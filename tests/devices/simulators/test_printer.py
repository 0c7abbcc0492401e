"""The simulated printer behaves as one: paper, cover, drawer, answers, and a record of all."""

import socket

import pytest

from devices.simulators.printer import PrinterBody

ASK = b"\x10\x04\x01\x10\x04\x02\x10\x04\x04"


def test_every_byte_is_on_file_the_moment_it_arrives(body, tmp_path):
    record = tmp_path / "received.bin"
    for byte in b"NO: 1\n":
        body.receive(bytes((byte,)))
        assert record.read_bytes().endswith(bytes((byte,)))
    assert record.read_bytes() == b"NO: 1\n"


def test_a_record_is_continued_and_never_begun_anew(body, tmp_path):
    body.receive(b"first")
    body.close()
    again = PrinterBody(tmp_path / "received.bin")
    again.receive(b"second")
    again.close()
    assert (tmp_path / "received.bin").read_bytes() == b"firstsecond"


def test_it_answers_how_it_stands(body):
    assert body.receive(ASK) == b"\x12\x12\x12"
    body.cover_open = True
    assert body.receive(ASK) == b"\x1a\x16\x12"
    body.cover_open, body.paper_out = False, True
    assert body.receive(ASK) == b"\x1a\x32\x72"


def test_it_answers_in_turn_only_what_is_printed(body):
    assert body.receive(b"x\x1dr\x01") == b"\x00"
    body.paper_out = True
    assert body.receive(b"y\x1dr\x01") == b""
    body.paper_out = False
    assert body.work() == b"\x00"
    assert body.printed == b"x\x1dr\x01y\x1dr\x01"


def test_paper_runs_out_after_so_many_bytes(body):
    body.paper_left = 3
    body.receive(b"abcdef")
    assert body.printed == b"abc"
    assert body.paper_out


def test_a_full_buffer_loses_what_comes(body):
    body.paper_out = True
    body.receive(b"x" * 10_000)
    body.paper_out = False
    body.work()
    assert len(body.printed) == 4096


def test_pulses_are_counted_and_text_that_looks_like_one_in_an_image_is_not(body):
    body.receive(b"\x1bp\x00\x32\xff" + b"\x1dv0\x00\x05\x00\x01\x00\x1bp\x00\x32\xff")
    assert body.pulses == 1


@pytest.mark.parametrize(("fault", "answer"), [("mute", b""), ("garbage", b"\xff\x55" * 3)])
def test_it_can_be_mute_or_talk_nonsense(body, fault, answer):
    setattr(body, fault, True)
    assert body.receive(ASK) == answer


def test_callers_come_one_after_the_other(tcp_printer):
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", tcp_printer.port), 5) as caller:
            caller.settimeout(5)
            caller.sendall(b"\x10\x04\x01")
            assert caller.recv(10) == b"\x12"


def test_a_cut_line_ends_the_call_and_the_next_one_is_answered(tcp_printer):
    with socket.create_connection(("127.0.0.1", tcp_printer.port), 5) as caller:
        caller.settimeout(5)
        caller.sendall(b"\x10\x04\x01")
        assert caller.recv(10) == b"\x12"
        tcp_printer.cut_line()
        assert caller.recv(10) == b""
    test_callers_come_one_after_the_other(tcp_printer)
