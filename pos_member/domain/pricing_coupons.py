"""The coupon stage: an amount, a rate or goods in exchange, judged on what the stages before left.

Coupons are taken in the program's order, whatever order they were shown in, and each is judged on
the running amount. What is taken off is allocated to the lines that take part, so that every line
knows what was paid for it.
"""

from collections.abc import Sequence
from fractions import Fraction

from pos_member.domain.coupon import CouponFacts, why_not
from pos_member.domain.money import divide_half_away
from pos_member.domain.pricing_running import RunningBill, Why
from pos_member.domain.pricing_values import MemberFacts
from pos_member.domain.program import CouponTemplate, Program


def take_coupons(
    bill: RunningBill,
    program: Program,
    *,
    coupons: Sequence[CouponFacts],
    member: MemberFacts | None,
    today: str,
) -> None:
    """Take off what ``coupons`` give; those that do not hold are noted with their reason.

    ``today`` is the calendar day in the shop.
    """
    places = program.coupon_places
    last = len(places)
    ordered = sorted(coupons, key=lambda each: (places.get(each.template_id, last), each.coupon_id))
    member_id = member.member_id if member else None
    seen: set[str] = set()
    used = 0
    for coupon in ordered:
        rule_id = f"coupon/{coupon.template_id}"
        why = why_not(coupon, program, member_id=member_id, today=today)
        if why is None and coupon.coupon_id in seen:
            why = "coupon_twice", {}
        elif why is None and used >= program.coupons_per_sale:
            why = "coupon_limit", {"limit": program.coupons_per_sale}
        seen.add(coupon.coupon_id)
        if why is not None:
            bill.refuse(rule_id, why[0], {"coupon": coupon.coupon_id, **why[1]})
        elif _take_off(bill, program.coupons[places[coupon.template_id]], coupon, rule_id):
            used += 1


def _take_off(
    bill: RunningBill, template: CouponTemplate, coupon: CouponFacts, rule_id: str
) -> bool:
    """Take the coupon off the lines that take part; say whether it held."""
    named: dict[str, str | int] = {
        "coupon": coupon.coupon_id,
        "coupon_zh": template.name.zh,
        "coupon_en": template.name.en,
    }
    taking_part = _taking_part(bill, template)
    weights = [bill.payable[place] for place in taking_part]
    running = sum(weights)
    if running < template.minimum_minor:
        missing = template.minimum_minor - running
        amounts = {"minimum_minor": template.minimum_minor, "missing_minor": missing}
        bill.refuse(rule_id, "coupon_minimum", {**named, **amounts})
        return False
    if template.pieces:
        taking_part, weights = _dearest(bill, taking_part, template.pieces)
    parts = bill.share_out(template.off(sum(weights)), taking_part, weights)
    if not bill.take_parts(taking_part, parts, Why(rule_id, "coupon", named)):
        bill.refuse(rule_id, "coupon_nothing", named)
        return False
    return True


def _taking_part(bill: RunningBill, template: CouponTemplate) -> list[int]:
    """Return the places of the lines that the coupon counts."""
    reduced_too = not template.excludes_reduced
    return [
        place
        for place, line in enumerate(bill.lines)
        if template.reaches(line.category, line.sku) and (reduced_too or not bill.deductions[place])
    ]


def _dearest(bill: RunningBill, places: list[int], pieces: int) -> tuple[list[int], list[int]]:
    """Return the lines of the ``pieces`` dearest pieces at ``places``, and what these cost.

    A line's pieces cost alike, rounded half away together; what was weighed is one piece.
    """
    counts = {place: bill.lines[place].pieces for place in places}
    order = sorted(places, key=lambda place: (Fraction(-bill.payable[place], counts[place]), place))
    found: dict[int, int] = {}
    for place in order:
        taken = min(pieces, counts[place])
        if not taken:
            break
        pieces -= taken
        found[place] = divide_half_away(bill.payable[place] * taken, counts[place])
    return sorted(found), [found[place] for place in sorted(found)]
