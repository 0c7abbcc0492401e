"""Small worlds for directed scenarios: two tills whose customers and lines the test moves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from pos_member.domain.program import Program
from pos_member.domain.views import Standing
from pos_member.services import lookup
from sync.simulator import oracle, rest, visits
from sync.simulator.assortment import CAP_MINOR, PROGRAM, with_cap
from sync.simulator.chain import Chain, Founder
from sync.simulator.counter import Counter
from sync.simulator.crash import CrashPoints
from sync.simulator.visits import Order, Script
from sync.simulator.world import World

SOON_MS = 3_000


@dataclass
class Scene:
    """A chain at work, its tills online."""

    chain: Chain
    crashes: CrashPoints

    @property
    def world(self) -> World:
        return self.chain.world

    @property
    def tills(self) -> list[Counter]:
        return self.chain.counters

    def wait(self, ms: int = SOON_MS) -> None:
        """Let virtual time pass."""
        self.world.run_until(self.world.now_ms + ms, steps_max=rest.STEPS_MAX)

    def play(self, counter: Counter, script: Script, ms: int = SOON_MS) -> None:
        """Play a visit, and let time pass after it."""
        counter.run(script)
        self.wait(ms)

    def enrol(self, counter: Counter, phone: str = "13800138000") -> str:
        """Register a member, and wait until every till knows it."""
        found: list[str] = []
        self.play(counter, visits.enrol(counter, phone, found.append))
        return found[0]

    def top_up(self, counter: Counter, member_id: str, amount: int) -> None:
        self.play(counter, visits.top_up(counter, member_id, amount))

    def buy(self, counter: Counter, member_id: str | None, *prices: int, **how: object) -> None:
        order = Order(prices, **({"by_value": sum(prices)} | how))  # type: ignore[arg-type]
        self.play(counter, visits.buy(counter, member_id, order))

    def standing(self, counter: Counter, member_id: str) -> Standing:
        """Return what the till shows of a member."""
        assert counter.till is not None
        return lookup.open_member(counter.till, member_id, "code", counter.moment()).standing

    def cut(self) -> None:
        """Cut every till's network."""
        for counter in self.tills:
            counter.line.cut = True

    def heal(self, *, still_ms: int = rest.STILL_MS) -> list[str]:
        """Make everything whole, let it come to rest and judge it."""
        rest.heal(self.chain)
        return rest.come_to_rest(self.chain, still_ms=still_ms)

    def rows(self, table: sa.Table) -> list[sa.RowMapping]:
        """Return the server's rows of ``table``."""
        with self.chain.centre.database.reading() as connection:
            return list(connection.execute(sa.select(table)).mappings())

    def judge(self) -> list[str]:
        return oracle.judge(self.chain)


@pytest.fixture
def founder(tmp_path: Path) -> Founder:
    return Founder(tmp_path)


@pytest.fixture
def scene(founder: Founder) -> Iterator[Scene]:
    yield from opened(founder)


@pytest.fixture
def capped_scene(founder: Founder) -> Iterator[Scene]:
    """Return a scene whose program caps balances at ``CAP_MINOR``."""
    yield from opened(founder, program=with_cap(PROGRAM, CAP_MINOR))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def scene_on_each_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    url = ""
    if request.param == "postgresql":
        make: Callable[[], str] = request.getfixturevalue("new_postgresql")
        url = make()
    yield from opened(Founder(tmp_path, database_url=url))


def opened(
    founder: Founder, *, seed: int = 1, tills: int = 2, program: Program = PROGRAM
) -> Iterator[Scene]:
    """Found a chain, start its tills and let them reach the server; close it afterwards."""
    crashes = CrashPoints()
    with crashes.attached():
        scene = Scene(founder.found(World(seed), crashes, tills=tills, program=program), crashes)
        for counter in scene.tills:
            counter.boot()
        scene.wait()
        yield scene
        scene.chain.close()
