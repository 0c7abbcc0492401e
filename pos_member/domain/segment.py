"""Segments: groups of members that a program speaks of by what is known of their days.

A birthday window, who is new, who has not come for long. The till works them out when it prices,
and a sale records their names alone: no birthday stands in a journal.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pos_member.domain.amounts import integer_or
from pos_member.domain.canonical import JsonValue
from pos_member.domain.clock import add_days
from pos_member.domain.money import WHOLE_BP
from pos_member.domain.shape import Shape, damaged

SEGMENTS_MAX = 100
DAYS_MAX = 36_500
AROUND_MAX = 180
MULTIPLIER_MAX_BP = 1_000_000
_OF_LEAP_YEARS = "02-29"


class SegmentKind(StrEnum):
    """What a segment looks at."""

    BIRTHDAY = "birthday"
    NEW = "new"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of members.

    Attributes:
        days: from which on somebody is away; within which of joining somebody is new, the day of
            joining included.
        before, after: days around a birthday, which is one of them itself.
        points_multiplier_bp: of what its members earn, where that is more than their tier's.
    """

    segment_id: str
    kind: SegmentKind
    days: int = 0
    before: int = 0
    after: int = 0
    points_multiplier_bp: int = int(WHOLE_BP)


@dataclass(frozen=True, slots=True)
class MemberDays:
    """Days of a member, empty where nobody knows them; ``birthday`` is ``MM-DD``."""

    birthday: str = ""
    joined: str = ""
    last_visit: str = ""


def segments_of(segments: Sequence[Segment], known: MemberDays, today: str) -> tuple[str, ...]:
    """Return which of ``segments`` a member is in on the shop's calendar day ``today``."""
    return tuple(each.segment_id for each in segments if _holds(each, known, today))


def _holds(segment: Segment, known: MemberDays, today: str) -> bool:
    match segment.kind:
        case SegmentKind.BIRTHDAY:
            first, last = add_days(today, -segment.after), add_days(today, segment.before)
            years = {int(first[:4]), int(last[:4])}
            days = [_birthday_in(year, known.birthday) for year in years if known.birthday]
            return any(first <= day <= last for day in days)
        case SegmentKind.NEW:
            return bool(known.joined) and today < add_days(known.joined, segment.days)
    return bool(known.last_visit) and today >= add_days(known.last_visit, segment.days)


def _birthday_in(year: int, birthday: str) -> str:
    """Return the birthday of ``year``; of 29 February it is 1 March where there is none."""
    if birthday == _OF_LEAP_YEARS:
        return (dt.date(year, 2, 28) + dt.timedelta(days=1)).isoformat()
    return f"{year}-{birthday}"


def read_segments(shape: Shape) -> tuple[Segment, ...]:
    """Return the segments at ``segments`` of the program's document.

    Raises:
        Damaged: ``shape`` with the path and what is wrong there.
    """
    if not shape.has("segments"):
        return ()
    found = shape.parts("segments", _segment, most=SEGMENTS_MAX)
    seen: set[str] = set()
    for place, each in enumerate(found):
        if each.segment_id in seen:
            raise damaged(f"{shape.at('segments')}[{place}].id", "stands twice")
        seen.add(each.segment_id)
    return found


def write_segment(segment: Segment) -> dict[str, JsonValue]:
    """Return ``segment`` as ``read_segments`` reads it."""
    own: dict[str, JsonValue] = {"days": segment.days}
    if segment.kind is SegmentKind.BIRTHDAY:
        own = {"before": segment.before, "after": segment.after}
    return {
        "id": segment.segment_id,
        "kind": segment.kind.value,
        **own,
        "points_multiplier_bp": segment.points_multiplier_bp,
    }


def _segment(shape: Shape) -> Segment:
    kind = SegmentKind(shape.choice("kind", tuple(SegmentKind)))
    around = kind is SegmentKind.BIRTHDAY
    own = ("before", "after") if around else ("days",)
    shape.only("id", "kind", "points_multiplier_bp", *own)
    return Segment(
        shape.text("id", longest=64),
        kind,
        days=0 if around else shape.integer("days", least=1, most=DAYS_MAX),
        before=integer_or(shape, "before", 0, most=AROUND_MAX),
        after=integer_or(shape, "after", 0, most=AROUND_MAX),
        points_multiplier_bp=integer_or(
            shape, "points_multiplier_bp", WHOLE_BP, least=WHOLE_BP, most=MULTIPLIER_MAX_BP
        ),
    )
