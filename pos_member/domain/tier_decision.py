"""Which tier a member has on a day, until when, and what is missing to the next one.

A pure function of the program, what the member did, what was held before, and the shop's day. It
goes up at once and down only when validity and grace are over; a sale keeps its quote's tier.
"""

from dataclasses import dataclass
from typing import TypeAlias

from pos_member.domain.clock import add_days, whole_years
from pos_member.domain.program import Downgrade, Grade, Program, Tier, TierRules
from pos_member.domain.tier_rules import (
    AllOf,
    AnyOf,
    Bound,
    Condition,
    Graded,
    Measure,
    Paid,
    Window,
)

ROLLING_DAYS = 365


@dataclass(frozen=True, slots=True)
class Counted:
    """So much of a measure on a shop day, and what of it was taken back since.

    What is taken back counts on the day it was given: a refund in a new year opens no gap there.
    A purchase is a ``SPEND``; it also counts as one purchase until it is taken back whole. Where
    ``times`` is another number it is so many of that day, or of days that nobody knows.
    """

    day: str
    measure: Measure
    amount: int
    taken_back: int = 0
    unit: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class PaidFor:
    """A membership that was paid for, from ``first_day`` on; a refunded one counts no more."""

    membership_id: str
    first_day: str
    refunded: bool = False


@dataclass(frozen=True, slots=True)
class Granted:
    """A tier given by hand, with its reason; ``last_day`` empty is for ever."""

    tier_id: str
    reason: str
    first_day: str
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """The tier that was decided last; ``last_day`` of its validity empty is for ever.

    ``paid`` tells that only a paid membership reached it: it ends with that, by refund at once.
    """

    tier_id: str
    last_day: str = ""
    paid: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a member."""

    joined: str
    counted: tuple[Counted, ...] = ()
    paid: tuple[PaidFor, ...] = ()
    granted: tuple[Granted, ...] = ()


@dataclass(frozen=True, slots=True)
class Short:
    """What is missing to a bound."""

    bound: Bound
    missing: int


@dataclass(frozen=True, slots=True)
class Together:
    """Several things that are missing: all of them, or any one."""

    every: bool
    parts: tuple["Missing", ...]


Missing: TypeAlias = Short | Paid | Graded | Together


@dataclass(frozen=True, slots=True)
class Decision:
    """A member's standing on a day.

    Attributes:
        held: what to keep for the next decision; a manual grant leaves no trace in it.
        tier: what counts today, the higher one of held and granted; ``None`` without tiers.
        reached: the highest tier whose conditions hold today.
        grade: of activity; ``None`` below the first.
        in_grace: validity is over, grace is not.
        granted: the grant that counts today.
    """

    held: Held | None
    tier: Tier | None
    reached: Tier | None
    grade: Grade | None
    in_grace: bool = False
    granted: Granted | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's history on a shop day, under a program: what conditions are judged on."""

    program: Program
    history: History
    today: str

    def total(self, bound: Bound) -> int:
        """Return what counts for ``bound``, never below 0."""
        if bound.measure is Measure.YEARS:
            joined = self.history.joined
            return whole_years(joined, self.today) if joined else 0
        counts_times = bound.measure is Measure.PURCHASES
        of, unit = Measure.SPEND if counts_times else bound.measure, bound.unit
        first, today = _first_day(bound.window, self.today), self.today
        total = 0
        for each in self.history.counted:
            if each.measure is of and each.unit == unit and first <= each.day <= today:
                left = each.amount - each.taken_back
                if left > 0:
                    total += each.times if counts_times else left
        return total

    def grade(self) -> Grade | None:
        """Return the grade that the member's activity reaches."""
        rules = self.program.tier_rules
        if not rules.grades:
            return None
        points = self.total(Bound(Measure.ACTIVITY, 0, rules.grade_window))
        met = [grade for grade in rules.grades if grade.at <= points]
        return met[-1] if met else None

    def meets(self, condition: Condition, *, paying: bool = True) -> bool:
        """Tell whether ``condition`` holds; not ``paying``: were no membership paid for."""
        match condition:
            case Bound():
                return self.total(condition) >= condition.least
            case AllOf():
                return all(self.meets(each, paying=paying) for each in condition.conditions)
            case AnyOf():
                return any(self.meets(each, paying=paying) for each in condition.conditions)
            case Paid():
                return paying and self.paid_until(condition.membership_id) is not None
        at = {grade.grade_id: grade.at for grade in self.program.tier_rules.grades}
        grade = self.grade()
        return grade is not None and grade.at >= at[condition.grade_id]

    def reached(self, *, paying: bool = True) -> Tier | None:
        """Return the highest tier whose conditions hold, whatever those below it ask for."""
        for tier in reversed(self.program.tiers):
            if self.meets(tier.condition, paying=paying):
                return tier
        return None

    def paid_until(self, membership_id: str) -> str | None:
        """Return the last day of a membership that runs today, empty for ever, ``None`` if none."""
        days = {each.membership_id: each.days for each in self.program.tier_rules.memberships}
        last: list[str] = []
        for each in self.history.paid:
            if each.membership_id == membership_id and not each.refunded:
                ends = _last_day(each.first_day, days[membership_id])
                if each.first_day <= self.today and _covers(ends, self.today):
                    last.append(ends)
        return ("" if "" in last else max(last)) if last else None


def decide(program: Program, history: History, held: Held | None, today: str) -> Decision:
    """Return a member's standing on the calendar day ``today`` of the shop."""
    standing = Standing(program, history, today)
    places = {tier.tier_id: place for place, tier in enumerate(program.tiers)}
    reached = standing.reached()
    # A tier that the program no longer has is held no more.
    if held is not None and held.tier_id not in places:
        held = None
    keeps, in_grace = _keep(standing, held, reached, places)
    granted = [
        each
        for each in history.granted
        if each.first_day <= today and _covers(each.last_day, today) and each.tier_id in places
    ]
    best = max(granted, key=lambda each: places[each.tier_id], default=None)
    place = places[keeps.tier_id] if keeps is not None else -1
    counts = best is not None and places[best.tier_id] > place
    if best is not None and counts:
        place = places[best.tier_id]
    return Decision(
        held=keeps,
        tier=program.tiers[place] if place >= 0 else None,
        reached=reached,
        grade=standing.grade(),
        in_grace=in_grace,
        granted=best if counts else None,
    )


def missing_to(program: Program, history: History, tier: Tier, today: str) -> Missing | None:
    """Return what is missing to ``tier``; what holds already is left out, ``None`` if nothing."""
    return _missing(Standing(program, history, today), tier.condition)


def _keep(
    standing: Standing, held: Held | None, reached: Tier | None, places: dict[str, int]
) -> tuple[Held | None, bool]:
    """Return what is held from now on, and whether it is only by grace."""
    if reached is None:
        return held, False
    up = places[reached.tier_id]
    if held is None or up > places[held.tier_id]:
        return _newly(standing, reached), False
    rules = standing.program.tier_rules
    if up == places[held.tier_id]:
        # Held by what was earned, or renewed: a new validity begins when the old one is over.
        renews = not _covers(held.last_day, standing.today) or held.paid
        return (_newly(standing, reached) if renews else held), False
    grace_end = add_days(held.last_day, rules.grace_days) if held.last_day else ""
    refunded = held.paid and _covers(held.last_day, standing.today)
    if _covers(grace_end, standing.today) and not refunded:
        return held, not _covers(held.last_day, standing.today)
    if rules.downgrade is Downgrade.ONE_STEP and not refunded:
        return _newly(standing, standing.program.tiers[places[held.tier_id] - 1]), False
    return _newly(standing, reached), False


def _newly(standing: Standing, tier: Tier) -> Held:
    """Return ``tier`` as held from today on."""
    earned = standing.reached(paying=False)
    places = [each.tier_id for each in standing.program.tiers]
    if earned is None or places.index(earned.tier_id) < places.index(tier.tier_id):
        ends = [
            until
            for each in standing.program.tier_rules.memberships
            if (until := standing.paid_until(each.membership_id)) is not None
        ]
        if ends:
            return Held(tier.tier_id, "" if "" in ends else max(ends), paid=True)
    rules = standing.program.tier_rules
    return Held(tier.tier_id, _validity_end(rules, standing.today))


def _validity_end(rules: TierRules, today: str) -> str:
    last = _last_day(today, rules.validity_days)
    return f"{last[:4]}-12-31" if last and rules.to_year_end else last


def _last_day(first_day: str, days: int | None) -> str:
    return "" if days is None else add_days(first_day, days - 1)


def _covers(last_day: str, today: str) -> bool:
    return not last_day or today <= last_day


def _first_day(window: Window, today: str) -> str:
    match window:
        case Window.ROLLING_YEAR:
            return add_days(today, 1 - ROLLING_DAYS)
        case Window.CALENDAR_YEAR:
            return f"{today[:4]}-01-01"
    return ""


def _missing(standing: Standing, condition: Condition) -> Missing | None:
    if standing.meets(condition):
        return None
    match condition:
        case Bound():
            return Short(condition, condition.least - standing.total(condition))
        case AllOf() | AnyOf():
            found = [_missing(standing, each) for each in condition.conditions]
            parts = tuple(each for each in found if each is not None)
            return parts[0] if len(parts) == 1 else Together(isinstance(condition, AllOf), parts)
    return condition
