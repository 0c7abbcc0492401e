"""The gate every scan passes: double reads, dialogs, and the Enter that ends a code."""

import pytest

from ui.screens.scan_gate import HELD_MAX, Passing, ScanGate


class Watch:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.ms = 1_000_000

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def clock():
    return Watch()


@pytest.fixture
def gate(qapp, clock):
    return ScanGate(clock)


@pytest.fixture
def passed(gate):
    texts: list[str] = []
    gate.passed.connect(texts.append)
    return texts


def test_a_scan_passes_at_once(gate, passed):
    gate.receive("6901234567892")
    assert passed == ["6901234567892"]


@pytest.mark.parametrize(
    "again",
    [
        ("6901234567892", 119, 1),
        ("6901234567892", 120, 2),
        ("PM0:ABC", 599, 1),
        ("pm0:abc", 599, 1),
        ("PM0:ABC", 600, 2),
        ("M880122031146", 599, 1),
    ],
)
def test_the_same_code_again_counts_only_after_its_quiet_time(gate, passed, clock, again):
    text, gap_ms, times = again
    gate.receive(text)
    clock.ms += gap_ms
    gate.receive(text)
    assert len(passed) == times


def test_two_different_codes_in_one_instant_both_count(gate, passed):
    gate.receive("6901234567892")
    gate.receive("6920152414019")
    assert len(passed) == 2


def test_a_clock_set_back_swallows_no_scan(gate, passed, clock):
    gate.receive("6901234567892")
    clock.ms -= 3_600_000
    gate.receive("6901234567892")
    assert len(passed) == 2
    assert not gate.enter_may_press()


def test_scans_during_a_dialog_wait_are_counted_and_pass_in_order_afterwards(gate, passed):
    counts: list[int] = []
    gate.waiting_changed.connect(counts.append)
    token = gate.narrow(Passing.HOLD)
    gate.receive("1")
    gate.receive("2")
    assert passed == [] and counts == [1, 2]
    gate.widen(token)
    assert passed == ["1", "2"] and counts[-1] == 0 and gate.waiting == 0


def test_a_dialog_over_a_dialog_keeps_them_waiting(gate, passed):
    first = gate.narrow(Passing.BADGES)
    second = gate.narrow(Passing.HOLD)
    gate.receive("1")
    gate.widen(first)
    assert passed == []
    gate.receive("PB0:XYZ")
    gate.widen(second)
    gate.widen(second)
    assert passed == ["1", "PB0:XYZ"]


def test_a_pin_dialog_takes_badges_and_keeps_everything_else(gate, passed):
    badges: list[str] = []
    gate.badge.connect(badges.append)
    token = gate.narrow(Passing.BADGES)
    gate.receive("PB0:XYZ")
    gate.receive("6901234567892")
    assert badges == ["PB0:XYZ"] and gate.waiting == 1
    gate.widen(token)
    assert passed == ["6901234567892"]


def test_a_badge_during_an_ordinary_dialog_waits_like_anything_else(gate, passed):
    gate.narrow(Passing.HOLD)
    gate.receive("PB0:XYZ")
    assert gate.waiting == 1 and passed == []


def test_more_than_twenty_are_refused_aloud_not_dropped_in_silence(gate, passed):
    refused: list[str] = []
    gate.refused.connect(refused.append)
    gate.narrow(Passing.HOLD)
    for number in range(HELD_MAX + 1):
        gate.receive(str(number))
    assert gate.waiting == HELD_MAX and refused == ["too_many_scans_waiting"]


@pytest.mark.parametrize("passing", [Passing.HOLD, Passing.BADGES])
def test_a_bank_card_is_refused_at_once_and_never_waits(gate, passed, passing):
    refused: list[str] = []
    gate.refused.connect(refused.append)
    token = gate.narrow(passing)
    gate.receive(";6222021001116245702=25121011000012345678?")
    gate.receive("6222021001116245702")
    gate.receive(";123456789015?")
    assert refused == ["bank_card", "bank_card"] and gate.waiting == 1
    gate.widen(token)
    assert passed == [";123456789015?"]


def test_what_waits_is_forgotten_when_somebody_else_takes_over(gate, passed):
    token = gate.narrow(Passing.HOLD)
    gate.receive("1")
    gate.forget_waiting()
    gate.widen(token)
    assert passed == []


def test_enter_presses_nothing_within_150_ms_of_a_scan(gate, clock):
    assert gate.enter_may_press()
    gate.receive("6901234567892")
    clock.ms += 149
    assert not gate.enter_may_press()
    clock.ms += 1
    assert gate.enter_may_press()
