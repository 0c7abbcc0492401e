"""Mishaps of the network: a till's line is cut for a while."""

from sync.simulator.mishap import Blow, Mishap

OUTAGE_MS = 120_000


def _outage(blow: Blow) -> bool:
    line = blow.counter.line
    if line.cut:
        return False
    line.cut = True

    def restore() -> None:
        line.cut = False

    blow.chain.world.after(blow.chance.randrange(OUTAGE_MS), restore)
    return True


MISHAPS = (Mishap("outage", 40, _outage),)
