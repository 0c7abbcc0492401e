"""Fifty worlds on every change; the same seed is the same world; what is broken is found."""

import pytest

from sync.simulator.run import Outcome, play, run, simulate

SEEDS = 50
PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_fifty_worlds_break_no_promise(part):
    each = SEEDS // PARTS
    report = simulate(1 + part * each, (1 + part) * each)
    assert report.worlds == each
    assert [(found.seed, *found.broken) for found in report.broken] == []
    assert report.receipts > each * 10


@pytest.mark.parametrize(
    ("seed", "what"),
    [
        (55, "a snapshot was whole when the sync process died, and was never adopted"),
        (124, "the same, while the till was selling"),
    ],
)
def test_a_world_that_once_broke_a_promise_keeps_it(founder, seed, what):
    assert play(seed, founder).broken == (), what


def test_the_same_seed_is_the_same_world(founder):
    first, again, other = play(7, founder), play(7, founder), play(8, founder)
    assert first == again
    assert first.crc != other.crc


def test_the_report_says_what_came_and_what_broke():
    told: list[Outcome] = []
    report = run([3], told.append)
    assert [each.seed for each in told] == [3]
    assert report.well
    shown = report.to_json()
    assert shown["worlds"] == 1 and shown["broken"] == []
    report.add(Outcome(9, 0xAB, 1, 1, 1, {"cut": 2}, ("a promise",)))
    assert not report.well
    assert report.to_json()["broken"] == [{"seed": 9, "crc": "000000ab", "promises": ["a promise"]}]
