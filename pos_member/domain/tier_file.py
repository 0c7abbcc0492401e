"""What ``pos-member program tier FILE`` answers: a member's history in, standing and words out.

The form of both is described in ``docs/interfaces/program.md``.
"""

from pos_member.domain.amounts import (
    digits_of,
    integer_or,
    read_amount,
    text_or,
    truth_or,
)
from pos_member.domain.canonical import JsonValue
from pos_member.domain.clock import add_days
from pos_member.domain.program import (
    Program,
)
from pos_member.domain.program_document import read_program
from pos_member.domain.program_parts import parts_or_none
from pos_member.domain.shape import Shape, damaged
from pos_member.domain.tier_decision import (
    Counted,
    Decision,
    Granted,
    Held,
    History,
    PaidFor,
    decide,
)
from pos_member.domain.tier_rules import Measure
from pos_member.domain.tier_words import missing_words, next_tier

ENTRIES_MAX = 100_000


def answer_tier(value: object) -> dict[str, JsonValue]:
    """Return the standing that the document ``value`` leads to, as a document.

    Raises:
        Damaged: ``shape`` with the path and what is wrong there.
    """
    shape = Shape(value)
    shape.only("program", "today", "joined", "counted", "paid", "granted", "held")
    program = read_program(shape.part("program"))
    digits = digits_of(program.currency)
    today = _day(shape, "today")
    history = History(
        joined=_day(shape, "joined"),
        counted=parts_or_none(
            shape, "counted", lambda part: _counted(part, digits), most=ENTRIES_MAX
        ),
        paid=parts_or_none(shape, "paid", _paid, most=ENTRIES_MAX),
        granted=parts_or_none(shape, "granted", _granted, most=ENTRIES_MAX),
    )
    held = _held(shape.part("held")) if shape.has("held") else None
    made = decide(program, history, held, today)
    return {**_decided(made), "next": _next(program, history, made, today)}


def _decided(made: Decision) -> dict[str, JsonValue]:
    held, granted = made.held, made.granted
    return {
        "tier": made.tier.tier_id if made.tier else None,
        "reached": made.reached.tier_id if made.reached else None,
        "grade": made.grade.grade_id if made.grade else None,
        "in_grace": made.in_grace,
        "granted": granted.reason if granted else None,
        "held": None
        if held is None
        else {"tier": held.tier_id, "last_day": held.last_day, "paid": held.paid},
    }


def _next(program: Program, history: History, made: Decision, today: str) -> JsonValue:
    """Return the tier above the one that counts and what is missing to it; none at the top."""
    above = next_tier(program, history, made, today)
    if above is None:
        return None
    tier, missing = above
    return {"tier": tier.tier_id, "missing": {**missing_words(program, missing).to_json()}}


def _day(shape: Shape, key: str) -> str:
    try:
        return add_days(shape.text(key, longest=10), 0)
    except ValueError as wrong:
        raise damaged(shape.at(key), "must be a day like '2026-11-22'") from wrong


def _day_or_ever(shape: Shape, key: str) -> str:
    return _day(shape, key) if shape.has(key) else ""


def _counted(shape: Shape, digits: int) -> Counted:
    shape.only("day", "measure", "amount", "taken_back", "unit")
    measure = Measure(shape.choice("measure", (Measure.SPEND, Measure.ACTIVITY, Measure.UNITS)))
    if measure is Measure.SPEND:
        amount = read_amount(shape, "amount", digits)
        back = read_amount(shape, "taken_back", digits, default=0)
    else:
        amount, back = shape.integer("amount"), integer_or(shape, "taken_back", 0)
    if back > amount:
        raise damaged(shape.at("taken_back"), "must be at most the amount")
    unit = text_or(shape, "unit", longest=64)
    return Counted(_day(shape, "day"), measure, amount, back, unit)


def _paid(shape: Shape) -> PaidFor:
    shape.only("membership", "first_day", "refunded")
    return PaidFor(
        shape.text("membership", longest=64),
        _day(shape, "first_day"),
        truth_or(shape, "refunded", default=False),
    )


def _granted(shape: Shape) -> Granted:
    shape.only("tier", "reason", "first_day", "last_day")
    return Granted(
        shape.text("tier", longest=64),
        shape.text("reason", longest=200),
        _day(shape, "first_day"),
        _day_or_ever(shape, "last_day"),
    )


def _held(shape: Shape) -> Held:
    shape.only("tier", "last_day", "paid")
    return Held(
        shape.text("tier", longest=64),
        _day_or_ever(shape, "last_day"),
        truth_or(shape, "paid", default=False),
    )
