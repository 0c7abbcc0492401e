"""Killed, or failed by its disk, at the writes of every scenario: nothing is lost or doubled.

On every change a sample of all writes, another one for each part; ``pos-member simulate --sweep``
strikes every single one.
"""

import pytest

from sync.simulator.scenarios import EVERY
from sync.simulator.sweep import HOWS, TILLS, Strike, played, sweep

PARTS = 4
STRIDE = 120
SCENARIOS = {scenario.name: scenario for scenario in EVERY}


@pytest.mark.parametrize("part", range(PARTS))
def test_a_sample_of_all_writes_of_all_scenarios_breaks_no_promise(founder, part):
    swept = sweep(founder, stride=STRIDE, offset=part * STRIDE // PARTS)
    assert [(str(strike), broken) for strike, broken in swept.broken] == []
    assert set(swept.points) == set(SCENARIOS) and min(swept.points.values()) > 10
    assert len(swept.runs) > len(HOWS)


def test_every_write_of_a_sale_may_be_its_last(founder):
    sale = (SCENARIOS["a sale by stored value that is here"],)
    swept = sweep(founder, sale, stride=8)
    assert [(str(strike), broken) for strike, broken in swept.broken] == []
    assert TILLS == 2


def test_a_run_says_how_it_can_be_played_again(founder):
    strike = Strike(EVERY[0], "disk_full", lasting=True, at=3)
    assert str(strike) == "a member joins: disk_full for ever at 3"
    points, broken = played(founder, strike)
    assert points and broken == []
