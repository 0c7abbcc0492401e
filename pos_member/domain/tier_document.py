"""The tiers of a program as a document: read strictly, written canonically.

A condition is an object that says what it is by its only key: ``all``, ``any``, ``paid`` or
``grade``, or else a ``measure`` with ``least`` (inclusive) or ``above`` (strict).
"""

from collections.abc import Callable, Sequence

from pos_member.domain.amounts import (
    integer_or,
    part_or_empty,
    read_amount,
    text_or,
    texts_or_none,
    truth_or,
)
from pos_member.domain.canonical import JsonValue
from pos_member.domain.money import WHOLE_BP, format_minor
from pos_member.domain.program import (
    RAMPS,
    CategoryRate,
    Downgrade,
    Grade,
    Membership,
    Tier,
    TierRules,
)
from pos_member.domain.program_parts import (
    DAYS_MAX,
    POINTS_MAX,
    RULES_MAX,
    TIERS_MAX,
    once,
    parts_or_none,
    read_rate,
    read_words,
)
from pos_member.domain.shape import Shape, damaged
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

MULTIPLIER_MAX_BP = 1_000_000
CONDITIONS_MAX = 20
NESTING_MAX = 5
_Fields = dict[str, JsonValue]


def read_tiers(shape: Shape, digits: int) -> tuple[tuple[Tier, ...], TierRules]:
    """Return the tiers of the program ``shape``, lowest first, and the rules of holding them.

    Raises:
        Damaged: ``shape`` with the path and what is wrong there.
    """
    rules = _rules(part_or_empty(shape, "tier_rules"), digits)
    tiers = parts_or_none(shape, "tiers", lambda part: _tier(part, rules, digits), most=TIERS_MAX)
    path = shape.at("tiers")
    once(path, "id", (tier.tier_id for tier in tiers))
    if tiers and (tiers[0].threshold_minor or tiers[0].requires is not None):
        raise damaged(f"{path}[0].threshold", "must be 0: every member has a tier")
    highest = 0
    for i, tier in enumerate(tiers[1:], start=1):
        if tier.requires is None and tier.threshold_minor <= highest:
            raise damaged(f"{path}[{i}].threshold", "must be above the tier before")
        highest = max(highest, tier.threshold_minor)
    return tiers, rules


def write_tier(tier: Tier, digits: int) -> _Fields:
    """Return ``tier`` as the document that ``read_tiers`` reads."""
    asks: _Fields
    if tier.requires is None:
        asks = {"threshold": format_minor(tier.threshold_minor, digits)}
    else:
        asks = {"requires": _write_condition(tier.requires, digits)}
    return {
        "id": tier.tier_id,
        "name": {**tier.name.to_json()},
        "ramp": tier.ramp,
        **asks,
        "points_multiplier_bp": tier.points_multiplier_bp,
        "discounts": [
            {"category": each.category, "rate_bp": int(each.rate_bp)} for each in tier.discounts
        ],
        "excluded_categories": list(tier.excluded_categories),
    }


def write_tier_rules(rules: TierRules, digits: int) -> _Fields:
    """Return ``rules`` as the document that ``read_tiers`` reads."""
    return {
        "validity_days": rules.validity_days,
        "to_year_end": rules.to_year_end,
        "grace_days": rules.grace_days,
        "downgrade": rules.downgrade.value,
        "grade_window": rules.grade_window.value,
        "grades": [
            {"id": each.grade_id, "name": {**each.name.to_json()}, "at": each.at}
            for each in rules.grades
        ],
        "memberships": [
            {
                "id": each.membership_id,
                "name": {**each.name.to_json()},
                "fee": format_minor(each.fee_minor, digits),
                "days": each.days,
            }
            for each in rules.memberships
        ],
    }


def _tier(shape: Shape, rules: TierRules, digits: int) -> Tier:
    shape.only(
        "id", "name", "ramp", "threshold", "requires", "points_multiplier_bp", "discounts",
        "excluded_categories",
    )  # fmt: skip
    if shape.has("threshold") and shape.has("requires"):
        raise damaged(shape.at("requires"), "takes the place of threshold: only one of both")
    discounts = parts_or_none(shape, "discounts", _category_rate, most=RULES_MAX)
    excluded = texts_or_none(shape, "excluded_categories")
    once(shape.at("discounts"), "category", (each.category for each in discounts))
    for i, each in enumerate(discounts):
        if each.category in excluded:
            raise damaged(f"{shape.at('discounts')}[{i}].category", "is excluded as well")
    return Tier(
        tier_id=shape.text("id", longest=64),
        name=read_words(shape, "name"),
        ramp=shape.choice("ramp", RAMPS) if shape.has("ramp") else RAMPS[0],
        threshold_minor=read_amount(shape, "threshold", digits, default=0),
        points_multiplier_bp=integer_or(
            shape, "points_multiplier_bp", WHOLE_BP, most=MULTIPLIER_MAX_BP
        ),
        discounts=discounts,
        excluded_categories=excluded,
        requires=_condition(shape.part("requires"), rules, digits, NESTING_MAX)
        if shape.has("requires")
        else None,
    )


def _category_rate(shape: Shape) -> CategoryRate:
    shape.only("category", "rate_bp")
    return CategoryRate(shape.text("category", longest=64), read_rate(shape, "rate_bp", WHOLE_BP))


def _rules(shape: Shape, digits: int) -> TierRules:
    shape.only(
        "validity_days", "to_year_end", "grace_days", "downgrade", "grade_window", "grades",
        "memberships",
    )  # fmt: skip
    grades = parts_or_none(shape, "grades", _grade, most=TIERS_MAX)
    memberships = parts_or_none(
        shape, "memberships", lambda part: _membership(part, digits), most=TIERS_MAX
    )
    once(shape.at("grades"), "id", (each.grade_id for each in grades))
    once(shape.at("memberships"), "id", (each.membership_id for each in memberships))
    for i in range(1, len(grades)):
        if grades[i].at <= grades[i - 1].at:
            raise damaged(f"{shape.at('grades')}[{i}].at", "must be above the grade before")
    return TierRules(
        validity_days=_days(shape, "validity_days"),
        to_year_end=truth_or(shape, "to_year_end", default=False),
        grace_days=integer_or(shape, "grace_days", 0, most=DAYS_MAX),
        downgrade=Downgrade(_choice(shape, "downgrade", tuple(Downgrade))),
        grade_window=Window(_choice(shape, "grade_window", tuple(Window))),
        grades=grades,
        memberships=memberships,
    )


def _choice(shape: Shape, key: str, allowed: tuple[str, ...]) -> str:
    return shape.choice(key, allowed) if shape.has(key) else allowed[0]


def _days(shape: Shape, key: str) -> int | None:
    return shape.integer(key, least=1, most=DAYS_MAX) if shape.has(key) else None


def _grade(shape: Shape) -> Grade:
    shape.only("id", "name", "at")
    at = integer_or(shape, "at", 0, most=POINTS_MAX)
    return Grade(shape.text("id", longest=64), read_words(shape, "name"), at)


def _membership(shape: Shape, digits: int) -> Membership:
    shape.only("id", "name", "fee", "days")
    return Membership(
        shape.text("id", longest=64),
        read_words(shape, "name"),
        read_amount(shape, "fee", digits),
        _days(shape, "days"),
    )


def _condition(shape: Shape, rules: TierRules, digits: int, depth: int) -> Condition:
    for key, joined in (("all", AllOf), ("any", AnyOf)):
        if shape.has(key):
            shape.only(key)
            return joined(_several(shape, key, lambda part: _nested(part, rules, digits, depth)))
    if shape.has("paid"):
        shape.only("paid")
        return Paid(_one_of(shape, "paid", [each.membership_id for each in rules.memberships]))
    if shape.has("grade"):
        shape.only("grade")
        return Graded(_one_of(shape, "grade", [each.grade_id for each in rules.grades]))
    return _bound(shape, digits)


def _nested(shape: Shape, rules: TierRules, digits: int, depth: int) -> Condition:
    if depth == 1:
        raise damaged(shape.path, f"is nested deeper than {NESTING_MAX}")
    return _condition(shape, rules, digits, depth - 1)


def _several(shape: Shape, key: str, read: Callable[[Shape], Condition]) -> tuple[Condition, ...]:
    found = shape.parts(key, read, most=CONDITIONS_MAX)
    if not found:
        raise damaged(shape.at(key), "must hold at least one condition")
    return found


def _one_of(shape: Shape, key: str, known: Sequence[str]) -> str:
    name = shape.text(key, longest=64)
    if name not in known:
        raise damaged(shape.at(key), "is not one of tier_rules")
    return name


def _bound(shape: Shape, digits: int) -> Bound:
    shape.only("measure", "least", "above", "window", "unit")
    measure = Measure(shape.choice("measure", tuple(Measure)))
    if shape.has("least") == shape.has("above"):
        raise damaged(shape.at("least"), "or above must stand here, one of both")
    if (measure is Measure.UNITS) != shape.has("unit"):
        raise damaged(shape.at("unit"), "goes with measure units, and only with it")
    if measure is Measure.YEARS and shape.has("window"):
        raise damaged(shape.at("window"), "does not go with years: they count from joining")
    key = "above" if shape.has("above") else "least"
    if measure is Measure.SPEND:
        bound = read_amount(shape, key, digits)
    else:
        bound = shape.integer(key, most=POINTS_MAX)
    window = Window(shape.choice("window", tuple(Window))) if shape.has("window") else None
    unit = text_or(shape, "unit", longest=64)
    return Bound(measure, bound, window or Window.LIFETIME, key == "above", unit)


def _write_condition(condition: Condition, digits: int) -> _Fields:
    if isinstance(condition, AllOf | AnyOf):
        key = "all" if isinstance(condition, AllOf) else "any"
        return {key: [_write_condition(each, digits) for each in condition.conditions]}
    if isinstance(condition, Paid):
        return {"paid": condition.membership_id}
    if isinstance(condition, Graded):
        return {"grade": condition.grade_id}
    bound: JsonValue = condition.bound
    if condition.measure is Measure.SPEND:
        bound = format_minor(condition.bound, digits)
    fields: _Fields = {
        "measure": condition.measure.value,
        "above" if condition.strict else "least": bound,
    }
    if condition.measure is not Measure.YEARS:
        fields["window"] = condition.window.value
    if condition.unit:
        fields["unit"] = condition.unit
    return fields
