"""Draws what becomes of one action of a program: it ends well, is killed, or its disk fails."""

from random import Random

from sync.simulator.crash import FAULTS, KILL, Fate
from sync.simulator.weather import Weather, happens
from sync.simulator.world import World

POINTS = 24
"""A killed program is killed at one of so many writes, or at the end of its action."""


def fate_of(world: World, who: str, chance: Random, weather: Weather, crash: str) -> Fate | None:
    """Return the fate of an action of ``who``, drawn as by ``drawn_fate``, if it comes."""
    fate = drawn_fate(chance, weather, crash)
    if fate is None:
        return None
    return fate if world.comes(crash if fate.how == KILL else fate.how, who) else None


def drawn_fate(chance: Random, weather: Weather, crash: str) -> Fate | None:
    """Return the fate of an action whose kill comes at the rate that ``weather`` calls ``crash``.

    A draw for each question, whatever the rate: a changed rate moves no other draw.
    """
    at = 1 + chance.randrange(POINTS)
    lasting = happens(chance, weather.disk_lasting)
    came = [how for how in FAULTS if happens(chance, getattr(weather, how))]
    if happens(chance, getattr(weather, crash)):
        return Fate(at, KILL)
    return Fate(1 + at % 6, came[0], lasting) if came else None
