"""Codes come out of a line whole, once, in order, however their bytes arrive."""

import random  # seeded below
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.framing import LIMIT_BYTES, OVERLONG, SILENCE_MS, Framer, Framing, decode
from pos_member.domain.codes import MemberCode, parse

ENDS = [b"\r", b"\n", b"\r\n", b"\t", b"\x03", b"\x03\r\n"]


def fed(received: bytes, framer: Framer | None = None) -> list[str]:
    return (framer or Framer()).feed(received, now_ms=0)


@pytest.mark.parametrize("end", ENDS)
def test_each_terminator_ends_a_code_once(end):
    assert fed(b"6901028075763" + end + b"4711" + end) == ["6901028075763", "4711"]


@pytest.mark.parametrize("end", ENDS)
def test_bytes_one_at_a_time_make_the_same_codes(end):
    framer = Framer()
    texts = [
        text for byte in (b"PM0:AB C" + end) * 3 for text in framer.feed(bytes((byte,)), now_ms=0)
    ]
    assert texts == ["PM0:AB C"] * 3


def test_a_code_waits_for_its_end():
    framer = Framer()
    assert fed(b"69010280", framer) == []
    assert framer.waiting
    assert fed(b"75763\r", framer) == ["6901028075763"]
    assert not framer.waiting


def test_silence_ends_a_code_that_has_no_suffix():
    framer = Framer()
    framer.feed(b"4711", now_ms=1000)
    assert framer.silence(now_ms=1000 + SILENCE_MS - 1) == []
    assert framer.silence(now_ms=1000 + SILENCE_MS) == ["4711"]
    assert framer.silence(now_ms=2000) == []


def test_a_late_read_does_not_cut_a_code_in_two():
    framer = Framer()
    framer.feed(b"69010280", now_ms=0)
    assert framer.feed(b"75763\r", now_ms=10_000) == ["6901028075763"]


def test_without_silence_a_code_waits_for_ever():
    framer = Framer(Framing(silence_ms=0))
    framer.feed(b"4711", now_ms=0)
    assert framer.silence(now_ms=10**9) == []


@pytest.mark.parametrize("end", [b"\r\n", b"##", b"#\r#"])
def test_an_end_of_several_bytes_may_come_in_pieces(end):
    framer = Framer(Framing(ends=(end,)))
    stream = b"69#01\r28" + end + b"4711" + end
    texts = [text for byte in stream for text in framer.feed(bytes((byte,)), now_ms=0)]
    assert texts == ["69#01\r28", "4711"]
    assert not framer.waiting


def test_the_beginning_of_an_end_that_never_comes_belongs_to_the_code():
    framer = Framer(Framing(ends=(b"##",)))
    assert fed(b"4711#", framer) == []
    assert framer.waiting
    assert framer.silence(now_ms=SILENCE_MS) == ["4711#"]


def test_silence_alone_ends_a_code_that_holds_what_ends_others():
    framer = Framer(Framing(ends=()))
    assert fed(b"a\tb\r", framer) == []
    assert framer.silence(now_ms=SILENCE_MS) == ["a\tb\r"]


def test_what_a_scanner_puts_around_a_code_is_taken_off():
    framing = Framing(prefix=b"<", suffix=b"\x1d>")
    assert fed(b"<4711\x1d>\r4712\r<4713\r<\x1d>\r", Framer(framing)) == ["4711", "4712", "4713"]


def test_a_line_may_be_set_to_one_encoding():
    assert fed(b"\xe6\xb4\x9f\x41\r", Framer(Framing(encoding="gb18030"))) == ["娲烝"]
    assert fed(b"\xe6\xb4\x9f\x41\r") == ["洟A"]
    assert "\ufffd" in decode(b"\xff\xff", "gb18030")


def test_noise_between_codes_is_no_code():
    assert fed(b"\x00\x00\r\n \r4711\x00\r\x02690\x03") == ["4711", "690"]


def test_a_control_character_inside_is_kept_so_that_the_code_is_seen_as_damaged():
    assert fed(b"69\x1b01\r") == ["69\x1b01"]


def test_the_longest_code_passes_and_a_longer_one_is_given_out_once_as_unreadable():
    assert fed(b"x" * LIMIT_BYTES + b"\r") == ["x" * LIMIT_BYTES]
    framer = Framer()
    texts = [text for _ in range(5000) for text in fed(b"6901028075763", framer)]
    assert texts == []
    assert framer.waiting
    assert fed(b"\r4711\r", framer) == [OVERLONG, "4711"]


def test_an_endless_stream_takes_no_memory():
    framer = Framer()
    for _ in range(1000):
        fed(b"\xff" * 4096, framer)
    assert len(framer._collected) <= LIMIT_BYTES
    assert framer.silence(now_ms=SILENCE_MS) == [OVERLONG]


def test_forgetting_drops_the_half_code_of_a_broken_line():
    framer = Framer()
    fed(b"69010", framer)
    framer.forget()
    assert fed(b"4711\r", framer) == ["4711"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_is_read_in_both_encodings(encoding):
    assert fed("会员码".encode(encoding) + b"\r") == ["会员码"]


def test_bytes_of_no_encoding_are_marked():
    assert "\ufffd" in decode(b"\xff\xff\x80")


@given(st.binary(max_size=2000), st.lists(st.integers(1, 50), max_size=60))
def test_cutting_the_stream_anywhere_changes_nothing(stream, cuts):
    whole = fed(stream + b"\r")
    framer, parts, at = Framer(), [], 0
    for cut in cuts:
        parts += fed(stream[at : at + cut], framer)
        at += cut
    parts += fed(stream[at:] + b"\r", framer)
    assert parts == whole


@given(st.lists(st.text(string.digits + string.ascii_uppercase, min_size=1, max_size=100)))
def test_codes_are_neither_lost_nor_doubled_nor_joined(codes):
    assert fed("".join(code + "\r\n" for code in codes).encode()) == codes


def test_twenty_thousand_odd_strings_go_through_framing_and_reading():
    chance = random.Random(20260305)
    framer = Framer()
    given_out = 0
    for round_ in range(20_000):
        stream = chance.randbytes(chance.randrange(60))
        if round_ % 3 == 0:
            stream = b"PM0:" + stream + chance.choice(ENDS)
        for text in framer.feed(stream, now_ms=round_):
            given_out += 1
            assert not isinstance(parse(text, verify=lambda *_: False), MemberCode)
    assert given_out > 5000
