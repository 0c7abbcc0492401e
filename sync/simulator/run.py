"""Plays worlds, seed by seed, and says which promises broke: ``pos-member simulate``.

A world is three tills, few members, weather drawn from the seed, an end where everything is made
whole, and a judgement. The same seed is the same world, down to the checksum of its trace.
"""

import os
import shutil
import sqlite3
import tempfile
import traceback
from collections import Counter as Tally
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from pos_member.domain.errors import PosError
from pos_member.domain.operation_reader import KINDS
from sync.simulator import oracle, rest, statements, watch, weather
from sync.simulator.almanac import EVERY, Almanac
from sync.simulator.assortment import CAP_MINOR, PROGRAM, with_cap
from sync.simulator.chain import TILLS, Chain, Founder
from sync.simulator.crash import FAULTS, CrashPoints
from sync.simulator.customers import GAP_MS, Customers
from sync.simulator.invariants import Invariant
from sync.simulator.weather import Weather
from sync.simulator.world import World

_FAULTS_OF_OURS = (
    ArithmeticError,
    AssertionError,
    LookupError,
    TypeError,
    ValueError,
    sqlite3.Error,
)
"""What nothing in a world may ever raise; it breaks the world, and its seed is named."""
VISITS = 9
"""Customers of each till, at least."""
STEPS_LEAST = 500
DAY_MS = 20 * 3_600_000
"""No day is longer, however little happens in it."""
TAIL_LINES = 120
TWICE = 100
"""Each so many seeds a world is played a second time, to see that it is the same."""
RARE = 20
"""A kind is rare that comes less than once in so many worlds."""
FAULT_KINDS = (
    *(each.name for each in fields(Weather) if each.name != "disk_lasting"),
    *(mishap.name for mishap in EVERY),
)
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""Where there is one, worlds are played in memory: nothing in them depends on a real disk."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one world came to.

    Attributes:
        crc: checksum of the trace.
        faults: how often each fault came.
        operations: how many operations of each kind the server holds in the end.
        refused: how often a rule turned a customer away, by code.
        broken: promises that did not hold, in words; ``tail`` then is the end of the trace,
            ``parts`` all that came to this world.
    """

    seed: int
    crc: int
    steps: int
    receipts: int
    write_points: int
    faults: dict[str, int]
    operations: dict[str, int]
    refused: dict[str, int]
    broken: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """What many worlds came to."""

    worlds: int = 0
    steps: int = 0
    receipts: int = 0
    write_points: int = 0
    faults: Tally[str] = field(default_factory=Tally)
    operations: Tally[str] = field(default_factory=Tally)
    refused: Tally[str] = field(default_factory=Tally)
    broken: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count ``outcome``."""
        self.worlds += 1
        self.steps += outcome.steps
        self.receipts += outcome.receipts
        self.write_points += outcome.write_points
        self.faults.update(outcome.faults)
        self.operations.update(outcome.operations)
        self.refused.update(outcome.refused)
        if outcome.broken:
            self.broken.append(outcome)

    @property
    def well(self) -> bool:
        """Tell whether every promise held in every world."""
        return not self.broken

    def rare(self) -> list[str]:
        """Return the kinds of operations and faults that come to less than 1,000 in 20,000 worlds.

        Of few worlds it says little; of none, every kind.
        """
        wanted = [(kind, self.operations[kind]) for kind in KINDS]
        wanted += [(kind, self.faults[kind]) for kind in FAULT_KINDS]
        return [kind for kind, came in wanted if came * RARE < self.worlds or not self.worlds]

    def to_json(self) -> dict[str, object]:
        """Return the report as JSON values."""
        return {
            "worlds": self.worlds,
            "steps": self.steps,
            "receipts": self.receipts,
            "write_points": self.write_points,
            "faults": dict(sorted(self.faults.items())),
            "operations": dict(sorted(self.operations.items())),
            "rare": self.rare(),
            "refused": dict(sorted(self.refused.items())),
            "broken": [
                {"seed": each.seed, "crc": f"{each.crc:08x}", "promises": list(each.broken)}
                for each in self.broken
            ],
        }


def run(
    seeds: Iterable[int],
    on_progress: Callable[[Outcome], None] | None = None,
    *,
    database_url: str = "",
    only: Collection[str] | None = None,
) -> Report:
    """Play the worlds of ``seeds``, telling ``on_progress`` after each.

    ``database_url``: of a PostgreSQL database that nobody else uses; by default SQLite.
    ``only``: play these parts of each world alone.
    """
    report = Report()
    with tempfile.TemporaryDirectory(prefix="worlds-", dir=memory_folder()) as folder:
        founder = Founder(Path(folder), database_url=database_url)
        for seed in seeds:
            outcome = _played(seed, founder, only)
            report.add(outcome)
            if on_progress is not None:
                on_progress(outcome)
    return report


def _played(seed: int, founder: Founder, only: Collection[str] | None) -> Outcome:
    outcome = play(seed, founder, only)
    if seed % TWICE or outcome.broken or outcome == play(seed, founder, only):
        return outcome
    return replace(outcome, broken=(Invariant.I8.broken("another trace the second time"),))


def memory_folder() -> Path | None:
    """Return where worlds can lie in memory; ``None`` where the system has no such place."""
    return MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None


def play(seed: int, founder: Founder, only: Collection[str] | None = None) -> Outcome:
    """Play the world of ``seed`` to its end and judge it; ``only`` these parts of it, if given."""
    world, crashes = World(seed, only), CrashPoints()
    with crashes.attached(), statements.shared():
        # In every second world the program has a cap.
        program = with_cap(PROGRAM, CAP_MINOR) if world.chance("cap").randrange(2) else PROGRAM
        chain = founder.found(world, crashes, tills=TILLS, program=program)
        try:
            broken = _play(chain)
            operations = oracle.operations(chain)
        finally:
            chain.close()
            # Worlds lie in memory, and there may be thousands of them.
            shutil.rmtree(chain.folder)
    return Outcome(
        seed=seed,
        crc=world.crc,
        steps=world.steps,
        receipts=sum(len(counter.receipts) for counter in chain.counters),
        write_points=crashes.passed,
        faults=_faults(chain),
        operations=operations,
        refused=_refused(chain),
        broken=tuple(broken),
        tail=tuple(world.log[-TAIL_LINES:]) if broken else (),
        parts=tuple(world.parts) if broken else (),
    )


def _play(chain: Chain) -> list[str]:
    world = chain.world
    _set_weather(chain)
    almanac = Almanac(chain)
    for counter in chain.counters:
        counter.boot()
    customers = Customers(chain, almanac, steps_least=STEPS_LEAST)
    for counter in chain.counters:
        customers.come_to(counter, VISITS)
    try:
        evening_ms = world.now_ms + DAY_MS
        while customers.waiting and world.now_ms < evening_ms:
            world.run_until(world.now_ms + GAP_MS, steps_max=rest.STEPS_MAX)
            broken = watch.look(chain)
            if broken:
                return broken
        rest.heal(chain)
        almanac.mend()
        return rest.come_to_rest(chain)
    except (*_FAULTS_OF_OURS, SQLAlchemyError, PosError) as fault:
        chain.world.log.extend(traceback.format_exc().splitlines())
        return [f"{type(fault).__name__}: {fault}"]


def _set_weather(chain: Chain) -> None:
    drawn = weather.drawn(chain.world.chance("weather"))
    chain.centre.weather = drawn
    for counter in chain.counters:
        counter.weather = drawn
        counter.line.weather = drawn


def _refused(chain: Chain) -> dict[str, int]:
    found: Tally[str] = Tally()
    for counter in chain.counters:
        found.update(counter.refusals)
    return dict(found)


def _faults(chain: Chain) -> dict[str, int]:
    found: Tally[str] = Tally(chain.struck)
    for counter in chain.counters:
        found.update(counter.line.faults)
        found["crash_till"] += counter.crashes
        found["crash_sync"] += counter.sync_crashes
    found["crash_server"] += chain.centre.crashed
    found.update({how: chain.crashes.struck[how] for how in FAULTS})
    return dict(found)
