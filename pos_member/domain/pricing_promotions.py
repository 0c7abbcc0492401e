"""Promotions of sets of goods, and threshold reductions, on what the line prices left.

They are taken in the program's order by priority, sets before thresholds, each judged on the
running amount. Of an exclusivity group only the first that gives something takes. Pieces are whole
ones: what is weighed takes part in thresholds only.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pos_member.domain.money import ONE, WHOLE_BP, at_rate, divide_half_away
from pos_member.domain.pricing_audience import Audience
from pos_member.domain.pricing_running import RunningBill, Why
from pos_member.domain.program import Program
from pos_member.domain.promotion import Promotion, PromotionKind, Scope


class _Pieces(NamedTuple):
    """The pieces of a line; a tuple, because a quote makes a hundred of them."""

    place: int
    pieces: int
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
            bill.refuse(promotion.rule_id, "promotion_excluded", promotion.words)
        elif _take(bill, promotion, places) and promotion.group:
            used_groups.add(promotion.group)


class _Goods:
    """The places of the lines by sku and category, so that a rule looks only at its own."""

    def __init__(self, bill: RunningBill) -> None:
        self._bill = bill
        self._by_sku: dict[str, list[int]] = {}
        self._by_category: dict[str, list[int]] = {}
        self._known: list[int] = []
        for place, line in enumerate(bill.lines):
            if line.known:
                self._known.append(place)
                self._by_sku.setdefault(line.sku, []).append(place)
                self._by_category.setdefault(line.category, []).append(place)

    def of(self, promotion: Promotion) -> list[int]:
        """Return the places of the lines that take part in ``promotion``."""
        if promotion.kind is PromotionKind.BUNDLE:
            return _at(self._by_sku, promotion.bundle_skus)
        scope, bill = promotion.scope, self._bill
        named = self._named(scope)
        if promotion.is_whole:
            return [place for place in named if bill.payable[place]]
        return [
            place
            for place in named
            if bill.payable[place]
            and not (scope.excludes_reduced and bill.deductions[place])
            and scope.holds(bill.lines[place].sku, bill.lines[place].category)
        ]

    def _named(self, scope: Scope) -> Sequence[int]:
        if not scope.categories and not scope.skus:
            return self._known
        found = _at(self._by_category, scope.categories)
        if not scope.skus:
            return found
        return sorted({*found, *_at(self._by_sku, scope.skus)})


def _at(places: Mapping[str, list[int]], keys: Sequence[str]) -> list[int]:
    """Return the places under ``keys`` in the order of the basket."""
    if len(keys) == 1:
        return places.get(keys[0], [])
    found = [place for key in dict.fromkeys(keys) for place in places.get(key, ())]
    found.sort()
    return found


def _take(bill: RunningBill, promotion: Promotion, places: list[int]) -> bool:
    """Take the promotion off the lines at ``places``; say whether it gave anything."""
    if promotion.kind is PromotionKind.THRESHOLD:
        return _take_threshold(bill, promotion, places)
    pieces = _pieces(bill, places)
    if promotion.kind is PromotionKind.BUNDLE:
        bundles = _bundles(bill, promotion, pieces)
        weights = _bundle(bill, promotion, pieces, bundles)
        off = sum(weights.values()) - promotion.amount_minor * bundles
    else:
        weights = _reduced(bill, promotion, pieces)
        off = sum(weights.values())
    part = sorted(place for place, weight in weights.items() if weight)
    return _share_out(bill, promotion, part, [weights[place] for place in part], off)


def _pieces(bill: RunningBill, places: Sequence[int]) -> list[_Pieces]:
    lines, payable = bill.lines, bill.payable
    return [
        _Pieces(place, line.quantity // ONE, payable[place])
        for place in places
        if not (line := lines[place]).weighed and line.quantity % ONE == 0 and payable[place]
    ]


def _dearest_first(pieces: Sequence[_Pieces]) -> list[_Pieces]:
    """Return the lines by the price of a piece, equal ones in the order of the basket."""
    if len(pieces) == 1:
        return list(pieces)
    # Compared as whole numbers: a hundred-millionth of a fen decides nothing that rounds.
    return sorted(pieces, key=lambda each: (-(each.payable * 10**8 // each.pieces), each.place))


def _reduced(bill: RunningBill, promotion: Promotion, pieces: list[_Pieces]) -> dict[int, int]:
    """Return what an n-th item or the cheapest of a set take off, by place."""
    if not pieces:
        return {}
    series: dict[str, list[_Pieces]] = {}
    for each in pieces:
        key = bill.lines[each.place].sku if promotion.same_goods else ""
        series.setdefault(key, []).append(each)
    left = promotion.most
    paid_bp = promotion.rate_bp if promotion.kind is PromotionKind.NTH_ITEM else 0
    rate_off = WHOLE_BP - paid_bp
    found: dict[int, int] = {}
    for one in series.values():
        if promotion.kind is PromotionKind.NTH_ITEM:
            counts, used = _nth(promotion.every, one, left)
        else:
            counts, used = _cheapest(promotion, one, left)
        left = None if left is None else left - used
        for each, count in counts:
            if count:
                found[each.place] = divide_half_away(
                    each.payable * count * rate_off, each.pieces * WHOLE_BP
                )
    return found


def _nth(
    every: int, pieces: list[_Pieces], most: int | None
) -> tuple[list[tuple[_Pieces, int]], int]:
    """Return how many pieces of each line are an n-th one, counted from the dearest on."""
    counts, before, used = [], 0, 0
    for each in _dearest_first(pieces):
        count = (before + each.pieces) // every - before // every
        if most is not None:
            count = min(count, most - used)
        counts.append((each, count))
        before += each.pieces
        used += count
    return counts, used


def _cheapest(
    promotion: Promotion, pieces: list[_Pieces], most: int | None
) -> tuple[list[tuple[_Pieces, int]], int]:
    """Return how many pieces of each line are free: the cheapest of all, for each whole set."""
    sets = sum(each.pieces for each in pieces) // (promotion.buy + promotion.get)
    if most is not None:
        sets = min(sets, most)
    left = sets * promotion.get
    counts = []
    for each in sorted(pieces, key=lambda each: (each.payable * 10**8 // each.pieces, each.place)):
        count = min(each.pieces, left)
        counts.append((each, count))
        left -= count
    return counts, sets


def _bundles(bill: RunningBill, promotion: Promotion, pieces: list[_Pieces]) -> int:
    """Return how many whole bundles the pieces make."""
    most = promotion.most
    counts = [
        sum(each.pieces for each in pieces if bill.lines[each.place].sku in item.skus) // item.count
        for item in promotion.items
    ]
    return min(counts) if most is None else min(most, *counts)


def _bundle(
    bill: RunningBill, promotion: Promotion, pieces: list[_Pieces], bundles: int
) -> dict[int, int]:
    """Return what the pieces of whole bundles cost so far, by place: of each item the dearest."""
    found: dict[int, int] = {}
    if not bundles:
        return found
    for item in promotion.items:
        left = bundles * item.count
        own = [each for each in pieces if bill.lines[each.place].sku in item.skus]
        for each in _dearest_first(own):
            count = min(each.pieces, left)
            left -= count
            if count:
                found[each.place] = divide_half_away(each.payable * count, each.pieces)
    return found


def _take_threshold(bill: RunningBill, promotion: Promotion, places: list[int]) -> bool:
    weights = [bill.payable[place] for place in places]
    running = sum(weights)
    step = None
    for each in promotion.steps:
        if each.full_minor <= running:
            step = each
    if step is None:
        least = promotion.steps[0].full_minor
        missing = {"minimum_minor": least, "missing_minor": least - running}
        bill.refuse(promotion.rule_id, "promotion_minimum", {**promotion.words, **missing})
        return False
    if not step.off_minor:
        off = running - at_rate(running, step.rate_bp)
        return _share_out(bill, promotion, places, weights, off)
    times = running // step.full_minor if promotion.each else 1
    if promotion.most is not None:
        times = min(times, promotion.most)
    return _share_out(bill, promotion, places, weights, step.off_minor * times)


def _share_out(
    bill: RunningBill, promotion: Promotion, places: list[int], weights: list[int], off: int
) -> bool:
    """Take ``off`` off the lines in proportion to ``weights``, within the promotion's cap."""
    if promotion.cap_minor is not None:
        off = min(off, promotion.cap_minor)
    if off <= 0 or not places:
        return False
    parts = bill.share_out(off, places, weights)
    return bill.take_parts(places, parts, Why(promotion.rule_id, "promotion", promotion.words))
