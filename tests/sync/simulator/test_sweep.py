"""Killed, or failed by its disk, at the writes of every scenario: nothing is lost or doubled.

On every change a sample of all writes; ``pos-member simulate --sweep 1`` strikes every single one.
"""

import json
import os
import subprocess
import sys

import pytest

from sync.simulator.scenarios import EVERY
from sync.simulator.sweep import HOWS, TILLS, Strike, played, sweep

STRIDE = 100
SCENARIOS = {scenario.name: scenario for scenario in EVERY}


@pytest.mark.process
def test_a_sample_of_all_writes_of_all_scenarios_breaks_no_promise():
    command = [sys.executable, "-m", "pos_member", "simulate", "--sweep", str(STRIDE), "--json"]
    # In a process that nothing slows down: measuring its coverage takes twice the time.
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        command, env=surroundings, capture_output=True, text=True, timeout=110, check=False
    )
    swept = json.loads(done.stdout)
    assert (done.returncode, swept["broken"]) == (0, []), done.stderr
    assert set(swept["points"]) == set(SCENARIOS) and min(swept["points"].values()) > 10
    assert len(swept["runs"]) == 2 * len(HOWS)


def test_any_write_of_a_sale_may_be_its_last(founder):
    sale = (SCENARIOS["a sale by stored value that is here"],)
    swept = sweep(founder, sale, stride=20, offset=7)
    assert [(str(strike), broken) for strike, broken in swept.broken] == []
    assert len(swept.runs) == 2 * len(HOWS)
    assert TILLS == 2


def test_a_run_says_how_it_can_be_played_again(founder):
    strike = Strike(EVERY[0], "disk_full", lasting=True, at=3)
    assert str(strike) == "a member joins: disk_full for ever at 3"
    points, broken = played(founder, strike)
    assert points and broken == []
