"""The best price of a line: which one counts, and in whose name."""

import pytest

from tests.support.priced import line, member, priced, shop

STACKED_MEMBER = shop(tier_stacks_on=["member_price"])
STACKED_BOTH = shop(tier_stacks_on=["member_price", "manual_price"])


def reasons(made) -> list[tuple[str, int]]:
    (one,) = made.lines
    return [(each.rule_id, each.amount_minor) for each in one.deductions]


@pytest.mark.parametrize(
    ("member_price", "manual_price", "took_off"),
    [
        # Gold pays 90.00 of 100.00.
        (None, None, [("tier/gold/*", 1_000)]),
        (95_00, None, [("tier/gold/*", 1_000)]),
        (80_00, None, [("member_price", 2_000)]),
        (80_00, 70_00, [("manual_price", 3_000)]),
        (70_00, 80_00, [("member_price", 3_000)]),
        (95_00, 95_00, [("tier/gold/*", 1_000)]),
        # Of equal prices the first in the order list, manual, member, tier gives the reason.
        (90_00, None, [("member_price", 1_000)]),
        (80_00, 80_00, [("manual_price", 2_000)]),
        (100_00, 100_00, [("tier/gold/*", 1_000)]),
        (0, None, [("member_price", 10_000)]),
        (None, 0, [("manual_price", 10_000)]),
    ],
)
def test_the_lowest_price_counts_alone(member_price, manual_price, took_off):
    goods = line("a", "100.00", member_price_minor=member_price, manual_price_minor=manual_price)
    assert reasons(priced(goods, member=member())) == took_off


def test_a_guest_gets_a_manual_price_but_no_member_price():
    goods = line("a", "100.00", member_price_minor=80_00, manual_price_minor=95_00)
    assert reasons(priced(goods)) == [("manual_price", 500)]


def test_the_tier_comes_on_top_where_the_program_says_so():
    # 80.00 x 0.9 = 72.00: 20.00 by the member price, then 8.00 by the tier.
    goods = line("a", "100.00", member_price_minor=80_00, manual_price_minor=85_00)
    stacked = reasons(priced(goods, member=member(), program=STACKED_MEMBER))
    assert stacked == [("member_price", 2_000), ("tier/gold/*", 800)]
    # With both: 85.00 x 0.9 = 76.50 is more than 72.00, so the member price carries the tier.
    assert reasons(priced(goods, member=member(), program=STACKED_BOTH)) == stacked
    # A manual price of 75.00 alone is more than 72.00, but x 0.9 = 67.50 is less.
    cheaper = line("a", "100.00", member_price_minor=80_00, manual_price_minor=75_00)
    assert reasons(priced(cheaper, member=member(), program=STACKED_BOTH)) == [
        ("manual_price", 2_500),
        ("tier/gold/*", 750),
    ]


def test_stacking_is_rounded_once():
    # 3 x 0.33 = 0.99, x 0.9 = 0.891 → 0.89; the list is 3 x 0.35 = 1.05.
    goods = line("a", "0.35", "3", member_price_minor=33)
    made = priced(goods, member=member(), program=STACKED_MEMBER)
    assert (made.due_minor, reasons(made)) == (89, [("member_price", 6), ("tier/gold/*", 10)])


def test_a_manual_price_above_the_list_price_takes_its_place():
    # Long hair costs 120.00 instead of 100.00; the tier's nine tenths of it are 108.00.
    goods = line("a", "100.00", member_price_minor=80_00, manual_price_minor=120_00)
    made = priced(goods, member=member())
    assert (made.list_minor, made.due_minor) == (12_000, 10_800)
    assert reasons(made) == [("tier/gold/*", 1_200)]


@pytest.mark.parametrize(
    ("category", "due", "rule"),
    [
        ("care", 8_000, "tier/vip/care"),
        ("drinks", 8_500, "tier/vip/*"),
        ("cards", 10_000, None),
    ],
)
def test_a_category_has_its_own_rate_or_none(category, due, rule):
    made = priced(line("a", "100.00", category=category), member=member("vip"))
    assert made.due_minor == due
    assert [each.rule_id for each in made.deductions] == ([rule] if rule else [])


def test_certain_goods_only():
    # 8 折 on care: 80.00 takes part, 20.00 does not: 64.00 + 20.00 = 84.00.
    tiers = [{"id": "care", "name": "care", "discounts": [{"category": "care", "rate_bp": 8000}]}]
    goods = [line("in", "80.00", category="care"), line("out", "20.00")]
    made = priced(*goods, member=member("care"), program=shop(tiers=tiers))
    assert made.due_minor == 8_400


def test_totals_of_manual_prices_stand_apart_by_their_reason():
    goods = [
        line("a", "10.00", manual_price_minor=900, manual_reason="damaged"),
        line("b", "10.00", manual_price_minor=800, manual_reason="damaged"),
        line("c", "10.00", manual_price_minor=700, manual_reason="last day"),
    ]
    made = priced(*goods)
    assert [(each.values["reason"], each.amount_minor) for each in made.deductions] == [
        ("damaged", 300),
        ("last day", 300),
    ]


def test_a_discount_too_small_for_a_fen_is_none():
    # 0.04 x 0.9 = 0.036 → 0.04: nothing is taken off, and no reason is given.
    assert reasons(priced(line("a", "0.04"), member=member())) == []


def test_a_manual_price_that_moves_no_fen_gives_no_reason():
    # 0.001 kg at 1.00 or at 0.90: both come to nothing.
    goods = line("a", "1.00", "0.001", manual_price_minor=90, manual_reason="r")
    assert reasons(priced(goods)) == []
