"""How a world ends: everything is made whole, and it must come to rest within bounds."""

from sync.simulator.chain import Chain
from sync.simulator.weather import FAIR

HEAL_MS = 240_000
"""The longest back-off and deadline that may still be running, and the catching up after them."""
STEPS_MAX = 40_000


def heal(chain: Chain) -> None:
    """Make network and programs whole."""
    chain.centre.weather = FAIR
    for counter in chain.counters:
        counter.weather = FAIR
        counter.line.weather = FAIR
        counter.line.cut = False
    chain.world.note("healed")


def come_to_rest(chain: Chain, *, for_ms: int = HEAL_MS) -> None:
    """Let what is under way end.

    Raises:
        AssertionError: it does not within ``STEPS_MAX`` steps.
    """
    chain.world.run_until(chain.world.now_ms + for_ms, steps_max=STEPS_MAX)
