"""Promotions of sets of goods, and threshold reductions, on what the line prices left.

They are taken in the program's order by priority, sets before thresholds, each judged on the
running amount. Of an exclusivity group only the first that gives something takes. Pieces are whole
ones: what is weighed takes part in thresholds only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pos_member.domain.money import ONE, WHOLE_BP, at_rate, divide_half_away
from pos_member.domain.pricing_audience import Audience
from pos_member.domain.pricing_running import RunningBill
from pos_member.domain.pricing_values import Deduction, Values
from pos_member.domain.program import Program
from pos_member.domain.promotion import Promotion, PromotionKind, Scope


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The pieces of a line."""

    place: int
    count: int
    payable: int


def take_promotions(
    bill: RunningBill, program: Program, audience: Audience, used_groups: set[str]
) -> None:
    """Take off what the program's promotions of sets and thresholds give.

    ``used_groups`` are the exclusivity groups of which something was given already.
    """
    goods = _Goods(bill)
    for promotion in program.bill_promotions:
        if not audience.has(promotion):
            continue
        places = goods.of(promotion)
        if not places:
            continue
        if promotion.group and promotion.group in used_groups:
            bill.refuse(promotion.rule_id, "promotion_excluded", _values(promotion))
        elif _take(bill, promotion, places) and promotion.group:
            used_groups.add(promotion.group)


class _Goods:
    """The places of the lines by sku and category, so that a rule looks only at its own."""

    def __init__(self, bill: RunningBill) -> None:
        self._bill = bill
        self._by_sku: dict[str, list[int]] = {}
        self._by_category: dict[str, list[int]] = {}
        for place, line in enumerate(bill.lines):
            if line.known:
                self._by_sku.setdefault(line.sku, []).append(place)
                self._by_category.setdefault(line.category, []).append(place)

    def of(self, promotion: Promotion) -> list[int]:
        """Return the places of the lines that take part in ``promotion``."""
        scope = promotion.scope
        if promotion.kind is PromotionKind.BUNDLE:
            skus = [sku for item in promotion.items for sku in item.skus]
            return _at(self._by_sku, skus)
        bill = self._bill
        return [
            place
            for place in self._named(scope)
            if bill.payable[place]
            and not (scope.excludes_reduced and bill.deductions[place])
            and scope.holds(bill.lines[place].sku, bill.lines[place].category)
        ]

    def _named(self, scope: Scope) -> Sequence[int]:
        if not scope.categories and not scope.skus:
            return range(len(self._bill.lines))
        found = _at(self._by_category, scope.categories)
        if not scope.skus:
            return found
        return sorted({*found, *_at(self._by_sku, scope.skus)})


def _at(places: Mapping[str, list[int]], keys: Sequence[str]) -> list[int]:
    return sorted(place for key in set(keys) for place in places.get(key, ()))


def _take(bill: RunningBill, promotion: Promotion, places: list[int]) -> bool:
    """Take the promotion off the lines at ``places``; say whether it gave anything."""
    if promotion.kind is PromotionKind.THRESHOLD:
        return _take_threshold(bill, promotion, places)
    pieces = _pieces(bill, places)
    if promotion.kind is PromotionKind.BUNDLE:
        weights = _bundle(bill, promotion, pieces)
        off = sum(weights.values()) - promotion.amount_minor * _bundles(bill, promotion, pieces)
    else:
        weights = _reduced(bill, promotion, pieces)
        off = sum(weights.values())
    return _share_out(bill, promotion, weights, off)


def _pieces(bill: RunningBill, places: Sequence[int]) -> list[_Pieces]:
    return [
        _Pieces(place, bill.lines[place].quantity // ONE, bill.payable[place])
        for place in places
        if not bill.lines[place].weighed
        and bill.lines[place].quantity % ONE == 0
        and bill.payable[place]
    ]


def _dearest_first(pieces: Sequence[_Pieces]) -> list[_Pieces]:
    """Return the lines by the price of a piece, equal ones in the order of the basket."""
    # Compared as whole numbers: a hundred-millionth of a fen decides nothing that rounds.
    return sorted(pieces, key=lambda each: (-(each.payable * 10**8 // each.count), each.place))


def _reduced(bill: RunningBill, promotion: Promotion, pieces: list[_Pieces]) -> dict[int, int]:
    """Return what an n-th item or the cheapest of a set take off, by place."""
    series: dict[str, list[_Pieces]] = {}
    for each in pieces:
        key = bill.lines[each.place].sku if promotion.same_goods else ""
        series.setdefault(key, []).append(each)
    left = promotion.most
    found: dict[int, int] = {}
    for one in series.values():
        if promotion.kind is PromotionKind.NTH_ITEM:
            counts, used = _nth(promotion.every, one, left)
        else:
            counts, used = _cheapest(promotion, one, left)
        left = None if left is None else left - used
        for each, count in counts:
            rate_off = WHOLE_BP - promotion.rate_bp
            if promotion.kind is PromotionKind.BUY_GET:
                rate_off = int(WHOLE_BP)
            found[each.place] = divide_half_away(
                each.payable * count * rate_off, each.count * WHOLE_BP
            )
    return found


def _nth(
    every: int, pieces: list[_Pieces], most: int | None
) -> tuple[list[tuple[_Pieces, int]], int]:
    """Return how many pieces of each line are an n-th one, counted from the dearest on."""
    counts, before, used = [], 0, 0
    for each in _dearest_first(pieces):
        count = (before + each.count) // every - before // every
        if most is not None:
            count = min(count, most - used)
        counts.append((each, count))
        before += each.count
        used += count
    return counts, used


def _cheapest(
    promotion: Promotion, pieces: list[_Pieces], most: int | None
) -> tuple[list[tuple[_Pieces, int]], int]:
    """Return how many pieces of each line are free: the cheapest of all, for each whole set."""
    sets = sum(each.count for each in pieces) // (promotion.buy + promotion.get)
    if most is not None:
        sets = min(sets, most)
    left = sets * promotion.get
    counts = []
    for each in sorted(pieces, key=lambda each: (each.payable * 10**8 // each.count, each.place)):
        count = min(each.count, left)
        counts.append((each, count))
        left -= count
    return counts, sets


def _bundles(bill: RunningBill, promotion: Promotion, pieces: list[_Pieces]) -> int:
    """Return how many whole bundles the pieces make."""
    most = promotion.most
    counts = [
        sum(each.count for each in pieces if bill.lines[each.place].sku in item.skus) // item.count
        for item in promotion.items
    ]
    return min(counts) if most is None else min(most, *counts)


def _bundle(bill: RunningBill, promotion: Promotion, pieces: list[_Pieces]) -> dict[int, int]:
    """Return what the pieces of whole bundles cost so far, by place: of each item the dearest."""
    bundles = _bundles(bill, promotion, pieces)
    found: dict[int, int] = {}
    for item in promotion.items:
        left = bundles * item.count
        own = [each for each in pieces if bill.lines[each.place].sku in item.skus]
        for each in _dearest_first(own):
            count = min(each.count, left)
            left -= count
            if count:
                found[each.place] = divide_half_away(each.payable * count, each.count)
    return found


def _take_threshold(bill: RunningBill, promotion: Promotion, places: list[int]) -> bool:
    weights = {place: bill.payable[place] for place in places}
    running = sum(weights.values())
    met = [step for step in promotion.steps if step.full_minor <= running]
    if not met:
        least = promotion.steps[0].full_minor
        missing = {"minimum_minor": least, "missing_minor": least - running}
        bill.refuse(promotion.rule_id, "promotion_minimum", {**_values(promotion), **missing})
        return False
    step = met[-1]
    if not step.off_minor:
        return _share_out(bill, promotion, weights, running - at_rate(running, step.rate_bp))
    times = running // step.full_minor if promotion.each else 1
    if promotion.most is not None:
        times = min(times, promotion.most)
    return _share_out(bill, promotion, weights, step.off_minor * times)


def _share_out(
    bill: RunningBill, promotion: Promotion, weights: Mapping[int, int], off: int
) -> bool:
    """Take ``off`` off the lines in proportion to ``weights``, within the promotion's cap."""
    if promotion.cap_minor is not None:
        off = min(off, promotion.cap_minor)
    places = [place for place, weight in weights.items() if weight]
    if off <= 0 or not places:
        return False
    places.sort()
    parts = bill.share_out(off, places, [weights[place] for place in places])
    values = _values(promotion)
    for place, part in zip(places, parts, strict=True):
        if part:
            bill.take_off(place, Deduction(promotion.rule_id, "promotion", values, part))
    return any(parts)


def _values(promotion: Promotion) -> Values:
    return {"promotion_zh": promotion.name.zh, "promotion_en": promotion.name.en}
