"""Writes a program as the document that ``program_document`` reads, no default left out."""

from pos_member.domain.amounts import digits_of
from pos_member.domain.canonical import JsonValue
from pos_member.domain.goods_gate import write_gate
from pos_member.domain.money import format_minor
from pos_member.domain.package import write_package
from pos_member.domain.program import (
    CouponTemplate,
    LeaseRules,
    PointsRules,
    Program,
    StoredValueRules,
    TopUpOffer,
)
from pos_member.domain.program_document import DAY_MS, SCHEMA
from pos_member.domain.promotion_document import write_promotion
from pos_member.domain.return_rules import write_return_rules
from pos_member.domain.segment import write_segment
from pos_member.domain.tier_document import write_tier, write_tier_rules

_Fields = dict[str, JsonValue]


def write_program(program: Program) -> _Fields:
    """Return the document of ``program``; reading it gives an equal program."""
    amount = _Amounts(program.currency)
    return {
        "schema": SCHEMA,
        "version": program.version,
        "valid_from_ms": program.valid_from_ms,
        "currency": program.currency,
        "zone": program.zone,
        "day_cut_hour": program.day_cut_hour,
        "tiers": [write_tier(tier, amount.digits) for tier in program.tiers],
        "tier_rules": write_tier_rules(program.tier_rules, amount.digits),
        "tier_stacks_on": [each.value for each in program.tier_stacks_on],
        "segments": [write_segment(each) for each in program.segments],
        "gates": [write_gate(each) for each in program.gates],
        "promotions": [write_promotion(each, amount.digits) for each in program.promotions],
        "points": _points(program.points, amount),
        "stored_value": _stored_value(program.stored_value, amount),
        "coupons": [_coupon(each, amount) for each in program.coupons],
        "coupons_per_sale": program.coupons_per_sale,
        "packages": [write_package(each) for each in program.packages],
        "cash": {
            "coin": amount(program.cash.coin_minor),
            "rounding": program.cash.rounding.value,
        },
        "approvals": {
            "bonus_max": amount.or_none(program.approvals.bonus_minor_max),
            "price_override_bp_max": program.approvals.price_override_bp_max,
            "offline_spend_without_code": program.approvals.offline_spend_without_code,
        },
        "spending": {
            "single_max": amount.or_none(program.spending.single_minor_max),
            "day_max": amount.or_none(program.spending.day_minor_max),
        },
        "leases": _leases(program.leases, amount),
        "returns": write_return_rules(program.returns),
    }


class _Amounts:
    """Writes minor units of one currency as decimal texts."""

    def __init__(self, currency: str) -> None:
        self.digits = digits_of(currency)

    def __call__(self, minor: int) -> str:
        return format_minor(minor, self.digits)

    def or_none(self, minor: int | None) -> str | None:
        return None if minor is None else self(minor)


def _points(rules: PointsRules, amount: _Amounts) -> _Fields:
    return {
        "earn_points": rules.earn_points,
        "earn_per": amount(rules.earn_per_minor),
        "step_points": rules.step_points,
        "step": amount(rules.step_minor),
        "minimum_points": rules.minimum_points,
        "share_of_bill_bp": rules.share_of_bill_bp,
        "bonus_earns": rules.bonus_earns,
        "lifetime_days": rules.lifetime_days,
    }


def _stored_value(rules: StoredValueRules, amount: _Amounts) -> _Fields:
    return {
        "offers": [_offer(offer, amount) for offer in rules.offers],
        "free_multiple": amount(rules.free_multiple_minor),
        "free_takes_lower_offer": rules.free_takes_lower_offer,
        "minimum": amount(rules.minimum_minor),
        "maximum": amount.or_none(rules.maximum_minor),
        "order": rules.order.value,
        "balance_cap": amount.or_none(rules.balance_cap_minor),
    }


def _offer(offer: TopUpOffer, amount: _Amounts) -> _Fields:
    fields: _Fields = {
        "id": offer.offer_id,
        "pay": amount(offer.pay_minor),
        "bonus": amount(offer.bonus_minor),
        "points": offer.points,
    }
    if offer.label.zh:
        fields["label"] = {**offer.label.to_json()}
    return fields


def _coupon(template: CouponTemplate, amount: _Amounts) -> _Fields:
    return {
        "id": template.template_id,
        "name": {**template.name.to_json()},
        "minimum": amount(template.minimum_minor),
        **_taken_off(template, amount),
        "categories": list(template.categories),
        "skus": list(template.skus),
        "pieces": template.pieces,
        "excluded_categories": list(template.excluded_categories),
        "excludes_reduced": template.excludes_reduced,
        "offline_ok": template.offline_ok,
        "valid_days": template.valid_days,
    }


def _taken_off(template: CouponTemplate, amount: _Amounts) -> _Fields:
    if template.amount_minor:
        return {"amount": amount(template.amount_minor)}
    most = template.most_minor
    return {"rate_bp": int(template.rate_bp), "most": None if most is None else amount(most)}


def _leases(rules: LeaseRules, amount: _Amounts) -> _Fields:
    return {
        "share_bp": rules.policy.share_bp,
        "cap": amount(rules.policy.cap_minor),
        "points_cap": rules.policy.cap_points,
        "valid_days": rules.policy.valid_ms // DAY_MS,
        "spread": rules.policy.spread.value,
        "tills": rules.policy.tills,
        "max_single": amount(rules.max_single_minor),
        "wait_ms": rules.wait_ms,
    }
