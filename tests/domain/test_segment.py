"""Segments: who is near a birthday, who is new, who has been away; single days by hand."""

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.program_document import read_program
from pos_member.domain.segment import MemberDays, segments_of
from tests.support.priced import line, member, priced, shop

SEGMENTS = [
    {"id": "birthday", "kind": "birthday", "before": 3, "after": 1, "points_multiplier_bp": 20000},
    {"id": "new", "kind": "new", "days": 30},
    {"id": "back", "kind": "away", "days": 60},
]


def on(today: str, **known: str) -> tuple[str, ...]:
    return segments_of(shop(segments=SEGMENTS).segments, MemberDays(**known), today)


@pytest.mark.parametrize(
    ("birthday", "today", "holds"),
    [
        ("11-25", "2026-11-21", False),  # four days before
        ("11-25", "2026-11-22", True),
        ("11-25", "2026-11-26", True),  # the day after
        ("11-25", "2026-11-27", False),
        ("01-02", "2026-12-30", True),  # three days before, in the old year
        ("12-31", "2027-01-01", True),
        ("02-29", "2027-03-02", True),  # 1 March in a year without one, and the day after
        ("02-29", "2028-02-26", True),
        ("02-29", "2028-03-02", False),
        ("", "2026-11-22", False),
    ],
)
def test_a_birthday_window_holds_around_its_day(birthday, today, holds):
    assert (on(today, birthday=birthday) == ("birthday",)) is holds


def test_a_member_is_new_for_so_many_days_with_the_first():
    # Joined on 1 November: the 30th day is 30 November.
    assert on("2026-11-30", joined="2026-11-01") == ("new",)
    assert on("2026-12-01", joined="2026-11-01") == ()
    assert on("2026-12-01") == ()


def test_a_member_is_away_from_so_many_days_on():
    # Last here on 1 October: 60 days later is 30 November.
    assert on("2026-11-29", last_visit="2026-10-01") == ()
    assert on("2026-11-30", last_visit="2026-10-01") == ("back",)


def test_a_promotion_for_a_segment_and_its_points():
    """100.00 at 8 折 for the birthday is 80.00, and 80 points twice are 160; gold's 9 折 loses."""
    offer = {
        "id": "b",
        "name": "生日 8 折",
        "kind": "percent",
        "rate_bp": 8000,
        "audience": {"segments": ["birthday"]},
    }
    program = shop(segments=SEGMENTS, promotions=[offer])
    gold = member("gold")
    made = priced(line("a", "100.00"), program=program, member=gold)
    assert (made.due_minor, made.points_earned) == (9_000, 90)
    festive = type(gold)(gold.member_id, "gold", segments=("birthday", "of another program"))
    made = priced(line("a", "100.00"), program=program, member=festive)
    assert (made.due_minor, made.points_earned) == (8_000, 160)


def test_a_tier_that_is_gone_earns_plainly_and_the_better_multiplier_counts():
    gone = type(member("gold"))("m", "of another program")
    assert priced(line("a", "10.00"), program=shop(), member=gone).points_earned == 10
    # vip earns 1.5 times: less than the 2 times of a birthday, more than the 1 of somebody new.
    known = shop(segments=SEGMENTS)
    vip = [type(gone)("m", "vip", segments=(each,)) for each in ("birthday", "new")]
    earned = [priced(line("a", "100.00"), program=known, member=each).points_earned for each in vip]
    assert earned == [170, 127]  # 85.00 x 2 and 85.00 x 1.5, rounded down


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"kind": "rich"}, "segments[0].kind"),
        ({"kind": "new"}, "segments[0].days"),
        ({"kind": "new", "days": 0}, "segments[0].days"),
        ({"kind": "birthday", "before": 181}, "segments[0].before"),
        ({"kind": "birthday", "days": 3}, "segments[0].days"),
        ({"kind": "new", "days": 3, "points_multiplier_bp": 9999}, "points_multiplier_bp"),
    ],
)
def test_what_is_no_segment_is_named(wrong, path):
    with pytest.raises(Damaged) as refused:
        read_program({"version": 1, "segments": [{"id": "s", **wrong}]})
    assert path in str(refused.value.values["path"])


def test_a_segment_stands_once():
    twice = [SEGMENTS[1], SEGMENTS[1]]
    with pytest.raises(Damaged) as refused:
        read_program({"version": 1, "segments": twice})
    assert refused.value.values["path"] == "segments[1].id"
