"""The shop's time: never earlier than what is proven, and the wall clock judged against it."""

import pytest

from pos_member.domain.journal import Moment
from pos_member.domain.shop_time import ShopTime, Told, shop_time

NOON_MS = 1_795_320_000_000
MINUTE_MS = 60_000
DAY_MS = 1_440 * MINUTE_MS
TOLD = Told(NOON_MS, mono_ms=500_000, boot_id="b1")


def at(wall_ms: int, passed_ms: int = 0, boot: str = "b1", told: Told = TOLD) -> ShopTime:
    return shop_time(told, Moment(wall_ms, told.mono_ms + passed_ms, boot, 480))


def test_a_clock_that_goes_right_is_believed() -> None:
    assert at(NOON_MS + DAY_MS, DAY_MS) == ShopTime(NOON_MS + DAY_MS, 0, is_fresh=False)


@pytest.mark.parametrize("back_ms", [3_600_000, DAY_MS, NOON_MS])
def test_a_clock_set_back_prolongs_nothing(back_ms: int) -> None:
    assert at(NOON_MS - back_ms, DAY_MS).now_ms == NOON_MS + DAY_MS


def test_a_clock_set_forward_only_loses_convenience() -> None:
    assert at(NOON_MS + 3_650 * DAY_MS).now_ms == NOON_MS + 3_650 * DAY_MS


@pytest.mark.parametrize(
    ("skew_ms", "seen"),
    [
        (2 * MINUTE_MS, (False, False)),
        (2 * MINUTE_MS + 1, (True, False)),
        (-5 * MINUTE_MS, (True, False)),
        (5 * MINUTE_MS + 1, (True, True)),
        (-5 * MINUTE_MS - 1, (True, True)),
    ],
)
def test_two_minutes_are_noticed_and_five_pause(skew_ms: int, seen: tuple[bool, bool]) -> None:
    found = at(NOON_MS + DAY_MS + skew_ms, DAY_MS)
    assert (found.is_noticed, found.is_paused) == seen


def test_while_the_server_is_there_a_wrong_clock_is_shown_but_pauses_nothing() -> None:
    assert not at(NOON_MS - DAY_MS, 2 * MINUTE_MS).is_paused
    assert at(NOON_MS - DAY_MS, 2 * MINUTE_MS).is_noticed
    assert at(NOON_MS - DAY_MS, 2 * MINUTE_MS + 1).is_paused


def test_after_a_reboot_what_was_said_and_journaled_is_the_least_it_can_be() -> None:
    told = Told(NOON_MS, 500_000, "b1", latest_ms=NOON_MS + DAY_MS)
    back = at(NOON_MS, boot="b2", told=told)
    assert (back.now_ms, back.is_paused) == (NOON_MS + DAY_MS, True)
    later = at(NOON_MS + 9 * DAY_MS, boot="b2", told=told)
    assert (later.now_ms, later.skew_ms) == (NOON_MS + 9 * DAY_MS, 0)


def test_a_clock_put_right_again_is_right_whatever_was_journaled_meanwhile() -> None:
    told = Told(NOON_MS, 500_000, "b1", latest_ms=NOON_MS + 40 * DAY_MS)
    found = at(NOON_MS + DAY_MS, DAY_MS, told=told)
    assert not found.is_noticed
    assert found.now_ms == NOON_MS + 40 * DAY_MS


def test_before_the_server_ever_spoke_the_clock_is_all_there_is() -> None:
    assert at(NOON_MS, told=Told()) == ShopTime(NOON_MS, 0, is_fresh=False)
