"""A program is killed at a write: what was committed before stays, and nothing else."""

import pytest
import sqlalchemy as sa

from sync.simulator.crash import Crash, CrashPoints


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
