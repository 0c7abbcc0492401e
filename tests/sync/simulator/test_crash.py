"""A program is killed at a write: what was committed before stays, and nothing else."""

import sqlite3
from contextlib import nullcontext

import pytest
import sqlalchemy as sa

from sync.simulator.crash import FAULTS, KILL, UNSURE, Crash, CrashPoints, Fate, is_write


@pytest.fixture
def table(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path}/t.db", poolclass=sa.NullPool)
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


@pytest.mark.postgresql
def test_on_postgresql_a_look_after_a_write_that_failed_is_no_point(new_postgresql):
    engine = sa.create_engine(new_postgresql(), pool_size=1, max_overflow=0)
    found = sa.Table("t", sa.MetaData(), sa.Column("n", sa.Integer))
    found.metadata.create_all(engine)
    crashes = CrashPoints()
    crashes.follow(engine)
    with pytest.raises(sa.exc.OperationalError), crashes.watching(Fate(1, "disk_error")):
        insert((engine, found), [1])
    passed = crashes.passed
    with crashes.watching(), engine.begin() as connection:
        assert connection.execute(sa.select(found)).all() == []
    assert crashes.passed == passed
    engine.dispose()


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


@pytest.mark.parametrize("how", FAULTS)
def test_a_disk_that_fails_once_is_well_at_the_next_write(table, how):
    crashes = CrashPoints()
    with crashes.attached():
        # The unsure disk fails at the commit, the only place where it means anything.
        with crashes.watching(Fate(1, how)), pytest.raises(sa.exc.OperationalError):
            insert(table, [1])
        with crashes.watching():
            insert(table, [2])
    assert rows(table) == ([1, 2] if how == UNSURE else [2])
    assert crashes.struck == {how: 1}


@pytest.mark.parametrize("how", [*FAULTS, KILL])
def test_a_disk_that_fails_for_ever_fails_until_it_is_mended(table, how, tmp_path):
    crashes = CrashPoints()
    crashes.arm(1, how, lasting=True)
    with crashes.attached():
        for watched in (True, False, True):
            with (
                pytest.raises((sa.exc.OperationalError, Crash)),
                crashes.watching() if watched else nullcontext(),
            ):
                insert(table, [1])
        assert crashes.is_broken(tmp_path)
        crashes.mend(tmp_path)
        assert not crashes.is_broken(tmp_path)
        insert(table, [9])
    assert rows(table)[-1] == 9
    assert crashes.struck[how] == 3


def test_what_is_armed_and_never_reached_is_called_off(table):
    crashes = CrashPoints()
    crashes.arm(1)
    crashes.mend()
    with crashes.attached(), crashes.watching():
        insert(table, [1])
    assert rows(table) == [1]


def test_a_disk_that_should_have_failed_later_does_not_fail(table):
    crashes = CrashPoints()
    with crashes.attached(), crashes.watching(Fate(99, "disk_full")):
        insert(table, [1])
    assert rows(table) == [1]


@pytest.mark.parametrize(
    ("statement", "is_one"),
    [
        ("SELECT 1", False),
        ("  insert into t values (1)", True),
        ("BEGIN IMMEDIATE", True),
        ("BEGIN", False),
        ("PRAGMA wal_checkpoint(PASSIVE)", True),
        ("PRAGMA wal_autocheckpoint=0", False),
    ],
)
def test_what_changes_a_file_is_a_point(statement, is_one):
    assert is_write(statement) == is_one


def test_the_drivers_own_shortcuts_are_points_too(tmp_path):
    crashes = CrashPoints()
    with crashes.attached(), crashes.watching():
        raw = sqlite3.connect(tmp_path / "t.db", isolation_level=None)
        raw.execute("CREATE TABLE t(n)")
        raw.executemany("INSERT INTO t VALUES (?)", [(1,), (2,)])
        raw.executescript("DELETE FROM t")
        assert crashes.passed == 3
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT INTO t VALUES (3)")
        raw.execute("COMMIT")
        assert crashes.passed == 6
        raw.close()
