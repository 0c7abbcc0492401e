"""How a world ends: everything is made whole, and it must come to rest within bounds."""

from sync.simulator import oracle
from sync.simulator.chain import Chain
from sync.simulator.invariants import Invariant
from sync.simulator.weather import FAIR

HEAL_MS = 240_000
"""The longest back-off and deadline that may still be running, and the catching up after them."""
LOOK_MS = 15_000
STILL_MS = 30_000
STEPS_MAX = 5_000
"""Of all that happens within ``LOOK_MS``, or within one visit: hundreds, unless in a circle."""


def heal(chain: Chain) -> None:
    """Make network and programs whole."""
    chain.crashes.mend()
    chain.centre.weather = FAIR
    for counter in chain.counters:
        counter.weather = FAIR
        counter.line.weather = FAIR
        counter.line.cut = False
        counter.clock_off_ms = 0
    chain.world.note("healed")


def come_to_rest(chain: Chain, *, still_ms: int = STILL_MS) -> list[str]:
    """Let what is under way end, and return the promises that are broken then.

    A world at rest stays at rest: it is judged again after ``still_ms``.
    """
    world = chain.world
    deadline_ms = world.now_ms + HEAL_MS
    while True:
        world.run_until(world.now_ms + LOOK_MS, steps_max=STEPS_MAX)
        if world.now_ms >= deadline_ms or not _judge(chain):
            break
    world.run_until(world.now_ms + still_ms, steps_max=STEPS_MAX)
    return _judge(chain)


def _judge(chain: Chain) -> list[str]:
    gone = chain.excuses.gone
    down = [
        each.identity.register
        for each in chain.counters
        if not each.alive and each.identity.terminal_id not in gone
    ]
    if down:
        return [Invariant.I11.broken(f"till {register} is down") for register in down]
    busy = [each.identity.register for each in chain.counters if each.customers]
    waiting = [Invariant.I11.broken(f"till {register} has a customer") for register in busy]
    return waiting or oracle.judge(chain)
