"""A member's tier book: what was done day by day, and the tier that was decided last.

The server keeps one a member beside the figures and every replica has it, so that a till decides by
the same function what the server will. A purchase counts on the business day of its receipt. Days
that no window reaches any more are one entry, so a book does not grow for ever.
"""

import json
from dataclasses import dataclass, replace

from pos_member.domain.clock import add_days, whole_years
from pos_member.domain.errors import Damaged
from pos_member.domain.program import Program
from pos_member.domain.tier_decision import (
    ROLLING_DAYS,
    Counted,
    Decision,
    Granted,
    Held,
    History,
    PaidFor,
    decide,
)
from pos_member.domain.tier_rules import Measure

NEVER = "9999-12-31"
"""The day on which a standing changes by itself, where none does."""


@dataclass(frozen=True, slots=True)
class TierBook:
    """What is known of a member, and the tier held; ``held`` is ``None`` before the first one."""

    counted: tuple[Counted, ...] = ()
    paid: tuple[PaidFor, ...] = ()
    granted: tuple[Granted, ...] = ()
    held: Held | None = None

    def history(self, joined: str) -> History:
        """Return it as decisions take it; ``joined`` is a day, empty where nobody knows."""
        return History(joined, self.counted, self.paid, self.granted)

    @property
    def last_day(self) -> str:
        """Return the last day on which anything was done, empty before that."""
        return max((each.day for each in self.counted), default="")

    @property
    def spent(self) -> int:
        """Return all that counts as spent, in minor units."""
        spend = [each for each in self.counted if each.measure is Measure.SPEND]
        return sum(each.amount for each in spend)


def first_book(tier_id: str, qualifying: int) -> TierBook:
    """Return the book of a member who has a tier and units, of which nobody knows the days."""
    undated = (Counted("", Measure.SPEND, qualifying, times=0),) if qualifying else ()
    return TierBook(undated, held=Held(tier_id) if tier_id else None)


def done(book: TierBook, new: Counted) -> TierBook:
    """Return ``book`` with ``new``; what is alike of one day is one entry."""
    for place, each in enumerate(book.counted):
        if (each.day, each.measure, each.unit) == (new.day, new.measure, new.unit):
            more = replace(each, amount=each.amount + new.amount, times=each.times + new.times)
            return _with(book, (*book.counted[:place], more, *book.counted[place + 1 :]))
    return _with(book, (*book.counted, new))


def _with(book: TierBook, counted: tuple[Counted, ...]) -> TierBook:
    return TierBook(counted, book.paid, book.granted, book.held)


def taken_back(book: TierBook, day: str, minor: int, *, purchases: int) -> TierBook:
    """Return ``book`` without ``minor`` of what was spent on ``day``.

    ``purchases``: how many were taken back whole. What that day does not hold any more, because it
    was long ago or the books were opened later, comes off the undated entry, then off the others.
    """
    order = sorted(
        range(len(book.counted)),
        key=lambda i: (book.counted[i].day != day, book.counted[i].day),
    )
    counted = list(book.counted)
    for place in order:
        each = counted[place]
        if each.measure is Measure.SPEND:
            off, times = min(minor, each.amount), min(purchases, each.times)
            minor, purchases = minor - off, purchases - times
            counted[place] = replace(each, amount=each.amount - off, times=each.times - times)
    return replace(book, counted=tuple(each for each in counted if each.amount))


def decided(book: TierBook, program: Program, joined: str, day: str) -> tuple[TierBook, Decision]:
    """Return ``book`` with the tier that is held on ``day``, and the standing there.

    What happened later is known already where tills send late: the last such day counts.
    """
    made = decide(program, book.history(joined), book.held, max(day, book.last_day))
    return (book if made.held == book.held else replace(book, held=made.held)), made


def folded(book: TierBook, today: str) -> TierBook:
    """Return ``book`` with all days that no window reaches any more as one entry without a day."""
    since = min(add_days(today, 1 - ROLLING_DAYS), f"{today[:4]}-01-01")
    if all(not each.day or each.day >= since for each in book.counted):
        return book
    found = replace(book, counted=())
    for each in book.counted:
        found = done(found, replace(each, day="") if each.day < since else each)
    return found


def look_day(book: TierBook, program: Program, joined: str, today: str) -> str:
    """Return the first day after ``today`` on which the standing may change by itself."""
    days = [each.first_day for each in book.granted] + [each.first_day for each in book.paid]
    days += [add_days(each.last_day, 1) for each in book.granted if each.last_day]
    held = book.held
    # Nobody goes below the lowest tier.
    if held is not None and held.last_day and _place(program, held.tier_id) > 0:
        days.append(add_days(held.last_day, 1))
        days.append(add_days(held.last_day, 1 + program.tier_rules.grace_days))
    if joined and program.asks_years:
        days.append(_anniversary(joined, today))
    return min((day for day in days if day > today), default=NEVER)


def write_book(book: TierBook) -> str:
    """Return ``book`` as the text that ``read_book`` reads; nothing done is left out."""
    held = book.held
    found = {
        "s": [[e.day, e.amount, e.times] for e in book.counted if e.measure is Measure.SPEND],
        "o": [
            [e.day, e.measure.value, e.unit, e.amount]
            for e in book.counted
            if e.measure is not Measure.SPEND
        ],
        "p": [[e.membership_id, e.first_day, int(e.refunded)] for e in book.paid],
        "g": [[e.tier_id, e.reason, e.first_day, e.last_day] for e in book.granted],
        "h": [held.tier_id, held.last_day, int(held.paid)] if held else [],
    }
    # The C writer: the server writes thousands a second, and the till reads one at each scan.
    kept = {name: value for name, value in found.items() if value}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def read_book(text: str) -> TierBook:
    """Return the book that ``text`` writes.

    Raises:
        Damaged: ``shape``: it is none.
    """
    try:
        found = json.loads(text)
        spend = [
            Counted(_day(d), Measure.SPEND, int(a), times=int(t)) for d, a, t in _of(found, "s")
        ]
        others = [
            Counted(_day(day), Measure(str(measure)), int(amount), unit=str(unit))
            for day, measure, unit, amount in _of(found, "o")
        ]
        return TierBook(
            counted=(*spend, *others),
            paid=tuple(
                PaidFor(str(name), _day(first), bool(back)) for name, first, back in _of(found, "p")
            ),
            granted=tuple(
                Granted(str(tier), str(reason), _day(first), _day(last))
                for tier, reason, first, last in _of(found, "g")
            ),
            held=_held(_of(found, "h")),
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as wrong:
        raise Damaged("shape", path="tier_book", why=str(wrong)[:100]) from wrong


def _of(found: dict[str, list[list[str | int]]], name: str) -> list[list[str | int]]:
    return found.get(name, [])


def _held(cells: list[list[str | int]]) -> Held | None:
    if not cells:
        return None
    tier_id, last_day, paid = cells
    return Held(str(tier_id), _day(last_day), bool(paid))


def _day(value: object) -> str:
    """Return a day, or the empty text."""
    text = str(value)
    return add_days(text, 0) if text else ""


def _place(program: Program, tier_id: str) -> int:
    return next((i for i, tier in enumerate(program.tiers) if tier.tier_id == tier_id), -1)


def _anniversary(joined: str, today: str) -> str:
    """Return the day on which the next whole year since ``joined`` is full."""
    year = int(joined[:4]) + whole_years(joined, today) + 1
    # Of 29 February it is 1 March where there is none.
    if joined[5:] == "02-29" and (year % 4 or (year % 100 == 0 and year % 400)):
        return f"{year}-03-01"
    return f"{year}{joined[4:]}"
