"""What ``pos-member program lint FILE`` answers: what a program says that nobody can have meant."""

from collections.abc import Iterator

from pos_member.domain.amounts import digits_of
from pos_member.domain.lint_findings import Finding, found
from pos_member.domain.money import WHOLE_BP, format_minor
from pos_member.domain.program import ANY_CATEGORY, CouponTemplate, Program, Tier
from pos_member.domain.promotion_lint import lint_promotions
from pos_member.domain.tier import rate_of
from pos_member.domain.tier_rules import AllOf, AnyOf, Bound, Condition, Measure, Paid


def lint(program: Program) -> tuple[Finding, ...]:
    """Return what is wrong with ``program``, in the order of its document; nothing is best."""
    parts = (
        _lint_tiers,
        _lint_memberships,
        lint_promotions,
        _lint_points,
        _lint_offers,
        _lint_coupons,
    )
    return tuple(each for part in parts for each in part(program))


def _lint_tiers(program: Program) -> Iterator[Finding]:
    for place, tier in enumerate(program.tiers):
        path = f"tiers[{place}]"
        for category, rate in tier.rates.items():
            if not rate:
                yield found(f"{path}.discounts", "free_tier", category=category)
        if not place:
            continue
        below = program.tiers[place - 1]
        yield from _lint_worse(path, tier, below)
        # The lowest tier asks for nothing, so whoever has none has it.
        if place > 1 and _implies(_asks(below), _asks(tier)):
            yield found(path, "below_asks_more", other=below.tier_id)


def _lint_worse(path: str, tier: Tier, below: Tier) -> Iterator[Finding]:
    named = dict.fromkeys([ANY_CATEGORY, *below.rates, *tier.rates])
    for category in named:
        if rate_of(tier, category) > rate_of(below, category):
            other = below.tier_id
            yield found(f"{path}.discounts", "dearer_than_below", category=category, other=other)
    if tier.points_multiplier_bp < below.points_multiplier_bp:
        yield found(f"{path}.points_multiplier_bp", "fewer_points", other=below.tier_id)


def _asks(tier: Tier) -> Condition:
    return tier.requires or Bound(Measure.SPEND, tier.threshold_minor)


def _implies(one: Condition, other: Condition) -> bool:
    """Tell whether ``other`` holds for certain where ``one`` does."""
    if isinstance(one, AnyOf):
        return all(_implies(each, other) for each in one.conditions)
    if isinstance(other, AllOf):
        return all(_implies(one, each) for each in other.conditions)
    if isinstance(one, AllOf):
        return any(_implies(each, other) for each in one.conditions)
    if isinstance(other, AnyOf):
        return any(_implies(one, each) for each in other.conditions)
    if isinstance(one, Bound) and isinstance(other, Bound):
        same = (one.measure, one.window, one.unit) == (other.measure, other.window, other.unit)
        return same and one.least >= other.least
    return one == other


def _lint_memberships(program: Program) -> Iterator[Finding]:
    asked = {name for tier in program.tiers for name in _memberships(_asks(tier))}
    for place, each in enumerate(program.tier_rules.memberships):
        if each.membership_id not in asked:
            yield found(f"tier_rules.memberships[{place}]", "membership_unused")


def _memberships(condition: Condition) -> Iterator[str]:
    if isinstance(condition, Paid):
        yield condition.membership_id
    elif isinstance(condition, AllOf | AnyOf):
        for each in condition.conditions:
            yield from _memberships(each)


def _lint_points(program: Program) -> Iterator[Finding]:
    rules = program.points
    for place, tier in enumerate(program.tiers):
        # Points for a yuan, times what a point pays: at one yuan everything is free in the end.
        worth = rules.earn_points * tier.points_multiplier_bp * rules.step_minor
        if worth and worth >= rules.earn_per_minor * WHOLE_BP * rules.step_points:
            path = f"tiers[{place}].points_multiplier_bp"
            yield found(path, "points_pay_back", tier=tier.tier_id)


def _lint_offers(program: Program) -> Iterator[Finding]:
    rules, digits = program.stored_value, digits_of(program.currency)
    most = rules.maximum_minor
    for place, offer in enumerate(rules.offers):
        path = f"stored_value.offers[{place}]"
        pay = format_minor(offer.pay_minor, digits)
        if offer.pay_minor < rules.minimum_minor or (most is not None and offer.pay_minor > most):
            yield found(
                path,
                "offer_out_of_bounds",
                pay=pay,
                least=format_minor(rules.minimum_minor, digits),
                most="∞" if most is None else format_minor(most, digits),
            )
        if offer.bonus_minor >= offer.pay_minor:
            bonus = format_minor(offer.bonus_minor, digits)
            yield found(path, "offer_doubles", bonus=bonus, pay=pay)
        for other in rules.offers:
            less = offer.bonus_minor <= other.bonus_minor and offer.points <= other.points
            gets = (offer.bonus_minor, offer.points) != (other.bonus_minor, other.points)
            if other.pay_minor < offer.pay_minor and less and gets:
                yield found(path, "offer_worse", other=other.offer_id)
                break


def _lint_coupons(program: Program) -> Iterator[Finding]:
    if program.coupons and not program.coupons_per_sale:
        yield found("coupons_per_sale", "no_coupons_used")
    digits = digits_of(program.currency)
    for place, each in enumerate(program.coupons):
        if each.amount_minor:
            yield from _lint_amount(f"coupons[{place}]", each, digits)
        elif not each.rate_bp and not each.pieces and each.most_minor is None:
            yield found(f"coupons[{place}].rate_bp", "coupon_gives_all")
        elif each.rate_bp == WHOLE_BP or each.most_minor == 0:
            yield found(f"coupons[{place}]", "coupon_never")


def _lint_amount(path: str, coupon: CouponTemplate, digits: int) -> Iterator[Finding]:
    amount = format_minor(coupon.amount_minor, digits)
    if not coupon.minimum_minor:
        yield found(f"{path}.minimum", "coupon_free", amount=amount)
    elif coupon.amount_minor >= coupon.minimum_minor:
        minimum = format_minor(coupon.minimum_minor, digits)
        yield found(path, "coupon_most", amount=amount, minimum=minimum)
