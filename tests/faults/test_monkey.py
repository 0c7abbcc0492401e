"""A monkey at the real till for minutes; ``python -m tests.faults.monkey 8`` is a whole day."""

from pathlib import Path

import pytest

from tests.faults import monkey

pytestmark = pytest.mark.process


def test_a_monkey_finds_no_fault_and_no_dead_end(tmp_path: Path) -> None:
    seen = monkey.play(tmp_path, seed=3, actions=200)
    assert seen.troubles == []
    assert seen.done.total() == 200
    assert len(seen.sizes) == 200 // monkey.LOOK_EVERY


def test_growth_is_told_from_the_size_of_a_till_that_is_warm() -> None:
    seen = monkey.Seen(sizes=[100, 200, *[300] * 4, *[350] * 4])
    assert seen.growth == 50
    assert monkey.Seen().growth == 0
