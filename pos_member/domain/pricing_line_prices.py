"""The first stage: every line at its best price.

The lowest of list price, manual price, member price, line promotions and tier discount counts; the
tier discount is taken on top of another price only where the program says so. Of equal prices the
first in that order gives the reason. A line is rounded once, on its total. No rule takes a line
below its floor; a price set by hand may.
"""

from typing import NamedTuple

from pos_member.domain.basket import BasketLine
from pos_member.domain.money import ONE, WHOLE_BP, divide_half_away
from pos_member.domain.pricing_audience import Audience
from pos_member.domain.pricing_running import RunningBill
from pos_member.domain.pricing_values import Deduction, MemberFacts, Values
from pos_member.domain.program import ANY_CATEGORY, Program, StacksOn, Tier
from pos_member.domain.promotion import Promotion, PromotionKind
from pos_member.domain.tier import rate_of

_PER_RATE = ONE * WHOLE_BP
_PER_RATES = _PER_RATE * WHOLE_BP
MEMBER_PRICE = "member_price"
MANUAL_PRICE = "manual_price"
_NO_VALUES: Values = {}


class _Rate(NamedTuple):
    """What the tier pays in a category, and the words of its deduction."""

    rate_bp: int
    rule_id: str
    values: Values


class _Price(NamedTuple):
    """A unit price below the list price, and why; an empty rule is the list price itself."""

    unit_minor: int
    rule_id: str
    values: Values
    stacks: bool
    rate_bp: int = int(WHOLE_BP)
    group: str = ""
    reason: str = ""

    def total(self, quantity: int, rate_bp: int = int(WHOLE_BP)) -> int:
        """Return what ``quantity`` costs at it, with a tier's rate on top."""
        return divide_half_away(self.unit_minor * quantity * self.rate_bp * rate_bp, _PER_RATES)


def price_lines(
    bill: RunningBill, program: Program, member: MemberFacts | None, audience: Audience | None
) -> set[str]:
    """Give every known line of ``bill`` its list price and the deductions to its best price.

    Return the exclusivity groups of which a promotion gave a line its price. Without an
    ``audience`` there are no promotions.
    """
    tier = _tier_of(bill, program, member)
    rates: dict[str, _Rate | None] = {}
    used_groups: set[str] = set()
    stacks = StacksOn.PROMOTION in program.tier_stacks_on
    for place, line in enumerate(bill.lines):
        if not line.known:
            continue
        category = line.category
        if category not in rates:
            rates[category] = _rate(tier, category)
        plain = line.manual_price_minor is None and not line.floor_minor
        plain = plain and (member is None or line.member_price_minor is None)
        promoted = _promoted(line, program, audience) if audience is not None else []
        if plain and not (stacks and promoted):
            used_groups.add(_price_plain_line(bill, place, promoted, rates[category]))
        else:
            found = [_promotion_price(line, each, stacks=stacks) for each in promoted]
            prices = _prices(line, program, found, as_member=member is not None)
            used_groups.add(_price_line(bill, place, prices, rates[category]))
    used_groups.discard("")
    return used_groups


def _tier_of(bill: RunningBill, program: Program, member: MemberFacts | None) -> Tier | None:
    if member is None or not member.tier_id:
        return None
    tier = program.tier_by_id.get(member.tier_id)
    if tier is None:
        bill.refuse(f"tier/{member.tier_id}", "tier_unknown", {"tier": member.tier_id})
    return tier


def _rate(tier: Tier | None, category: str) -> _Rate | None:
    if tier is None:
        return None
    rate_bp = rate_of(tier, category)
    if rate_bp == WHOLE_BP:
        return None
    named = category if category in tier.rates else ANY_CATEGORY
    values: Values = {"tier_zh": tier.name.zh, "tier_en": tier.name.en, "rate_bp": int(rate_bp)}
    return _Rate(rate_bp, f"tier/{tier.tier_id}/{named}", values)


def _promoted(line: BasketLine, program: Program, audience: Audience) -> list[Promotion]:
    """Return the promotions of single lines that are on for it, the first of the program first."""
    sku, category = line.sku, line.category
    return [
        each
        for each in program.line_promotions.touching(sku, category)
        if (each.is_whole or each.scope.holds(sku, category)) and audience.has(each)
    ]


def _unit_and_rate(line: BasketLine, promotion: Promotion) -> tuple[int, int]:
    """Return what a piece costs with ``promotion``, and the rate that is paid of it."""
    unit, kind = line.unit_minor, promotion.kind
    if kind is PromotionKind.PERCENT:
        return unit, promotion.rate_bp
    if kind is PromotionKind.AMOUNT_OFF:
        return max(0, unit - promotion.amount_minor), WHOLE_BP
    return min(unit, promotion.amount_minor), WHOLE_BP


def _promotion_price(line: BasketLine, each: Promotion, *, stacks: bool) -> _Price:
    unit, rate = _unit_and_rate(line, each)
    return _Price(unit, each.rule_id, each.words, stacks, rate, each.group, "promotion")


def _prices(
    line: BasketLine, program: Program, promoted: list[_Price], *, as_member: bool
) -> list[_Price]:
    """Return the unit prices that stand for the line before its tier, the list price first.

    A manual price above the list price takes its place: it is a surcharge, and a member price for
    the plain goods says nothing about it.
    """
    manual, listed = line.manual_price_minor, line.unit_minor
    if manual is not None and manual > listed:
        return [_Price(manual, "", _NO_VALUES, stacks=True)]
    found = [_Price(listed, "", _NO_VALUES, stacks=True)]
    stacking = program.tier_stacks_on
    if manual is not None and manual < listed:
        values = {"reason": line.manual_reason}
        stacks = StacksOn.MANUAL_PRICE in stacking
        found.append(_Price(manual, MANUAL_PRICE, values, stacks, reason=MANUAL_PRICE))
    special = line.member_price_minor
    if as_member and special is not None and special < listed:
        stacks = StacksOn.MEMBER_PRICE in stacking
        found.append(_Price(special, MEMBER_PRICE, _NO_VALUES, stacks, reason=MEMBER_PRICE))
    return found + promoted


def _price_plain_line(
    bill: RunningBill, place: int, promoted: list[Promotion], rate: _Rate | None
) -> str:
    """Price a line that only one promotion or its tier can make cheaper: most lines.

    Return the exclusivity group that this used, if any.
    """
    line = bill.lines[place]
    exact = line.unit_minor * line.quantity
    listed = divide_half_away(exact, ONE)
    bill.listed[place] = bill.payable[place] = best = listed
    chosen: Promotion | None = None
    for each in promoted:
        unit, rate_bp = _unit_and_rate(line, each)
        total = divide_half_away(unit * line.quantity * rate_bp, _PER_RATE)
        if total < best:
            best, chosen = total, each
    if rate is not None:
        total = divide_half_away(exact * rate.rate_bp, _PER_RATE)
        if total < best:
            off = listed - total
            bill.take_off(place, Deduction(rate.rule_id, "tier_discount", rate.values, off))
            return ""
    if chosen is None:
        return ""
    off = listed - best
    bill.take_off(place, Deduction(chosen.rule_id, "promotion", chosen.words, off))
    return chosen.group


def _price_line(bill: RunningBill, place: int, prices: list[_Price], rate: _Rate | None) -> str:
    """Give the line its best price; return the exclusivity group that this used, if any."""
    line = bill.lines[place]
    quantity = line.quantity
    listed = prices[0].total(quantity)
    floor = min(listed, divide_half_away(line.floor_minor * quantity, ONE))
    # Judged with the floor, or a rule that it stops would beat a price set by hand below it.
    totals = [
        price.total(quantity)
        if price.rule_id == MANUAL_PRICE
        else max(floor, price.total(quantity))
        for price in prices
    ]
    bill.listed[place] = bill.payable[place] = listed
    best = totals.index(min(totals))
    if rate is not None:
        payable, under = min(
            (max(min(floor, totals[i]), price.total(quantity, rate.rate_bp)), i)
            for i, price in enumerate(prices)
            if price.stacks
        )
        if payable < totals[best]:
            best = under
            _go_down(bill, place, prices[best], totals[best])
            off = totals[best] - payable
            bill.take_off(place, Deduction(rate.rule_id, "tier_discount", rate.values, off))
    if bill.payable[place] > totals[best]:
        _go_down(bill, place, prices[best], totals[best])
    bill.floors[place] = min(floor, bill.payable[place])
    return prices[best].group


def _go_down(bill: RunningBill, place: int, price: _Price, to_minor: int) -> None:
    off = bill.payable[place] - to_minor
    if off:
        bill.take_off(place, Deduction(price.rule_id, price.reason, price.values, off))
