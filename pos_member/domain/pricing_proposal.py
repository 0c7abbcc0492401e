"""Which of a member's coupons to use: the combination that leaves the least to pay.

Bounded: of the coupons that may be used at all the ``COUPONS_LOOKED_AT`` that promise most are
tried, in every combination that the program allows up to ``COMBINATIONS_MAX``; within these bounds
the answer is exact.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from pos_member.domain.basket import Basket
from pos_member.domain.clock import ShopDays
from pos_member.domain.coupon import CouponFacts, why_not
from pos_member.domain.pricing import quote
from pos_member.domain.pricing_values import MemberFacts
from pos_member.domain.program import Program

COUPONS_LOOKED_AT = 12
COMBINATIONS_MAX = 300


def best_coupons(
    basket: Basket,
    *,
    program: Program,
    member: MemberFacts | None,
    held: Sequence[CouponFacts],
    at_ms: int,
) -> tuple[CouponFacts, ...]:
    """Return the coupons of ``held`` that make ``basket`` cheapest.

    Of equally cheap choices the fewest coupons, and of these those that run out first.

    Raises:
        Refused: ``currency_differs``.
    """
    best: tuple[CouponFacts, ...] = ()
    least = quote(basket, program=program, member=member, at_ms=at_ms).due_minor
    usable = _usable(program, member, held, at_ms)
    candidates = _most_promising(program, usable, least)
    for chosen in islice(_combinations(candidates, program.coupons_per_sale), COMBINATIONS_MAX):
        made = quote(basket, program=program, member=member, coupons=chosen, at_ms=at_ms)
        if made.due_minor < least:
            best, least = chosen, made.due_minor
    return best


def _usable(
    program: Program, member: MemberFacts | None, held: Sequence[CouponFacts], at_ms: int
) -> list[CouponFacts]:
    today = ShopDays(program.zone).calendar_day(at_ms)
    member_id = member.member_id if member else None
    return [
        each
        for each in {each.coupon_id: each for each in held}.values()
        if why_not(each, program, member_id=member_id, today=today) is None
    ]


def _most_promising(program: Program, usable: list[CouponFacts], due: int) -> list[CouponFacts]:
    """Return those that take most off a bill of ``due``; what runs out first stands first."""

    def promise(coupon: CouponFacts) -> int:
        return program.coupons[program.coupon_places[coupon.template_id]].off(due)

    most = sorted(usable, key=lambda each: (-promise(each), each.coupon_id))
    return sorted(
        most[:COUPONS_LOOKED_AT],
        key=lambda each: (not each.last_day, each.last_day, each.coupon_id),
    )


def _combinations(candidates: list[CouponFacts], most: int) -> Iterator[tuple[CouponFacts, ...]]:
    for size in range(1, min(most, len(candidates)) + 1):
        yield from combinations(candidates, size)
