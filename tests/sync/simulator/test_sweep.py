"""A till is killed at every single write of a top-up, a sale and their sync: nothing is lost."""

import sqlite3

import pytest

from pos_member.storage import replica_writer
from sync.server import tables
from sync.simulator import visits
from sync.simulator.chain import Founder
from sync.simulator.crash import CrashPoints
from sync.simulator.visits import Order
from tests.sync.simulator.conftest import Scene, opened

PARTS = 4
PATIENCE_MS = 6_000
_WATCHING: list[CrashPoints] = []


class WatchedFile(sqlite3.Connection):
    """The replica's file as the driver gives it, with a crash point before each statement."""

    def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
        if _WATCHING and not statement.startswith(("SELECT", "PRAGMA", "ROLLBACK")):
            _WATCHING[0].point()
        return super().execute(statement, *values)

    def executemany(self, *values: object) -> sqlite3.Cursor:
        if _WATCHING:
            _WATCHING[0].point()
        return super().executemany(*values)


def open_watched(path, *, read_only):
    assert not read_only
    return sqlite3.connect(path, isolation_level=None, factory=WatchedFile)


@pytest.fixture
def watched_replica(monkeypatch):
    monkeypatch.setattr(replica_writer, "open_file", open_watched)


def play(scene: Scene, crash_at: int) -> int:
    """Top up, spend part of it at both tills, all of it synced; return how many points it has."""
    first, second = scene.tills
    member = scene.enrol(first)
    before = scene.crashes.passed
    scene.crashes.arm(crash_at)
    scene.play(first, visits.top_up(first, member, 10_000), ms=PATIENCE_MS)
    scene.play(second, visits.buy(second, member, Order((3_000,), by_value=3_000)), ms=PATIENCE_MS)
    scene.play(first, visits.buy(first, member, Order((3_000, 99), by_value=3_000)), ms=PATIENCE_MS)
    points = scene.crashes.passed - before
    assert scene.heal(still_ms=0) == []
    kinds = [row["kind"] for row in scene.rows(tables.operation)]
    assert (kinds.count("top_up"), kinds.count("sale")) == (1, 2)
    assert len({receipt.op_id for till in scene.tills for receipt in till.receipts}) == 3
    return points


def swept(founder: Founder, crash_at: int) -> int:
    """Play the scene with a crash at point ``crash_at``, 0 for none; return how many it has."""
    points = 0
    for scene in opened(founder):
        _WATCHING[:] = [scene.crashes]
        try:
            points = play(scene, crash_at)
        finally:
            _WATCHING.clear()
        crashed = sum(till.crashes + till.sync_crashes for till in scene.tills)
        assert crashed + scene.chain.centre.crashed == (1 if crash_at else 0)
    return points


@pytest.mark.parametrize("part", range(PARTS))
def test_a_crash_at_any_write_loses_and_doubles_nothing(founder, watched_replica, part):
    points = swept(founder, 0)
    assert points > 100
    for crash_at in range(1 + part, points + 1, PARTS):
        swept(founder, crash_at)
