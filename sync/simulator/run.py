"""Plays worlds, seed by seed, and says which promises broke: ``pos-member simulate``.

A world is two tills, few members, weather drawn from the seed, an end where everything is made
whole, and a judgement. The same seed is the same world, down to the checksum of its trace.
"""

import tempfile
from collections import Counter as Tally
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sync.simulator import rest, weather
from sync.simulator.almanac import Almanac
from sync.simulator.chain import Chain, Founder
from sync.simulator.crash import CrashPoints
from sync.simulator.customers import GAP_MS, Customers
from sync.simulator.world import World

VISITS = 20
DAY_MS = VISITS * GAP_MS * 5 // 4
TAIL_LINES = 40


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one world came to.

    Attributes:
        crc: checksum of the trace.
        faults: how often each fault came.
        broken: promises that did not hold, in words; ``tail`` then is the end of the trace.
    """

    seed: int
    crc: int
    steps: int
    receipts: int
    write_points: int
    faults: dict[str, int]
    broken: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """What many worlds came to."""

    worlds: int = 0
    steps: int = 0
    receipts: int = 0
    write_points: int = 0
    faults: Tally[str] = field(default_factory=Tally)
    broken: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count ``outcome``."""
        self.worlds += 1
        self.steps += outcome.steps
        self.receipts += outcome.receipts
        self.write_points += outcome.write_points
        self.faults.update(outcome.faults)
        if outcome.broken:
            self.broken.append(outcome)

    @property
    def well(self) -> bool:
        """Tell whether every promise held in every world."""
        return not self.broken

    def to_json(self) -> dict[str, object]:
        """Return the report as JSON values."""
        return {
            "worlds": self.worlds,
            "steps": self.steps,
            "receipts": self.receipts,
            "write_points": self.write_points,
            "faults": dict(sorted(self.faults.items())),
            "broken": [
                {"seed": each.seed, "crc": f"{each.crc:08x}", "promises": list(each.broken)}
                for each in self.broken
            ],
        }


def simulate(first: int, last: int, on_progress: Callable[[Outcome], None] | None = None) -> Report:
    """Play the worlds of seeds ``first`` to ``last`` and return what came of them."""
    assert first <= last
    return run(range(first, last + 1), on_progress)


def run(seeds: Iterable[int], on_progress: Callable[[Outcome], None] | None = None) -> Report:
    """Play the worlds of ``seeds``, telling ``on_progress`` after each."""
    report = Report()
    with tempfile.TemporaryDirectory(prefix="pos-member-worlds-") as folder:
        founder = Founder(Path(folder))
        for seed in seeds:
            outcome = play(seed, founder)
            report.add(outcome)
            if on_progress is not None:
                on_progress(outcome)
    return report


def play(seed: int, founder: Founder) -> Outcome:
    """Play the world of ``seed`` to its end and judge it."""
    world, crashes = World(seed), CrashPoints()
    with crashes.attached():
        chain = founder.found(world, crashes)
        try:
            broken = _play(chain)
        finally:
            chain.close()
    return Outcome(
        seed=seed,
        crc=world.crc,
        steps=world.steps,
        receipts=sum(len(counter.receipts) for counter in chain.counters),
        write_points=crashes.passed,
        faults=_faults(chain),
        broken=tuple(broken),
        tail=tuple(world.log[-TAIL_LINES:]) if broken else (),
    )


def _play(chain: Chain) -> list[str]:
    world = chain.world
    _set_weather(chain)
    almanac = Almanac(chain)
    for counter in chain.counters:
        counter.boot()
    customers = Customers(chain, almanac, world.chance("customers"))
    for counter in chain.counters:
        customers.come_to(counter, VISITS)
    try:
        world.run_until(world.now_ms + DAY_MS, steps_max=rest.STEPS_MAX)
        rest.heal(chain)
        almanac.mend()
        return rest.come_to_rest(chain)
    except AssertionError as restless:
        return [str(restless)]


def _set_weather(chain: Chain) -> None:
    drawn = weather.drawn(chain.world.chance("weather"))
    chain.centre.weather = drawn
    for counter in chain.counters:
        counter.weather = drawn
        counter.line.weather = drawn


def _faults(chain: Chain) -> dict[str, int]:
    found: Tally[str] = Tally(chain.struck)
    for counter in chain.counters:
        found.update(counter.line.faults)
        found["crash_till"] += counter.crashes
        found["crash_sync"] += counter.sync_crashes
    found["crash_server"] += chain.centre.crashed
    return dict(found)
