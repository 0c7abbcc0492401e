"""Looks at the promotions of a program: which can never fire, contradict, or give goods away.

Only what is certain whatever the basket is said; what depends on prices is left to golden cases.
"""

from collections.abc import Iterator

from pos_member.domain.amounts import digits_of
from pos_member.domain.clock import ShopDays, add_days
from pos_member.domain.lint_findings import Finding, found
from pos_member.domain.money import format_minor
from pos_member.domain.program import Program
from pos_member.domain.promotion import LINE_KINDS, Promotion, PromotionKind, Scope, When

_LOOKED_AT_DAYS = 3_000


def lint_promotions(program: Program) -> Iterator[Finding]:
    """Yield what is wrong with the promotions of ``program``."""
    begins = ""
    if program.valid_from_ms:
        begins = ShopDays(program.zone).calendar_day(program.valid_from_ms)
    for place, each in enumerate(program.promotions):
        path = f"promotions[{place}]"
        yield from _lint_when(path, each.when, begins)
        for tier_id in each.audience.tiers:
            if tier_id not in program.tier_by_id:
                yield found(f"{path}.audience.tiers", "tier_gone", tier=tier_id)
        if _is_empty(each.scope):
            yield found(f"{path}.goods", "all_excluded")
        yield from _lint_gift(path, each, digits_of(program.currency))
        yield from _lint_steps(path, each, digits_of(program.currency))
        yield from _lint_beaten(path, place, program)


def _lint_when(path: str, when: When, begins: str) -> Iterator[Finding]:
    if when.last_day and when.last_day < begins:
        yield found(
            f"{path}.when.last_day", "over_before", last_day=when.last_day, first_day=begins
        )
    elif not _has_a_day(when):
        yield found(f"{path}.when", "no_such_day")


def _has_a_day(when: When) -> bool:
    """Tell whether some day is on; without bounds every weekday meets every day of a month."""
    day = when.first_day or (add_days(when.last_day, -_LOOKED_AT_DAYS) if when.last_day else "")
    if not day:
        return True
    days = (add_days(day, offset) for offset in range(_LOOKED_AT_DAYS))
    return any(when.holds(today, _weekday(today), when.from_minute) for today in days)


def _weekday(day: str) -> int:
    """Return 1 for Monday to 7 for Sunday, counted from a Monday."""
    noon_ms = ShopDays("UTC").midnight_after(day) - 1
    return ShopDays("UTC").wall_time(noon_ms).weekday


def _is_empty(scope: Scope) -> bool:
    named = bool(scope.categories or scope.skus)
    left = set(scope.categories) - set(scope.excluded_categories)
    return named and not left and set(scope.skus) <= set(scope.excluded_skus)


def _lint_gift(path: str, each: Promotion, digits: int) -> Iterator[Finding]:
    nothing = each.kind is PromotionKind.PERCENT and not each.rate_bp
    priced = (PromotionKind.FIXED_PRICE, PromotionKind.BUNDLE)
    if nothing or (each.kind in priced and not each.amount_minor):
        yield found(path, "free_price")
    for place, step in enumerate(each.steps):
        if step.off_minor >= step.full_minor or not step.rate_bp:
            full = format_minor(step.full_minor, digits)
            off = format_minor(step.off_minor or step.full_minor, digits)
            yield found(f"{path}.steps[{place}]", "free_step", full=full, off=off)


def _lint_steps(path: str, each: Promotion, digits: int) -> Iterator[Finding]:
    for place in range(1, len(each.steps)):
        before, step = each.steps[place - 1], each.steps[place]
        fewer = step.off_minor and before.off_minor and step.off_minor <= before.off_minor
        dearer = not step.off_minor and not before.off_minor and step.rate_bp >= before.rate_bp
        if fewer or dearer:
            full = format_minor(step.full_minor, digits)
            yield found(f"{path}.steps[{place}]", "step_unreached", full=full)


def _lint_beaten(path: str, place: int, program: Program) -> Iterator[Finding]:
    each = program.promotions[place]
    for at, other in enumerate(program.promotions):
        if at == place or not _covers(other, each):
            continue
        if _is_cheaper(other, each, first=at < place):
            yield found(path, "always_beaten", other=other.promotion_id)
            return
        comes_first = (other.priority, -at) > (each.priority, -place)
        if comes_first and _shadows(other, each):
            yield found(path, "shadowed", other=other.promotion_id)
            return


def _covers(other: Promotion, each: Promotion) -> bool:
    """Tell whether ``other`` is on whenever ``each`` is, for all its goods and members."""
    goods = other.is_whole and (
        other.scope == Scope()
        or (
            set(each.scope.categories) <= set(other.scope.categories)
            and set(each.scope.skus) <= set(other.scope.skus)
            and bool(each.scope.categories or each.scope.skus)
        )
    )
    wanted = other.audience
    for_all = not wanted.asks or wanted == each.audience
    return goods and for_all and other.when in (When(), each.when)


def _is_cheaper(other: Promotion, each: Promotion, *, first: bool) -> bool:
    """Tell whether ``other`` gives every line a price that is lower, or the same and first."""
    if other.kind is not each.kind or each.kind not in LINE_KINDS:
        return False
    if each.kind is PromotionKind.AMOUNT_OFF:
        gain = other.amount_minor - each.amount_minor
    elif each.kind is PromotionKind.PERCENT:
        gain = each.rate_bp - other.rate_bp
    else:
        gain = each.amount_minor - other.amount_minor
    return gain > 0 or (gain == 0 and first)


def _shadows(other: Promotion, each: Promotion) -> bool:
    """Tell whether ``other``, taken first, gives something wherever ``each`` could."""
    same = bool(each.group) and other.group == each.group and other.kind is each.kind
    if not same:
        return False
    if each.kind is PromotionKind.THRESHOLD:
        return other.steps[0].full_minor <= each.steps[0].full_minor
    if each.kind is PromotionKind.NTH_ITEM:
        return other.every <= each.every and (each.same_goods or not other.same_goods)
    if each.kind is PromotionKind.BUY_GET:
        smaller = other.buy + other.get <= each.buy + each.get
        return smaller and (each.same_goods or not other.same_goods)
    return False
