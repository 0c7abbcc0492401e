"""The best coupons: checked against trying everything."""

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_member.domain.basket import BasketLine
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.pricing import quote
from pos_member.domain.pricing_proposal import COMBINATIONS_MAX, COUPONS_LOOKED_AT, best_coupons
from pos_member.domain.program import Program
from tests.support.priced import COUPONS, NOON_MS, basket, basket_lines, line, member, shop


def proposed(*lines: BasketLine, held: list[CouponFacts], program: Program | None = None):
    chosen = best_coupons(
        basket(*lines), program=program or shop(), member=member(), held=held, at_ms=NOON_MS
    )
    return [each.coupon_id for each in chosen]


def test_the_coupon_that_takes_off_more_is_proposed():
    held = [CouponFacts("ten", "c50"), CouponFacts("twenty", "care20"), CouponFacts("x", "gone")]
    assert proposed(line("a", "100.00", category="care"), held=held) == ["twenty"]
    assert proposed(line("a", "100.00", category="drinks"), held=held) == ["ten"]


def test_nothing_is_proposed_where_nothing_helps():
    assert proposed(line("a", "9.00"), held=[CouponFacts("ten", "c50")]) == []
    assert proposed(line("a", "99.00"), held=[]) == []


def test_of_equal_coupons_the_first_to_run_out_is_proposed():
    held = [
        CouponFacts("a", "c50"),
        CouponFacts("b", "c50", last_day="2026-12-31"),
        CouponFacts("c", "c50", last_day="2026-11-30"),
        CouponFacts("c", "c50", last_day="2026-11-30"),
    ]
    assert proposed(line("a", "100.00"), held=held) == ["c"]


def test_no_more_coupons_than_help():
    # 19.00 of care less 20.00 is nothing already: a second coupon would be wasted.
    held = [CouponFacts("ten", "c50"), CouponFacts("twenty", "care20")]
    program = shop(coupons_per_sale=3)
    assert proposed(line("a", "19.00"), held=held, program=program) == ["twenty"]


RATES = [
    {"id": "off20", "name": "8折", "rate_bp": 8000, "most": "30.00"},
    {"id": "one", "name": "兑换", "rate_bp": 0, "pieces": 1, "categories": ["care"]},
]
templates = st.sampled_from(["c50", "care20", "full", "off20", "one"])


@settings(max_examples=60)
@given(basket_lines(), st.lists(templates, max_size=4), st.integers(0, 4))
def test_trying_everything_finds_nothing_better(lines, kinds, most):
    held = [CouponFacts(f"k{place}", kind) for place, kind in enumerate(kinds)]
    program = shop(coupons=[*COUPONS, *RATES], coupons_per_sale=most)
    inputs = {"program": program, "member": member(), "at_ms": NOON_MS}
    chosen = best_coupons(basket(*lines), held=held, **inputs)
    every = chain.from_iterable(combinations(held, size) for size in range(len(held) + 1))
    least = min(quote(basket(*lines), coupons=each, **inputs).due_minor for each in every)
    made = quote(basket(*lines), coupons=chosen, **inputs)
    assert made.due_minor == least
    assert made.refused == ()


def test_the_search_is_bounded():
    # Thirteen coupons, the least of which promises little: it is not looked at.
    held = [CouponFacts(f"k{place:02d}", "c50") for place in range(COUPONS_LOOKED_AT)]
    held.append(CouponFacts("small", "full"))
    program = shop(coupons_per_sale=20)
    chosen = proposed(line("a", "9999.00", category="drinks"), held=held, program=program)
    assert "small" not in chosen
    # Up to three coupons all combinations are within the bound.
    assert COMBINATIONS_MAX >= 12 + 66 + 220
    assert len(chosen) >= 3


@pytest.mark.parametrize("most", [0, 1])
def test_the_programs_limit_holds(most):
    held = [CouponFacts("ten", "c50"), CouponFacts("twenty", "care20")]
    program = shop(coupons_per_sale=most)
    assert len(proposed(line("a", "99.00"), held=held, program=program)) == most
