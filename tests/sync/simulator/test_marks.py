"""A killed program leaves its mark where the commit before left it."""

from pathlib import Path

import pytest

from pos_member.storage.high_water import Mark
from sync.simulator.crash import Crash, CrashPoints, Fate
from sync.simulator.marks import KillableMark


def test_a_program_can_be_killed_after_its_commit_and_before_its_mark(tmp_path: Path) -> None:
    crashes = CrashPoints()
    mark = KillableMark(tmp_path / "mark", crashes)
    mark.note(Mark("till", 1, 1, "ab" * 32, 0))
    mark.committed()
    mark.committed()
    before = mark.read()
    assert before is not None
    mark.note(Mark("till", 1, 2, "cd" * 32, 1))
    crashes.arm(points=1)
    with pytest.raises(Crash), crashes.watching():
        mark.committed()
    assert mark.read() == before


def test_a_disk_that_fails_at_the_mark_stops_no_sale(tmp_path: Path) -> None:
    crashes = CrashPoints()
    mark = KillableMark(tmp_path / "mark", crashes)
    mark.note(Mark("till", 1, 1, "ab" * 32, 0))
    with crashes.watching(Fate(1, "disk_full")):
        mark.committed()
    assert mark.read() is None
