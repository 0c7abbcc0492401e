"""The promotions of sets and thresholds worked out piece by piece: no index and no short cut."""

from collections import Counter

from pos_member.domain.money import ONE, WHOLE_BP, allocate_within, at_rate, divide_half_away
from pos_member.domain.pricing_audience import Audience
from pos_member.domain.pricing_running import RunningBill
from pos_member.domain.pricing_values import Deduction
from pos_member.domain.program import Program
from pos_member.domain.promotion import LINE_KINDS, Promotion, PromotionKind


def take_promotions(
    bill: RunningBill, program: Program, audience: Audience, used_groups: set[str]
) -> None:
    """Do what ``pricing_promotions.take_promotions`` does."""
    last = PromotionKind.THRESHOLD
    others = [each for each in program.promotions if each.kind not in LINE_KINDS]
    for each in sorted(others, key=lambda each: (each.kind is last, -each.priority)):
        places = [i for i in range(len(bill.lines)) if takes_part(bill, each, i)]
        if not places or not audience.has(each):
            continue
        if each.group and each.group in used_groups:
            bill.refuse(each.rule_id, "promotion_excluded", each.words)
        elif take(bill, each, places) and each.group:
            used_groups.add(each.group)


def takes_part(bill: RunningBill, promotion: Promotion, place: int) -> bool:
    line, scope = bill.lines[place], promotion.scope
    if not line.known:
        return False
    if promotion.kind is PromotionKind.BUNDLE:
        return any(line.sku in item.skus for item in promotion.items)
    reduced = scope.excludes_reduced and bill.deductions[place]
    return bool(bill.payable[place]) and not reduced and scope.holds(line.sku, line.category)


def take(bill: RunningBill, promotion: Promotion, places: list[int]) -> bool:
    most = 10**9 if promotion.most is None else promotion.most
    if promotion.kind is PromotionKind.THRESHOLD:
        return threshold(bill, promotion, places, most)
    pieces = [
        place
        for place in places
        if not bill.lines[place].weighed
        and bill.lines[place].quantity % ONE == 0
        and bill.payable[place]
        for _ in range(bill.lines[place].quantity // ONE)
    ]
    count = Counter(pieces)
    pieces.sort(key=lambda place: (-(bill.payable[place] * 10**8 // count[place]), place))
    chosen: Counter[int] = Counter()
    bundles = 0
    if promotion.kind is PromotionKind.BUNDLE:
        of = [[p for p in pieces if bill.lines[p].sku in item.skus] for item in promotion.items]
        whole = [len(own) // item.count for own, item in zip(of, promotion.items, strict=True)]
        bundles = min(most, *whole)
        for own, item in zip(of, promotion.items, strict=True):
            chosen.update(own[: bundles * item.count])
    else:
        chosen = reduced(bill, promotion, pieces, most)
    rate_off = WHOLE_BP - (promotion.rate_bp if promotion.kind is PromotionKind.NTH_ITEM else 0)
    weights = {
        place: divide_half_away(
            bill.payable[place] * chosen[place] * rate_off, count[place] * WHOLE_BP
        )
        for place in sorted(chosen)
    }
    return share(bill, promotion, weights, sum(weights.values()) - promotion.amount_minor * bundles)


def reduced(bill: RunningBill, promotion: Promotion, pieces: list[int], most: int) -> Counter[int]:
    def series_of(place: int) -> str:
        return bill.lines[place].sku if promotion.same_goods else ""

    chosen: Counter[int] = Counter()
    for name in dict.fromkeys(series_of(place) for place in sorted(pieces)):
        one = [place for place in pieces if series_of(place) == name]
        if promotion.kind is PromotionKind.NTH_ITEM:
            nth = one[promotion.every - 1 :: promotion.every][:most]
            most -= len(nth)
            chosen.update(nth)
        else:
            sets = min(most, len(one) // (promotion.buy + promotion.get))
            most -= sets
            cheapest = sorted(one, key=lambda p: (bill.payable[p] * 10**8 // pieces.count(p), p))
            chosen.update(cheapest[: sets * promotion.get])
    return chosen


def threshold(bill: RunningBill, promotion: Promotion, places: list[int], most: int) -> bool:
    weights = {place: bill.payable[place] for place in places}
    running = sum(weights.values())
    met = [step for step in promotion.steps if step.full_minor <= running]
    if not met:
        least = promotion.steps[0].full_minor
        missing = {"minimum_minor": least, "missing_minor": least - running}
        bill.refuse(promotion.rule_id, "promotion_minimum", {**promotion.words, **missing})
        return False
    step = met[-1]
    times = min(most, running // step.full_minor if promotion.each else 1)
    off = step.off_minor * times or running - at_rate(running, step.rate_bp)
    return share(bill, promotion, weights, off)


def share(bill: RunningBill, promotion: Promotion, weights: dict[int, int], off: int) -> bool:
    if promotion.cap_minor is not None:
        off = min(off, promotion.cap_minor)
    places = [place for place in weights if weights[place]]
    if off <= 0 or not places:
        return False
    rooms = [
        min(weights[p], bill.payable[p] - bill.floors[p])
        if not bill.has_floors
        else bill.payable[p] - bill.floors[p]
        for p in places
    ]
    parts = allocate_within(off, [weights[p] for p in places], rooms)
    for place, part in zip(places, parts, strict=True):
        if part:
            bill.take_off(place, Deduction(promotion.rule_id, "promotion", promotion.words, part))
    return any(parts)
