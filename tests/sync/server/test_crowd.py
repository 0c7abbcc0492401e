"""PostgreSQL under real concurrency: many tills, several servers, few members, and kill -9."""

from pathlib import Path

import pytest

from tests.sync.server import crowd

pytestmark = [pytest.mark.postgresql, pytest.mark.process]


def test_a_crowd_spends_nothing_twice_whatever_is_killed(tmp_path: Path) -> None:
    with crowd.gathered(tmp_path, servers=2) as (found, shop):
        found.crash_at, found.kill_at = (20,), (50,)
        crowd.play(found, shop, tills=30, steps=2, members=3)
        assert (found.crashed, found.killed) == (1, 1)
