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
from pos_member.domain.reasons import words_of
from pos_member.domain.shape import Shape, damaged
from pos_member.domain.tier_decision import (
    Counted,
    Decision,
    Granted,
    Held,
    History,
    Missing,
    PaidFor,
    Short,
    Together,
    decide,
    missing_to,
)
from pos_member.domain.tier_rules import Measure, Paid, Window
from pos_member.domain.words import Words

ENTRIES_MAX = 100_000
_WINDOWS = {
    Window.ROLLING_YEAR: ("（近一年）", " within a year"),
    Window.CALENDAR_YEAR: ("（今年内）", " this year"),
    Window.LIFETIME: ("", ""),
}


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


def missing_words(program: Program, missing: Missing) -> Words:
    """Return what is missing as a sentence part: joined by 和/and, or by 或/or."""
    if isinstance(missing, Together):
        parts = [_part_words(program, each) for each in missing.parts]
        zh, en = (" 和 ", " and ") if missing.every else (" 或 ", " or ")
        # One sentence: what follows the first part begins small.
        rest = [each.en[0].lower() + each.en[1:] for each in parts[1:]]
        return Words(zh.join(each.zh for each in parts), en.join([parts[0].en, *rest]))
    if isinstance(missing, Short):
        bound = missing.bound
        window_zh, window_en = _WINDOWS[bound.window]
        key = "missing_minor" if bound.measure is Measure.SPEND else "count"
        values: dict[str, str | int] = {
            key: missing.missing,
            "unit": bound.unit,
            "window_zh": window_zh,
            "window_en": window_en,
        }
        return words_of(f"missing_{bound.measure.value}", values, program.currency)
    rules = program.tier_rules
    if isinstance(missing, Paid):
        names = {each.membership_id: each.name for each in rules.memberships}
        code, name = "missing_membership", names[missing.membership_id]
    else:
        names = {each.grade_id: each.name for each in rules.grades}
        code, name = "missing_grade", names[missing.grade_id]
    return words_of(code, {"name_zh": name.zh, "name_en": name.en}, program.currency)


def _part_words(program: Program, missing: Missing) -> Words:
    """Return a part of a joined sentence; what is joined in itself stands in brackets."""
    words = missing_words(program, missing)
    if not isinstance(missing, Together):
        return words
    return Words(f"（{words.zh}）", f"({words.en})")


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
    place = program.tiers.index(made.tier) + 1 if made.tier else 0
    if place >= len(program.tiers):
        return None
    tier = program.tiers[place]
    missing = missing_to(program, history, tier, today)
    # A tier whose conditions hold is reached at once, so to the one above something is missing.
    assert missing is not None
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
