"""Scanners on real pseudo-terminals: texts with their source, through every misbehaviour."""

import pytest

from devices.framing import OVERLONG, Framing
from devices.scanner import SerialScanner
from devices.serial_port import PortSettings, PortState
from devices.simulators.scanner import SimulatedScanner


@pytest.fixture
def plugged(tmp_path, heard):
    """Start a till's scanner on a simulated one and wait until it listens."""
    running = []

    def plug(
        name: str, **options: object
    ) -> tuple[SimulatedScanner, object, object, SerialScanner]:
        far = SimulatedScanner(tmp_path / name, suffix=bytes(options.pop("suffix", b"\r")))
        texts, states = heard(), heard()
        near = SerialScanner(
            name, PortSettings(str(far.path)), on_text=texts, on_state=states, **options
        )
        near.start()
        states.until((PortState.CONNECTED, name))
        running.append((near, far))
        return far, texts, states, near

    yield plug
    for near, far in running:
        near.stop()
        far.unplug()


def test_a_scan_is_told_with_its_source(plugged):
    far, texts, _, _ = plugged("counter")
    far.scan("6901028075763")
    assert texts.first(1) == [("6901028075763", "counter")]


def test_two_scanners_do_not_mix(plugged):
    left, left_texts, _, _ = plugged("left", framing=Framing(silence_ms=0))
    right, right_texts, _, _ = plugged("right")
    left.send(b"69010")
    right.scan("4711")
    left.scan("28075763")
    assert right_texts.first(1) == [("4711", "right")]
    assert left_texts.first(1) == [("6901028075763", "left")]


def test_bytes_that_trickle_in_make_one_code(plugged):
    far, texts, _, _ = plugged("slow", framing=Framing(silence_ms=0))
    far.trickle([bytes((byte,)) for byte in b"6901028075763\r"], pause_s=0.002)
    assert texts.first(1) == [("6901028075763", "slow")]


def test_a_scanner_without_a_suffix_is_read_by_its_silence(plugged):
    far, texts, _, _ = plugged("bare", suffix=b"")
    far.scan("4711")
    texts.first(1)
    far.scan("4712")
    assert texts.first(2) == [("4711", "bare"), ("4712", "bare")]


def test_garbage_is_told_as_texts_and_codes_go_on(plugged):
    far, texts, _, near = plugged("noisy", framing=Framing(silence_ms=0))
    far.send(b"\x00\xff\x80\x1b[31m\x00\r" + b"x" * 5000 + b"\r")
    far.scan("会员", encoding="gb18030")
    far.scan("4711")
    told = [text for text, _ in texts.first(4)]
    assert told[1:] == [OVERLONG, "会员", "4711"]
    assert near.alive


def test_pauses_shorter_than_the_silence_that_ends_a_code_do_not_cut_it(plugged):
    far, texts, _, _ = plugged("pausing", framing=Framing(silence_ms=300))
    codes = [f"CODE-{number:04}" for number in range(20)]
    for code in codes:
        far.trickle([code[:4].encode(), code[4:].encode() + b"\r"], pause_s=0.02)
    assert [text for text, _ in texts.first(20)] == codes


def test_many_codes_at_once_are_all_told_in_order(plugged):
    far, texts, _, _ = plugged("burst", framing=Framing(silence_ms=0))
    codes = [f"CODE-{number:04}" for number in range(500)]
    far.send("".join(code + "\r\n" for code in codes).encode())
    assert [text for text, _ in texts.first(500)] == codes


def test_the_half_code_of_a_pulled_plug_is_forgotten(plugged):
    far, texts, states, _ = plugged("pulled", framing=Framing(silence_ms=0))
    far.scan("1")
    texts.first(1)
    far.send(b"69010")
    far.unplug()
    states.until((PortState.LOST, "pulled"), timeout_s=2)
    states.forget()
    far.replug()
    states.until((PortState.CONNECTED, "pulled"), timeout_s=3)
    far.scan("4711")
    assert texts.first(2)[1] == ("4711", "pulled")


def test_the_same_text_again_at_once_is_the_same_read(plugged):
    far, texts, _, _ = plugged("nervous", double_ms=60_000)
    for text in ("4711", "4711", "4712", "4711"):
        far.scan(text)
    assert [text for text, _ in texts.first(3)] == ["4711", "4712", "4711"]


def test_a_text_that_a_reader_makes_nothing_of_is_dropped(plugged):
    far, texts, _, _ = plugged("picky", translate=lambda text: text.removesuffix("no"))
    for text in ("no", "4711no", "4712"):
        far.scan(text)
    assert [text for text, _ in texts.first(2)] == ["4711", "4712"]


def test_a_callable_may_open_the_line(tmp_path, heard):
    class Silent:
        in_waiting = 0

        def read(self, size: int = 1, /) -> bytes:
            raise OSError(f"gone before {size}")

        def close(self) -> None:
            pass

    states = heard()
    near = SerialScanner("own", Silent, on_text=heard(), on_state=states)
    near.start()
    assert states.first(2) == [(PortState.CONNECTED, "own"), (PortState.LOST, "own")]
    near.stop()
