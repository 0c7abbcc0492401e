"""Amounts: six roundings, one way to split, and decimal texts both ways."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.money import (
    BasisPoints,
    CashRounding,
    Milli,
    Money,
    allocate,
    allocate_within,
    apportion,
    at_rate,
    divide_half_away,
    format_minor,
    parse_minor,
    round_cash,
    times_quantity,
    whole_steps,
)

minors = st.integers(-(10**12), 10**12)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=12)


def test_amounts_add_subtract_and_compare_within_a_currency():
    five, two = Money(500), Money(200)
    assert five + two == Money(700)
    assert two - five == Money(-300) == -Money(300)
    assert two < five
    assert two <= five
    assert five <= Money(500)
    assert not five < two
    assert five and not Money(0)


@pytest.mark.parametrize(
    "mix",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a < b,
        lambda a, b: a <= b,
    ],
)
def test_two_currencies_never_meet(mix):
    with pytest.raises(ValueError, match="CNY and USD do not mix"):
        mix(Money(1), Money(1, "USD"))


def test_a_half_goes_away_from_zero_on_both_sides():
    assert [divide_half_away(n, 2) for n in (-3, -1, 0, 1, 3)] == [-2, -1, 0, 1, 2]


@given(minors, st.integers(1, 10**6))
def test_division_agrees_with_decimal_half_up(numerator, denominator):
    exact = Decimal(numerator) / Decimal(denominator)
    if Fraction(exact) == Fraction(numerator, denominator):
        assert divide_half_away(numerator, denominator) == int(exact.quantize(0, ROUND_HALF_UP))
    off = abs(Fraction(numerator, denominator) - divide_half_away(numerator, denominator))
    assert off <= Fraction(1, 2)


@given(minors, st.integers(0, 10_000))
def test_a_rate_is_symmetric_about_zero(minor, rate):
    assert at_rate(-minor, BasisPoints(rate)) == -at_rate(minor, BasisPoints(rate))


def test_nine_tenths_of_55_55_is_50_00():
    # 55.55 x 0.9 = 49.995: half a fen goes up.
    assert at_rate(5555, BasisPoints(9000)) == 5000


def test_a_quarter_kilogram_at_10_02_costs_2_51():
    # 10.02 x 0.250 = 2.505: half a fen goes up, once.
    assert times_quantity(1002, Milli(250)) == 251


def test_steps_drop_what_is_short_of_a_step():
    assert [whole_steps(points, 100) for points in (0, 99, 100, 250)] == [0, 0, 100, 200]


@pytest.mark.parametrize(
    ("rounding", "minor", "paid"),
    [
        (CashRounding.NONE, 14677, 14677),
        (CashRounding.DOWN, 14679, 14670),
        (CashRounding.DOWN, -14679, -14670),
        (CashRounding.HALF_UP, 14674, 14670),
        (CashRounding.HALF_UP, 14675, 14680),
        (CashRounding.HALF_UP, -14675, -14680),
    ],
)
def test_cash_meets_the_coin_by_the_shops_setting(rounding, minor, paid):
    assert round_cash(minor, 10, rounding) == paid


@given(minors, st.integers(1, 500), st.sampled_from(CashRounding))
def test_cash_rounding_is_symmetric_and_moves_less_than_a_coin(minor, coin, rounding):
    paid = round_cash(minor, coin, rounding)
    assert round_cash(-minor, coin, rounding) == -paid
    assert abs(minor - paid) < coin
    assert round_cash(paid, coin, rounding) == paid


@given(minors, weights)
def test_parts_always_add_up(total, shares):
    assert sum(allocate(total, shares)) == total


@given(st.integers(0, 10**12), weights)
def test_no_part_is_further_than_one_from_its_share(total, shares):
    whole = sum(shares)
    for part, share in zip(allocate(total, shares), shares, strict=True):
        exact = Fraction(total * share, whole) if whole else Fraction(total, len(shares))
        assert abs(part - exact) < 1
        assert part >= 0


@given(weights)
def test_a_part_never_exceeds_its_weight_when_the_total_does_not(shares):
    for total in {0, sum(shares) // 2, max(0, sum(shares) - 1), sum(shares)}:
        parts = allocate(total, shares)
        if sum(shares):
            assert all(part <= share for part, share in zip(parts, shares, strict=True))


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [
        # The tables that the well-known money libraries publish, where they use this convention.
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (5, [3, 7], [2, 3]),
        (5, [7, 3], [4, 1]),
        (5, [0, 7, 3], [0, 4, 1]),
        (-5, [7, 3], [-4, -1]),
        (5, [50, 50], [3, 2]),
        (1, [1, 1, 1, 1], [1, 0, 0, 0]),
        (100, [0, 0, 0], [34, 33, 33]),
        (0, [1, 2], [0, 0]),
        (1000, [33, 33, 33, 1], [330, 330, 330, 10]),
    ],
)
def test_known_splits(total, shares, parts):
    assert allocate(total, shares) == parts


@given(minors, st.integers(0, 4))
def test_a_written_amount_reads_back(minor, digits):
    assert parse_minor(format_minor(minor, digits), digits) == minor


@pytest.mark.parametrize(
    ("minor", "digits", "text"),
    [(-5, 2, "-0.05"), (123456, 2, "1234.56"), (1250, 0, "1250"), (-7, 0, "-7"), (5, 3, "0.005")],
)
def test_amounts_are_written_in_major_units(minor, digits, text):
    assert format_minor(minor, digits) == text


@pytest.mark.parametrize(
    ("text", "minor"), [("1", 100), ("1.5", 150), ("-0.05", -5), ("12.34", 1234)]
)
def test_amounts_are_read_in_major_units(text, minor):
    assert parse_minor(text) == minor


@pytest.mark.parametrize(
    "text", ["", ".", "1.", ".5", "1e3", "1,000", "１", "--1", "+1", " 1", "NaN"]
)
def test_what_is_no_plain_decimal_is_refused(text):
    with pytest.raises(ValueError, match="not a decimal amount"):
        parse_minor(text)


def test_more_decimals_than_the_currency_has_are_refused():
    with pytest.raises(ValueError, match="finer than the smallest coin"):
        parse_minor("0.005")


@given(st.integers(0, 10**6), st.lists(st.tuples(minors, minors), max_size=6))
def test_what_a_room_keeps_back_is_shared_by_the_others(total, parts):
    weights, rooms = [abs(each) for each, _ in parts], [abs(each) for _, each in parts]
    found = allocate_within(total, weights, rooms)
    assert sum(found) == min(total, sum(rooms))
    assert all(0 <= part <= room for part, room in zip(found, rooms, strict=True))


def test_a_full_room_passes_its_share_on():
    # 10 over 50 and 50 would be 5 each; the first has room for 2.
    assert allocate_within(10, [50, 50], [2, 50]) == [2, 8]
    assert allocate_within(10, [50, 50], [2, 3]) == [2, 3]


WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=8)


@given(WEIGHTS, st.data())
def test_a_part_of_a_larger_total_is_never_smaller(weights: list[int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(weights)))
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))
    if total < sum(weights):
        more = apportion(total + 1, weights)
        assert sorted(b - a for a, b in zip(parts, more, strict=True))[-2:] in ([1], [0, 1])


@given(WEIGHTS)
def test_all_of_it_is_every_part_as_it_was(weights: list[int]) -> None:
    assert apportion(sum(weights), weights) == weights


def test_units_go_to_whoever_reaches_its_half_first() -> None:
    # Quotas of 10 in 53 : 24 : 23 are 5.3, 2.4, 2.3: one is left. The sixth of 53 is due at
    # 5.5 / 53 of the whole (0.1038), the third of 24 at 2.5 / 24 (0.1042): the first one gets it.
    assert apportion(10, [53, 24, 23]) == [6, 2, 2]
    # Both reach a half at once: the first one; and of three halves, two are too many.
    assert apportion(1, [5, 5]) == [1, 0]
    assert apportion(3, [2, 2, 2]) == [1, 1, 1]
    # Quotas 1.7, 1.7, 0.6 round to five of four: the last unit to come is the second one's.
    assert apportion(4, [17, 17, 6]) == [2, 1, 1]
    assert apportion(0, [0, 0]) == [0, 0]
