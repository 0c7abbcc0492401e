"""Many worlds on every change; the same seed is the same world; what breaks is found."""

import json
import os
import subprocess
import sys

import pytest

from pos_member.domain.operation_reader import KINDS
from sync.simulator.run import FAULT_KINDS, STEPS_LEAST, TILLS, Outcome, Report, play, run

SEEDS = 300
PARTS = 6


def simulated(first: int, last: int) -> dict[str, object]:
    """Play worlds by the command, in a process that nothing slows down; return its report."""
    command = [sys.executable, "-m", "pos_member", "simulate", "--json"]
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        [*command, "--seeds", f"{first}-{last}"],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    return report


@pytest.mark.process
@pytest.mark.timeout(600)  # it works all the time, and on a busy machine for long
@pytest.mark.parametrize("part", range(PARTS))
def test_no_world_breaks_a_promise(part):
    each = SEEDS // PARTS
    report = simulated(1 + part * each, (1 + part) * each)
    assert report["broken"] == []
    assert report["worlds"] == each
    assert report["receipts"] > each * 10
    assert report["steps"] > each * STEPS_LEAST


def test_a_world_is_large_enough(founder):
    outcome = play(1, founder)
    assert TILLS >= 3
    assert outcome.steps >= STEPS_LEAST >= 500
    assert outcome.broken == ()


def test_the_same_seed_is_the_same_world(founder):
    first, again, other = play(7, founder), play(7, founder), play(8, founder)
    assert first == again
    assert first.crc != other.crc


def test_a_world_without_any_of_its_parts_is_an_empty_day(founder):
    whole = play(7, founder)
    again = play(7, founder, ())
    assert (again.receipts, again.broken, sum(again.faults.values())) == (0, (), 0)
    assert whole.receipts > 0


def test_a_kind_is_rare_that_comes_less_than_once_in_twenty_worlds():
    report = Report()
    assert set(KINDS) < set(report.rare())
    often = dict.fromkeys((*KINDS, *FAULT_KINDS), 1)
    for seed in range(21):
        report.add(Outcome(seed, 0, 1, 1, 1, often, often, {}))
        often = dict.fromkeys((*KINDS[1:], *FAULT_KINDS[:-1]), 1) if seed == 0 else {}
    assert report.rare() == [KINDS[0], FAULT_KINDS[-1]]


def test_the_report_says_what_came_and_what_broke():
    told: list[Outcome] = []
    report = run([3], told.append)
    assert [each.seed for each in told] == [3]
    assert report.well
    shown = report.to_json()
    assert shown["worlds"] == 1 and shown["broken"] == []
    report.add(Outcome(9, 0xAB, 1, 1, 1, {"cut": 2}, {"sale": 1}, {}, ("a promise",)))
    assert not report.well
    assert report.to_json()["broken"] == [{"seed": 9, "crc": "000000ab", "promises": ["a promise"]}]
