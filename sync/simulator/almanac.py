"""Which mishaps a world has in store: the list of all, and the rates that its seed draws.

A third of the mishaps is left out of each world, so that each is met alone, too.
"""

from sync.simulator.chain import Chain
from sync.simulator.counter import Counter
from sync.simulator.mishap import Blow, Mishap
from sync.simulator.mishaps import (
    clocks,
    coupons,
    devices,
    lines,
    people,
    poison,
    programs,
    server,
    tills,
)
from sync.simulator.weather import happens

EVERY: tuple[Mishap, ...] = (
    *lines.MISHAPS,
    *clocks.MISHAPS,
    *poison.MISHAPS,
    *people.MISHAPS,
    *server.MISHAPS,
    *tills.MISHAPS,
    *devices.MISHAPS,
    *programs.MISHAPS,
    *coupons.MISHAPS,
)
"""Add a new group's ``MISHAPS`` here."""


class Almanac:
    """The mishaps of one world, and how often each comes."""

    def __init__(self, chain: Chain, mishaps: tuple[Mishap, ...] = EVERY) -> None:
        self._chain = chain
        self._rows = [
            (mishap, chain.world.chance(f"mishap {mishap.name}"), self._rate(mishap))
            for mishap in mishaps
        ]

    def _rate(self, mishap: Mishap) -> int:
        chance = self._chain.world.chance(f"rate {mishap.name}")
        return chance.randrange(mishap.worst + 1) if chance.randrange(3) else 0

    def before_customer(self, counter: Counter) -> None:
        """Let happen what happens as the next customer walks up to ``counter``."""
        world = self._chain.world
        for mishap, chance, rate in self._rows:
            if not happens(chance, rate) or not world.comes(mishap.name, counter.name):
                continue
            if mishap.strike(Blow(self._chain, counter, chance)):
                self._chain.struck[mishap.name] += 1
                world.note("mishap", counter.identity.register, mishap.name)

    def mend(self) -> None:
        """Make whole what a person must make whole, in the order of the list."""
        for mishap, _, _ in self._rows:
            mishap.mend(self._chain)
