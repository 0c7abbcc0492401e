"""Draws what becomes of one action of a program: it ends well, is killed, or its disk fails."""

from random import Random

from sync.simulator.crash import FAULTS, KILL, Fate
from sync.simulator.weather import Weather, happens

POINTS = 24
"""A killed program is killed at one of so many writes, or at the end of its action."""


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
