"""What pricing may know of a member beside the tier: the segments and tags that the program names.

A sale records what its quote was made with, so nothing goes into it that no rule asks for.
"""

from collections.abc import Sequence
from dataclasses import replace

from pos_member.domain import canonical
from pos_member.domain.clock import ShopDays
from pos_member.domain.journal import Moment
from pos_member.domain.member import Purpose
from pos_member.domain.program import Program
from pos_member.domain.segment import MemberDays, segments_of
from pos_member.domain.shape import Shape
from pos_member.domain.views import MemberView
from pos_member.storage.local_members import LocalMember
from pos_member.storage.members import MemberRow

_CONSENTS_MAX = 20


def targeted(
    view: MemberView, row: MemberRow | LocalMember, program: Program, moment: Moment
) -> MemberView:
    """Return ``view`` with the segments of today and the tags that promotions ask for.

    A birthday counts only for who agreed to that.
    """
    today = ShopDays(program.zone).calendar_day(moment.wall_ms)
    known = MemberDays(
        birthday=view.birthday[-5:] if _agreed(row) else "",
        joined=view.joined_day,
        last_visit=view.last_visit_day,
    )
    return replace(
        view,
        segments=segments_of(program.segments, known, today),
        asked_tags=_asked(program, view.tags),
    )


def _asked(program: Program, tags: Sequence[str]) -> tuple[str, ...]:
    asked = {tag for each in program.promotions for tag in each.audience.tags}
    return tuple(tag for tag in tags if tag in asked)


def _agreed(row: MemberRow | LocalMember) -> bool:
    rest = Shape(canonical.load(row.rest))
    given = rest.texts("consents", most=_CONSENTS_MAX) if rest.has("consents") else ()
    return Purpose.BIRTHDAY.value in given
