"""The network's change sounds once; flapping within the steady time does not."""

import pytest

from ui.screens.chime import Chime
from ui.sounds import Sound


@pytest.fixture
def heard(qtbot):
    chime = Chime(steady_ms=30)
    sounds: list[Sound] = []
    chime.due.connect(sounds.append)
    return chime, sounds


def test_the_first_change_sounds_at_once(heard) -> None:
    chime, sounds = heard
    chime.begin(online=True)
    chime.hear(online=True)
    chime.hear(online=False)
    assert sounds == [Sound.WENT_OFFLINE]


def test_a_flap_that_ends_where_it_began_is_silent(heard, qtbot) -> None:
    chime, sounds = heard
    for online in (False, True, False):
        chime.hear(online=online)
    qtbot.waitUntil(lambda: not chime._steady.isActive(), timeout=5_000)
    assert sounds == [Sound.WENT_OFFLINE]


def test_coming_back_for_good_sounds_when_it_is_steady(heard, qtbot) -> None:
    chime, sounds = heard
    chime.hear(online=False)
    chime.hear(online=True)
    qtbot.waitUntil(lambda: sounds == [Sound.WENT_OFFLINE, Sound.CAME_BACK], timeout=5_000)
