"""What is missing to the next tier: as a value, and in words of both languages."""

from pos_member.domain.program import Program, Tier
from pos_member.domain.reasons import words_of
from pos_member.domain.tier_decision import (
    Decision,
    History,
    Missing,
    Short,
    Together,
    missing_to,
)
from pos_member.domain.tier_rules import Measure, Paid, Window
from pos_member.domain.words import Words

_WINDOWS = {
    Window.ROLLING_YEAR: ("（近一年）", " within a year"),
    Window.CALENDAR_YEAR: ("（今年内）", " this year"),
    Window.LIFETIME: ("", ""),
}


def next_tier(
    program: Program, history: History, made: Decision, today: str
) -> tuple[Tier, Missing] | None:
    """Return the tier above the one that counts and what is missing to it; ``None`` at the top."""
    place = program.tiers.index(made.tier) + 1 if made.tier else 0
    if place >= len(program.tiers):
        return None
    tier = program.tiers[place]
    missing = missing_to(program, history, tier, today)
    # A tier whose conditions hold is reached at once, so to the one above something is missing.
    assert missing is not None
    return tier, missing


def spend_goal(missing: Missing) -> tuple[int, int] | None:
    """Return what was spent towards a tier and what it asks for, where money is what is missing."""
    if isinstance(missing, Together):
        return next((goal for each in missing.parts if (goal := spend_goal(each))), None)
    if not isinstance(missing, Short) or missing.bound.measure is not Measure.SPEND:
        return None
    least = missing.bound.least
    return least - missing.missing, least


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
