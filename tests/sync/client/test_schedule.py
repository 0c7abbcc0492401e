"""Back-off and what is known of the line."""

import random

from hypothesis import given
from hypothesis import strategies as st

from sync.client.schedule import (
    BUSY,
    LONGEST_MS,
    SLOW,
    SLOW_MS,
    Lane,
    Line,
    back_off_ms,
)


def most(bound: int) -> int:
    """Return the highest that chance may give."""
    return bound - 1


def test_the_back_off_grows_to_a_minute():
    assert [back_off_ms(n, most) // 1_000 for n in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]


@given(st.integers(1, 10_000), st.integers())
def test_the_back_off_is_never_nothing_and_never_more_than_a_minute(failures, seed):
    assert 1 <= back_off_ms(failures, random.Random(seed).randrange) <= LONGEST_MS


def test_tills_that_failed_together_do_not_come_back_together():
    waits = {back_off_ms(5, random.Random(till).randrange) for till in range(200)}
    assert len(waits) > 150


def test_a_lane_that_failed_waits_and_an_answer_ends_it():
    lane = Lane().failed("timeout", 1_000, most)
    assert lane.failures == 1
    assert not lane.open(1_999) and lane.open(2_000)
    assert lane.failed("timeout", 2_000, most).retry_at_ms == 4_000
    assert lane.answered() == Lane()


def test_a_person_who_asks_is_not_kept_waiting():
    assert Lane().failed("timeout", 1_000, most).urged().open(0)


def test_a_lane_rests_without_a_failure():
    lane = Lane().resting(5_000)
    assert not lane.open(4_999) and lane.open(5_000) and lane.failures == 0


def test_the_line_coming_back_frees_a_lane_that_lost_it_but_not_one_at_a_busy_server():
    assert Lane().failed("timeout", 0, most).line_is_back() == Lane()
    busy = Lane().failed(BUSY, 0, most)
    assert busy.line_is_back() == busy


def test_the_line_says_since_when_it_is_what_it_is():
    line = Line().answered(1_000, 20)
    assert (line.online, line.since_ms, line.last_sync_ms, line.latency_ms) == (
        True,
        1000,
        1000,
        20,
    )
    line = line.answered(2_000, None)
    assert (line.since_ms, line.last_sync_ms, line.latency_ms) == (1_000, 2_000, 20)
    line = line.failed("timeout", 3_000).failed("dns", 4_000)
    assert (line.online, line.since_ms, line.last_sync_ms, line.why) == (False, 3000, 2000, "dns")
    assert line.answered(5_000, 5).since_ms == 5_000


def test_a_line_that_never_was_is_offline_since_the_first_failure():
    assert Line().failed("dns", 1_000).failed("dns", 9_000).since_ms == 1_000


def test_a_slow_answer_is_an_answer_with_a_warning():
    slow = Line().answered(1_000, SLOW_MS + 1)
    assert slow.online and slow.why == SLOW
    assert slow.answered(2_000, SLOW_MS).why == ""
