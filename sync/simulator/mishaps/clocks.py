"""Mishaps of a till's clock: somebody sets it to another time, and back a while later."""

from sync.simulator.mishap import Blow, Mishap

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
JUMPS_MS = (-10_000 * DAY_MS, -DAY_MS, -HOUR_MS, -240_000, 240_000, HOUR_MS, DAY_MS, 3_650 * DAY_MS)
WRONG_MS = 60_000


def _jump(blow: Blow) -> bool:
    counter = blow.counter
    if counter.clock_off_ms:
        return False
    counter.clock_off_ms = blow.chance.choice(JUMPS_MS)

    def set_right() -> None:
        counter.clock_off_ms = 0

    blow.chain.world.after(1 + blow.chance.randrange(WRONG_MS), set_right)
    return True


MISHAPS = (Mishap("clock_jump", 80, _jump),)
