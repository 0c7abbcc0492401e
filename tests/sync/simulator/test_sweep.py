"""A till is killed at every single write of a top-up, a sale and their sync: nothing is lost."""

import sqlite3

import pytest

from sync.server import tables
from sync.simulator import visits
from sync.simulator.chain import Founder
from sync.simulator.crash import CrashPoints
from sync.simulator.visits import Order
from tests.sync.simulator.conftest import Scene, opened

PARTS = 6
PATIENCE_MS = 6_000
_WATCHING: list[CrashPoints] = []
_REAL_CONNECT = sqlite3.connect


class WatchedFile(sqlite3.Connection):
    """A replica's file as the driver gives it, with a crash point before each write."""

    def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
        if _WATCHING and not statement.startswith(("SELECT", "PRAGMA", "ROLLBACK")):
            _WATCHING[0].point()
        return super().execute(statement, *values)

    def executemany(self, *values: object) -> sqlite3.Cursor:
        if _WATCHING:
            _WATCHING[0].point()
        return super().executemany(*values)


def connect(path: object, **how: object) -> sqlite3.Connection:
    """Open a file; a replica is not written through an engine, so its writes are watched here."""
    if "/cache-" in str(path) and "mode=rw" in str(path):
        how["factory"] = WatchedFile
    return _REAL_CONNECT(path, **how)  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def watched_replica(monkeypatch):
    monkeypatch.setattr(sqlite3, "connect", connect)


def play(scene: Scene, crash_at: int) -> int:
    """Top up, give the excess back, spend more than is held, all of it synced.

    Return how many points it has.
    """
    (till,) = scene.tills
    member = scene.enrol(till)
    before = scene.crashes.passed
    scene.crashes.arm(crash_at)
    scene.play(till, visits.top_up(till, member, 10_000), ms=PATIENCE_MS)
    order = Order((8_000, 99), by_value=8_099)
    scene.play(till, visits.buy(till, member, order), ms=PATIENCE_MS)
    points = scene.crashes.passed - before
    assert scene.heal(still_ms=0) == []
    kinds = [row["kind"] for row in scene.rows(tables.operation)]
    assert (kinds.count("top_up"), kinds.count("sale")) == (1, 1)
    assert len({receipt.op_id for receipt in till.receipts}) == 2
    return points


def swept(founder: Founder, crash_at: int) -> int:
    """Play the scene with a crash at point ``crash_at``, 0 for none; return how many it has."""
    points = 0
    for scene in opened(founder, tills=1):
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
    assert points > 80
    for crash_at in range(1 + part, points + 1, PARTS):
        swept(founder, crash_at)
