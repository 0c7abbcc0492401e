"""A machine that slept is noticed by the clock that goes on in its sleep."""

import pytest

from pos_member.bootstrap.waking import BEAT_MS, SLEPT_MS, Waking


class Watch:
    """A clock that the test sets."""

    now = 1_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def waking(qtbot, watch):
    return Waking(watch)


def test_a_late_beat_is_no_sleep(waking, watch, qtbot):
    with qtbot.assertNotEmitted(waking.woke):
        for late in (BEAT_MS, 2 * BEAT_MS, SLEPT_MS):
            watch.now += late
            waking.beat()


def test_a_sleep_is_told_once(waking, watch, qtbot):
    told = []
    waking.woke.connect(lambda: told.append(watch.now))
    watch.now += SLEPT_MS + 1
    waking.beat()
    watch.now += BEAT_MS
    waking.beat()
    assert told == [1_000_000 + SLEPT_MS + 1]


def test_it_beats_by_itself(waking, watch, qtbot):
    watch.now += SLEPT_MS + 1
    with qtbot.waitSignal(waking.woke, timeout=3 * BEAT_MS):
        pass
