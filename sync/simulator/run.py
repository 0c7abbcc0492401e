"""Plays worlds, seed by seed, and says which promises broke: ``pos-member simulate``.

A world is two tills, few members, weather drawn from the seed, an end where everything is made
whole, and a judgement. The same seed is the same world, down to the checksum of its trace.
"""

import tempfile
from collections import Counter as Tally
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from sync.simulator import rest, visits, weather
from sync.simulator.chain import PRICES, Chain, Founder
from sync.simulator.counter import Counter
from sync.simulator.crash import CrashPoints
from sync.simulator.visits import Order, Script
from sync.simulator.world import World

VISITS = 20
MEMBERS_MAX = 5
GAP_MS = 6_000
DAY_MS = VISITS * GAP_MS * 5 // 4
OUTAGE_MS = 120_000
PHONE = 13_800_000_000
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
    chance = world.chance("customers")
    _set_weather(chain)
    for counter in chain.counters:
        counter.boot()
    queue = _Queue(chain, chance)
    for counter in chain.counters:
        queue.next(counter, VISITS)
    try:
        world.run_until(world.now_ms + DAY_MS, steps_max=rest.STEPS_MAX)
        rest.heal(chain)
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
    found: Tally[str] = Tally()
    for counter in chain.counters:
        found.update(counter.line.faults)
        found["crash_till"] += counter.crashes
        found["crash_sync"] += counter.sync_crashes
    found["crash_server"] += chain.centre.crashed
    return dict(found)


class _Queue:
    """Sends customers to the tills: few members, and the same sale again on purpose."""

    def __init__(self, chain: Chain, chance: Random) -> None:
        self._world = chain.world
        self._chance = chance
        self._members: list[str] = []
        self._joined = 0
        self._most = 1 + chance.randrange(MEMBERS_MAX)
        self._before = Order((PRICES[0],))

    def next(self, counter: Counter, left: int) -> None:
        """Send the next of ``left`` customers to ``counter``, and the others after them."""
        if not left:
            return

        def come() -> None:
            counter.run(self._with_outage(counter))
            self.next(counter, left - 1)

        self._world.after(1 + self._chance.randrange(2 * GAP_MS), come)

    def _with_outage(self, counter: Counter) -> Script:
        if weather.happens(self._chance, counter.weather.outage):
            counter.line.cut = True
            counter.line.faults["outage"] = counter.line.faults.get("outage", 0) + 1
            self._world.note("outage", counter.identity.register)

            def restore() -> None:
                counter.line.cut = False

            self._world.after(self._chance.randrange(OUTAGE_MS), restore)
        return self._visit(counter)

    def _visit(self, counter: Counter) -> Script:
        if self._joined < self._most and (self._joined == 0 or self._chance.randrange(4) == 0):
            self._joined += 1
            return visits.enrol(counter, str(PHONE + self._joined), self._members.append)
        if not self._members or self._chance.randrange(6) == 0:
            return visits.buy(counter, None, self._order())
        member_id = self._chance.choice(self._members)
        if self._chance.randrange(4) == 0:
            amount = self._chance.choice((100, 5_000, 10_000, 20_000))
            return visits.top_up(counter, member_id, amount)
        return visits.buy(counter, member_id, self._order())

    def _order(self) -> Order:
        if self._chance.randrange(3) == 0:
            # The very same goods again: a hash without the operation's id would swallow it.
            return self._before
        prices = tuple(self._chance.choices(PRICES, k=1 + self._chance.randrange(3)))
        due = sum(prices)
        by_value = self._chance.choice((0, due, due, due - 1, due // 2, 1))
        self._before = replace(
            self._before,
            prices=prices,
            by_value=by_value,
            by_points=self._chance.randrange(3) == 0,
            asks=self._chance.randrange(4) > 0,
            lingers_ms=self._chance.choice((0, 0, 0, 500, 5_000, 60_000)),
        )
        return self._before
