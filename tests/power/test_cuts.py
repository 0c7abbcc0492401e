"""A till whose power goes at any write of its disk keeps every sale whose receipt was printed.

A small count on every change; ``python -m tests.power.cuts 10000`` is the long one.
"""

from random import Random

import pytest

from tests.power import cuts
from tests.power.disk import SECTOR_BYTES, Disk

SMALL = 60


def test_no_printed_sale_is_lost_however_often_the_power_goes():
    found = cuts.cut(SMALL)
    assert found.broken == []
    assert found.cuts == SMALL and found.receipts > SMALL
    assert found.pieces_lost > SMALL, "power went while something was not flushed"


def test_a_till_that_does_not_flush_is_found_out(monkeypatch):
    monkeypatch.setattr(cuts._Till, "flush", False)
    assert cuts.cut(SMALL).broken


@pytest.fixture
def disk():
    found = Disk(Random(1))
    yield found
    found.unregister()


def opened(disk: Disk, name: str):
    return disk.xOpen(name, [4, 0])


def test_what_was_flushed_is_there_and_what_was_not_is_a_matter_of_chance(disk):
    seen = set()
    for number in range(40):
        file = opened(disk, f"f{number}")
        file.xWrite(b"a" * SECTOR_BYTES, 0)
        file.xSync(0)
        file.xWrite(b"b" * SECTOR_BYTES, 0)
        disk.off = True
        disk.restore()
        left = disk.content(f"f{number}")
        assert len(left) == SECTOR_BYTES
        seen.add("torn" if len(set(left)) == 2 else chr(left[0]))
    assert seen == {"a", "b", "torn"}


def test_a_file_that_was_never_flushed_may_be_gone(disk):
    for number in range(40):
        opened(disk, f"f{number}").xWrite(b"a", 0)
    disk.off = True
    disk.restore()
    there = [disk.xAccess(f"f{number}", 0) for number in range(40)]
    assert True in there and False in there
