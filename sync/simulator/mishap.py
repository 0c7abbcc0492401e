"""A mishap: something that happens to a chain as a whole, beside the weather of its messages.

To add one: write ``strike`` in the module of its group in ``sync/simulator/mishaps``, or in a new
module there, and name it in that module's ``MISHAPS``; a new module's is named in
``sync/simulator/almanac.py``. That is all: its rate is drawn for each seed, its draws are a stream
of its own (so it moves no other draw), and the report counts it under its name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from sync.simulator.chain import Chain
from sync.simulator.counter import Counter


@dataclass(frozen=True, slots=True)
class Blow:
    """Whom a mishap strikes: the till that a customer is walking up to, or the whole chain.

    ``chance`` is the mishap's own stream. What shall happen later, ``chain.world.after`` does; what
    the judge must then accept stands in ``chain.excuses``.
    """

    chain: Chain
    counter: Counter
    chance: Random


Strike: TypeAlias = Callable[[Blow], bool]
"""Does it, and tells whether it came to anything: only then is it counted."""


def _nothing(_: Chain) -> None:
    """Leave the chain as it is."""


@dataclass(frozen=True, slots=True)
class Mishap:
    """One kind of mishap.

    Attributes:
        name: under which the report counts it.
        worst: before how many of a thousand customers it comes, at the worst.
        strike: what happens.
        mend: how a person makes it whole at the end of the day, if anybody must.
    """

    name: str
    worst: int
    strike: Strike
    mend: Callable[[Chain], None] = _nothing
