"""Strikes every write of every scenario: killed, or a disk that is full, broken or busy there.

Once, or at every write of that machine from there on until it is mended. Afterwards everything is
made whole and judged, like any world.
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sync.simulator import rest, statements
from sync.simulator.chain import Founder
from sync.simulator.crash import KILL, CrashPoints
from sync.simulator.scenarios import EVERY, Scenario, Stage
from sync.simulator.world import World

TILLS = 2
HOWS = (KILL, "disk_full", "disk_error", "disk_busy")


@dataclass(frozen=True, slots=True)
class Strike:
    """One run: ``scenario`` struck at its write ``at``; 0 leaves it unharmed."""

    scenario: Scenario
    how: str = KILL
    lasting: bool = False
    at: int = 0

    def __str__(self) -> str:
        """Return the run in words, so that it can be played again."""
        return f"{self.scenario.name}: {self.how}{' for ever' if self.lasting else ''} at {self.at}"


@dataclass(slots=True)
class Swept:
    """What a sweep came to.

    Attributes:
        points: how many writes each scenario has.
        runs: how many runs struck, by kind.
        broken: runs after which a promise did not hold, and which.
    """

    points: dict[str, int] = field(default_factory=dict)
    runs: Tally[str] = field(default_factory=Tally)
    broken: list[tuple[Strike, tuple[str, ...]]] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """Return what it came to as JSON values."""
        return {
            "points": self.points,
            "runs": dict(sorted(self.runs.items())),
            "broken": [
                {"run": str(strike), "promises": list(promises)} for strike, promises in self.broken
            ],
        }


def sweep(
    founder: Founder,
    scenarios: tuple[Scenario, ...] = EVERY,
    *,
    stride: int = 1,
    offset: int = 0,
    on_run: Callable[[Strike], None] = lambda _: None,
) -> Swept:
    """Strike every write of ``scenarios``; with a ``stride`` only each so-many-th, from ``offset``.

    The stride goes through all kinds and scenarios as one sequence: a sample takes from all.
    """
    swept = Swept()
    for number, strike in enumerate(_strikes(founder, scenarios, swept)):
        if number % stride != offset:
            continue
        _, broken = played(founder, strike)
        swept.runs[strike.how + (" for ever" if strike.lasting else "")] += 1
        if broken:
            swept.broken.append((strike, tuple(broken)))
        on_run(strike)
    return swept


def _strikes(founder: Founder, scenarios: tuple[Scenario, ...], swept: Swept) -> Iterator[Strike]:
    for scenario in scenarios:
        points, broken = played(founder, Strike(scenario))
        assert not broken, (scenario.name, broken)
        swept.points[scenario.name] = points
        for how in HOWS:
            for lasting in (False, True):
                for at in range(1, points + 1):
                    yield Strike(scenario, how, lasting, at)


def played(founder: Founder, strike: Strike) -> tuple[int, list[str]]:
    """Play ``strike``; return how many writes its story has, and the promises that broke."""
    crashes = CrashPoints()
    with crashes.attached(), statements.shared():
        chain = founder.found(World(1), crashes, tills=TILLS)
        try:
            stage = Stage(chain)
            for counter in chain.counters:
                counter.boot()
            stage.wait()
            strike.scenario.scene(stage)
            before = crashes.passed
            if strike.at:
                crashes.arm(strike.at, strike.how, lasting=strike.lasting)
            strike.scenario.play(stage)
            points = crashes.passed - before
            rest.heal(chain)
            return points, rest.come_to_rest(chain, still_ms=0)
        finally:
            chain.close()
