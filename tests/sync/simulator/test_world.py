"""Virtual time, crash points and weather: what the worlds are made of."""

import pytest
import sqlalchemy as sa

from sync.simulator.crash import Crash, CrashPoints
from sync.simulator.weather import FAIR, Weather, drawn, happens
from sync.simulator.world import START_MS, World


def test_what_is_due_first_happens_first_and_what_is_due_together_in_its_order():
    world, seen = World(1), []
    world.after(20, lambda: seen.append(("c", world.now_ms - START_MS)))
    world.after(10, lambda: seen.append(("a", world.now_ms - START_MS)))
    world.after(10, lambda: seen.append(("b", world.now_ms - START_MS)))
    while world.step():
        pass
    assert seen == [("a", 10), ("b", 10), ("c", 20)]


def test_time_goes_on_where_nothing_happens():
    world, seen = World(1), []
    world.after(50, lambda: seen.append(1))
    world.run_until(START_MS + 40, steps_max=1)
    assert (seen, world.now_ms) == ([], START_MS + 40)
    world.run_until(START_MS + 60, steps_max=1)
    assert (seen, world.now_ms) == ([1], START_MS + 60)


def test_a_circle_is_noticed():
    world = World(1)

    def again() -> None:
        world.after(1, again)

    again()
    with pytest.raises(AssertionError, match="no rest after 100 steps"):
        world.run_until(START_MS + 10_000, steps_max=100)


def test_streams_of_chance_are_the_same_for_a_seed_and_do_not_disturb_each_other():
    first, again = World(5), World(5)
    first.chance("other").random()
    assert first.chance("line").random() == again.chance("line").random()
    assert first.chance("line").random() != World(6).chance("line").random()


def test_the_checksum_is_over_every_note_and_its_time():
    def crc(*notes: str, wait: int = 0) -> int:
        world = World(1)
        world.run_until(START_MS + wait, steps_max=1)
        for note in notes:
            world.note(note)
        return world.crc

    assert crc("a", "b") == crc("a", "b")
    assert len({crc("a", "b"), crc("b", "a"), crc("a"), crc("a", "b", wait=1)}) == 4


@pytest.fixture
def table(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path}/t.db")
    found = sa.Table("t", sa.MetaData(), sa.Column("n", sa.Integer))
    found.metadata.create_all(engine)
    yield engine, found
    engine.dispose()


def insert(table, values):
    engine, found = table
    with engine.begin() as connection:
        for n in values:
            connection.execute(sa.insert(found), {"n": n})


def rows(table):
    engine, found = table
    with engine.connect() as connection:
        return [row.n for row in connection.execute(sa.select(found).order_by("n"))]


@pytest.mark.parametrize(
    ("crash_at", "left"), [(1, []), (2, []), (3, []), (4, [1, 2]), (5, [1, 2]), (99, [1, 2, 3])]
)
def test_a_crash_at_a_write_or_a_commit_keeps_what_was_committed_before(table, crash_at, left):
    crashes = CrashPoints()

    def work() -> None:
        with crashes.watching(crash_at):
            insert(table, [1, 2])
            insert(table, [3])

    with crashes.attached(), pytest.raises(Crash):
        work()
    assert rows(table) == left


def test_reads_and_what_nobody_watches_are_no_points(table):
    crashes = CrashPoints()
    with crashes.attached():
        insert(table, [1])
        with crashes.watching():
            rows(table)
    insert(table, [2])
    assert crashes.passed == 0


def test_an_armed_point_is_hit_once_whoever_passes_it(table):
    crashes = CrashPoints()
    crashes.arm(3)
    with crashes.attached():
        with crashes.watching():
            insert(table, [1])
        with crashes.watching(), pytest.raises(Crash):
            insert(table, [2])
        with crashes.watching():
            insert(table, [3])
    assert rows(table) == [1, 3]


def test_weather_leaves_some_faults_out_and_never_exceeds_the_worst():
    found = [drawn(World(seed).chance("weather")) for seed in range(200)]
    for name in Weather.__slots__:
        rates = [getattr(weather, name) for weather in found]
        assert 30 < rates.count(0) < 120
        assert max(rates) > 0
    assert drawn(World(3).chance("weather")) == found[3]


def test_what_never_happens_never_does_and_what_always_happens_does():
    chance = World(1).chance("x")
    assert not any(happens(chance, 0) for _ in range(1_000))
    assert all(happens(chance, 1_000) for _ in range(1_000))
    assert Weather() == FAIR
