"""Prices a basket: a pure function, worked out anew at every change, with every reason.

The stages, each on what the one before left: line prices, promotions of sets, threshold
reductions, coupons, what points may pay at most.
Cash rounding belongs to the tender. The same input gives the same output for ever, under the same
``ENGINE``.
"""

from collections.abc import Iterable, Sequence

from pos_member.domain.basket import Basket
from pos_member.domain.clock import ShopDays
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.errors import Refused
from pos_member.domain.goods_gate import first_shut
from pos_member.domain.money import WHOLE_BP, round_cash
from pos_member.domain.points import NOTHING, Burn, burn_limit, earned, taken
from pos_member.domain.pricing_audience import Audience
from pos_member.domain.pricing_coupons import take_coupons
from pos_member.domain.pricing_line_prices import price_lines
from pos_member.domain.pricing_promotions import take_promotions
from pos_member.domain.pricing_running import RunningBill
from pos_member.domain.pricing_values import (
    ENGINE,
    Deduction,
    MemberFacts,
    PointsLimit,
    Quote,
    QuoteLine,
    RefusedRule,
    Values,
)
from pos_member.domain.program import PointsRules, Program
from pos_member.domain.tender import TenderKind, TenderPlan

__all__ = [
    "ENGINE",
    "CouponFacts",
    "Deduction",
    "MemberFacts",
    "PointsLimit",
    "Quote",
    "QuoteLine",
    "RefusedRule",
    "quote",
]

POINTS_RULE = "points"


def quote(
    basket: Basket,
    *,
    program: Program,
    member: MemberFacts | None = None,
    coupons: Sequence[CouponFacts] = (),
    points_offered: int = 0,
    tenders: Sequence[TenderPlan] = (),
    at_ms: int,
) -> Quote:
    """Return the price of ``basket`` at the moment ``at_ms``.

    ``tenders`` decide what is earned; while there are none, all that points leave is taken to earn.

    Raises:
        Refused: ``currency_differs``.
    """
    if basket.currency != program.currency:
        raise Refused("currency_differs", basket=basket.currency, program=program.currency)
    bill = RunningBill(basket.lines)
    audience = None
    if program.promotions:
        audience = Audience(member, ShopDays(program.zone).wall_time(at_ms))
    used_groups = price_lines(bill, program, member, audience)
    if audience is not None:
        take_promotions(bill, program, audience, used_groups)
    if coupons:
        today = ShopDays(program.zone).calendar_day(at_ms)
        take_coupons(bill, program, coupons=coupons, member=member, today=today)
    due = sum(bill.payable)
    rules = program.points
    limit = burn_limit(rules, due, member.points_burnable) if member else NOTHING
    burn = _burn(bill, rules, limit, points_offered, member)
    paid = _earning_minor(due, burn.minor, tenders, program) if member else 0
    blocked, blocked_values = _blocked(basket, program, member, at_ms)
    return Quote(
        engine_version=ENGINE,
        program_version=program.version,
        currency=program.currency,
        at_ms=at_ms,
        lines=bill.quote_lines(),
        list_minor=sum(bill.listed),
        due_minor=due,
        deductions=bill.by_rule(),
        points_limit=PointsLimit(
            limit.points, limit.minor, rules.step_points, rules.step_minor, rules.minimum_points
        ),
        points_taken=burn.points,
        points_taken_minor=burn.minor,
        points_earned=earned(rules, paid, _multiplier(program, member)),
        qualifying=paid,
        refused=tuple(bill.refused),
        blocked=blocked,
        blocked_values=blocked_values,
    )


def _blocked(
    basket: Basket, program: Program, member: MemberFacts | None, at_ms: int
) -> tuple[str | None, Values]:
    """Return why the basket cannot be paid as it is, if so."""
    if unknown := basket.unknown_lines:
        return "unknown_lines", {"lines": unknown}
    if not program.gates:
        return None, {}
    goods = [(line.sku, line.category) for line in basket.lines]
    passes = program.tiers_up_to(member.tier_id) if member else ()
    today = ShopDays(program.zone).calendar_day(at_ms)
    gate = first_shut(program.gates, goods, passes, today)
    if gate is None:
        return None, {}
    tier = program.tier_by_id[gate.from_tier].name
    named = {"gate_zh": gate.name.zh, "gate_en": gate.name.en}
    return "goods_gated", {**named, "tier_zh": tier.zh, "tier_en": tier.en}


def _burn(
    bill: RunningBill,
    rules: PointsRules,
    limit: Burn,
    offered: int,
    member: MemberFacts | None,
) -> Burn:
    """Return what is burnt of the points offered, noting why it is less."""
    if offered <= 0:
        return NOTHING
    if member is None:
        bill.refuse(POINTS_RULE, "points_without_member", {})
        return NOTHING
    burn = taken(rules, limit, offered)
    if offered > limit.points:
        bill.refuse(POINTS_RULE, "points_over_limit", {"limit": limit.points})
    elif burn.points < offered < max(1, rules.minimum_points):
        bill.refuse(POINTS_RULE, "points_below_minimum", {"minimum": rules.minimum_points})
    elif burn.points < offered:
        bill.refuse(POINTS_RULE, "points_whole_steps", {"step": rules.step_points})
    return burn


def _earning_minor(
    due: int, by_points: int, tenders: Iterable[TenderPlan], program: Program
) -> int:
    """Return the part of ``due`` that earns: what is paid, less points, bonus by the setting.

    What rounding the cash gives away was not paid, and what it takes was.
    """
    cash: int | None = None
    points = others = bonus = 0
    for tender in tenders:
        if tender.kind is TenderKind.CASH:
            cash = tender.amount_minor
        elif tender.kind is TenderKind.POINTS:
            points += tender.amount_minor
        else:
            others += tender.amount_minor
            bonus += tender.bonus_minor
    points = points or by_points
    rest = due - points - others
    rounding = 0
    if cash is not None and cash == round_cash(
        rest, program.cash.coin_minor, program.cash.rounding
    ):
        rounding = rest - cash
    return max(0, due - points - rounding - (0 if program.points.bonus_earns else bonus))


def _multiplier(program: Program, member: MemberFacts | None) -> int:
    """Return the better one of the tier's multiplier and those of the member's segments."""
    if member is None:
        return int(WHOLE_BP)
    tier = program.tier_by_id.get(member.tier_id)
    known = program.segment_multipliers
    found = [known[each] for each in member.segments if each in known]
    found += [tier.points_multiplier_bp] if tier else []
    return max(found, default=int(WHOLE_BP))
