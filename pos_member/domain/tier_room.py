"""How much more a member may buy on a day before anything about the tier can change.

A tier is decided anew at every purchase, and nearly every time nothing comes of it. Within the room
that the last decision left, nothing can come of it, so it need not be made again.
"""

from dataclasses import dataclass

from pos_member.domain.program import Program
from pos_member.domain.tier_book import TierBook
from pos_member.domain.tier_decision import Standing
from pos_member.domain.tier_rules import Measure

_NO_END = 10**18


@dataclass(frozen=True, slots=True)
class Room:
    """Purchases on ``day`` decide nothing while they come to less than this, taken together.

    Attributes:
        spend: minor units.
        purchases: how many.
    """

    day: str
    spend: int
    purchases: int


def room_of(book: TierBook, program: Program, joined: str, day: str) -> Room:
    """Return the room that ``book`` leaves on ``day``, its last one.

    A decision on that day must have left what is held as it was: one that changes it is not known
    to come to the same when it is made again.
    """
    assert book.last_day <= day
    standing = Standing(program, book.history(joined), day)
    missing = {Measure.SPEND: _NO_END, Measure.PURCHASES: _NO_END}
    for bound in program.tier_bounds:
        short = bound.least - standing.total(bound) if bound.measure in missing else 0
        if short > 0:
            missing[bound.measure] = min(missing[bound.measure], short)
    return Room(day, missing[Measure.SPEND], missing[Measure.PURCHASES])
