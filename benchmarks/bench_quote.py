"""A quote of fifty lines against two hundred rules, and the same by looking at every rule."""

import random

from benchmarks.harness import Row, report, take_turns
from pos_member.domain.basket import Basket, BasketLine
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.money import Milli, at_rate, times_quantity
from pos_member.domain.pricing import MemberFacts, quote
from pos_member.domain.program import CategoryRate, Program, Tier
from pos_member.domain.program_document import read_program

CALLS = 4_000
LINES, RATES, COUPONS, TIERS = 50, 160, 36, 4
PROMOTIONS, MIXED_RATES = 100, 60
AT_MS = 1_795_320_000_000
_MEMBER = MemberFacts("m", "t3", 20_000)


def rows() -> list[Row]:
    """Price baskets that differ, by the product and by the naive way, in turns."""
    program, baskets = _program(), _baskets()
    chosen = [CouponFacts(f"k{i}", f"c{i}") for i in (3, 9, 20)]
    tier = program.tier_by_id["t3"]
    for basket in baskets[:20]:
        found = quote(basket, program=program, member=_MEMBER, at_ms=AT_MS)
        assert found.due_minor == _naive(basket, tier), "both ways must come to the same price"
    mixed = _mixed()
    timings = take_turns(
        {
            "mixed": lambda i: _quote(mixed, baskets[i % len(baskets)], chosen),
            "ours": lambda i: _quote(program, baskets[i % len(baskets)], chosen),
            "naive": lambda i: _naive(baskets[i % len(baskets)], tier),
        },
        CALLS,
    )
    ours, naive, mixed_timing = timings["ours"], timings["naive"], timings["mixed"]
    return [
        Row(
            f"quote of {LINES} lines, {RATES + COUPONS + TIERS} rules",
            f"p99 {ours.p99 / 1000:.2f} ms",
            f"every rule, no reasons p50 {naive.p50:.0f} µs",
            round(ours.p50 / naive.p50, 2),
            "p99 < 1 ms",
            ours.p99 < 1_000,
            {"p50_us": ours.p50, "cpu_p99_us": ours.cpu_p99, "naive_p99_us": naive.p99},
        ),
        Row(
            f"the same with {PROMOTIONS} promotions of every kind among 200 rules",
            f"p99 {mixed_timing.p99 / 1000:.2f} ms",
            f"tiers and coupons alone p50 {ours.p50:.0f} µs",
            round(mixed_timing.p50 / ours.p50, 2),
            "p99 < 1 ms",
            mixed_timing.p99 < 1_000,
            {"p50_us": mixed_timing.p50, "cpu_p99_us": mixed_timing.cpu_p99},
        ),
    ]


def _quote(program: Program, basket: Basket, coupons: list[CouponFacts]) -> object:
    return quote(
        basket, program=program, member=_MEMBER, coupons=coupons, points_offered=5_000, at_ms=AT_MS
    )


def _program() -> Program:
    """Return tiers with forty categories each, and coupons that exclude some of them."""
    return read_program(_written(RATES // TIERS))


def _mixed() -> Program:
    """Return a hundred promotions of every kind in the place of some of the tiers' rates."""
    kinds: list[dict[str, object]] = [
        {"kind": "percent", "rate_bp": 8_800},
        {"kind": "amount_off", "amount": "1.50"},
        {"kind": "fixed_price", "amount": "19.90"},
        {"kind": "nth_item", "every": 2, "rate_bp": 5_000},
        {"kind": "buy_get", "buy": 2, "get": 1, "same_goods": True},
        {"kind": "bundle", "amount": "99.00"},
        {"kind": "threshold", "each": True, "steps": [{"full": "100.00", "off": "10.00"}]},
        {"kind": "threshold", "steps": [{"full": "50.00", "off": "5.00"}]},
    ]
    promotions = []
    for number in range(PROMOTIONS):
        kind = kinds[number % len(kinds)]
        goods: dict[str, object] = {"goods": {"categories": [f"g{number % 40}"]}}
        if kind["kind"] == "bundle":
            goods = {"items": [{"skus": [f"s{number % 50}"]}, {"skus": [f"s{(number + 7) % 50}"]}]}
        promotions.append({"id": f"p{number}", "name": f"p{number}", **kind, **goods})
    return read_program({**_written(MIXED_RATES // TIERS), "promotions": promotions})


def _written(categories: int) -> dict[str, object]:
    chance = random.Random(3)
    tiers = [
        {
            "id": f"t{number}",
            "name": f"t{number}",
            "threshold": f"{number * 1000}.00",
            "discounts": [
                {"category": f"g{i}", "rate_bp": chance.randrange(7_000, 10_000)}
                for i in range(categories)
            ],
        }
        for number in range(TIERS)
    ]
    coupons = [
        {
            "id": f"c{number}",
            "name": f"c{number}",
            "minimum": f"{20 + number}.00",
            "amount": "5.00",
            "excluded_categories": [f"g{number}"],
        }
        for number in range(COUPONS)
    ]
    return {"version": 1, "tiers": tiers, "coupons": coupons, "coupons_per_sale": 3}


def _baskets() -> list[Basket]:
    chance = random.Random(4)
    return [
        Basket(
            f"b{number}",
            tuple(
                BasketLine(
                    str(i),
                    f"s{i}",
                    f"n{i}",
                    chance.randrange(100, 30_000),
                    Milli(chance.choice((1_000, 2_000, 3_000))),
                    category=f"g{chance.randrange(RATES // TIERS)}",
                )
                for i in range(LINES)
            ),
            program_version=1,
            started_ms=AT_MS,
        )
        for number in range(100)
    ]


def _naive(basket: Basket, tier: Tier) -> int:
    """Return the price by trying every discount on every line: no reasons, coupons or points."""
    due = 0
    for line in basket.lines:
        total = times_quantity(line.unit_minor, line.quantity)
        best = total
        for rate in tier.discounts * TIERS:
            best = min(best, _reduced(total, line, rate))
        due += best
    return due


def _reduced(total: int, line: BasketLine, rate: CategoryRate) -> int:
    return at_rate(total, rate.rate_bp) if rate.category == line.category else total


def main() -> None:
    """Measure and print."""
    report(rows())


if __name__ == "__main__":
    main()
