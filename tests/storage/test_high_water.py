"""The mark follows the journal, lies elsewhere, and stops no sale whatever becomes of it."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from pos_member.storage.high_water import HighWater, Mark, place_beside

MARK = Mark("0190a000-0000-7000-8000-000000000001", 1, 7, "ab" * 32, 3, 3)


@pytest.fixture
def water(tmp_path: Path) -> HighWater:
    return HighWater(tmp_path / "mark")


def test_what_was_noted_is_there_once_it_is_committed(water: HighWater) -> None:
    assert water.read() is None
    water.note(MARK)
    assert water.read() is None
    water.committed()
    assert water.read() == MARK
    assert water.path.stat().st_mode & 0o777 == 0o600
    later = replace(MARK, incarnation=12, seq=1_000_000, receipts=9, highest=9)
    water.note(later)
    water.committed()
    water.committed()
    assert HighWater(water.path).read() == later


def test_what_was_rolled_back_is_forgotten(water: HighWater) -> None:
    water.note(MARK)
    water.rolled_back()
    water.committed()
    assert water.read() is None


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00" * 256, b"PMH1 t 1 7 ab 3 00000000\n", b"\xff\xfe", b"PMH2 1 2 3 4 5 6"],
)
def test_a_mark_that_does_not_read_is_none(water: HighWater, raw: bytes) -> None:
    water.path.write_bytes(raw)
    assert water.read() is None


def test_every_flipped_byte_of_what_it_says_is_noticed(water: HighWater) -> None:
    water.note(MARK)
    water.committed()
    raw = water.path.read_bytes()
    for place in range(len(raw.rstrip())):
        water.path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        assert water.read() is None, place


def test_a_mark_that_cannot_be_written_is_said_once_and_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    water = HighWater(tmp_path / "absent" / "mark")
    with caplog.at_level(logging.WARNING):
        for seq in (1, 2):
            water.note(replace(MARK, seq=seq))
            water.committed()
    assert len(caplog.records) == 1
    assert water.read() is None


def test_the_mark_lies_next_to_the_folder_not_in_it(tmp_path: Path) -> None:
    place = place_beside(tmp_path / "till")
    assert place.parent == tmp_path
    assert place != place_beside(tmp_path / "other")


def test_the_highest_number_of_any_incarnation_stays_marked(tmp_path: Path) -> None:
    first = HighWater(tmp_path / "mark")
    first.note(Mark("till", 1, 7, "ab" * 32, 5))
    first.committed()
    later = HighWater(tmp_path / "mark")
    for receipts, marked in ((0, 5), (6, 6)):
        later.note(Mark("till", 2, 1 + receipts, "cd" * 32, receipts))
        later.committed()
        mark = later.read()
        assert mark is not None and (mark.incarnation, mark.highest) == (2, marked)
        assert mark.receipts == receipts
    other = HighWater(tmp_path / "mark")
    other.note(Mark("another", 1, 1, "ab" * 32, 1))
    other.committed()
    mark = other.read()
    assert mark is not None and mark.highest == 1
