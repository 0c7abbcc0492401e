"""What coupons take part in, how much they take, and why they do not."""

import pytest
from hypothesis import given

from pos_member.domain.money import at_rate, divide_half_away
from pos_member.domain.pricing import CouponFacts
from tests.support.priced import basket_lines, line, member, priced, shop

TWO = shop(coupons_per_sale=2)


def refused(made) -> list[tuple[str, str]]:
    return [(each.values["coupon"], each.code) for each in made.refused]


def test_excluded_goods_are_neither_counted_nor_reduced():
    # 30.00 of care and 40.00 of drinks: care pays 10.00, drinks the whole 40.00.
    goods = [line("a", "30.00", category="care"), line("b", "40.00", category="drinks")]
    made = priced(*goods, coupons=[CouponFacts("k", "care20")])
    assert [each.payable_minor for each in made.lines] == [1_000, 4_000]


def test_a_coupon_gives_no_more_than_there_is():
    made = priced(line("a", "12.00", category="care"), coupons=[CouponFacts("k", "care20")])
    assert (made.due_minor, made.deductions[0].amount_minor) == (0, 1_200)


@pytest.mark.parametrize("goods", [line("a", "9.00", category="drinks"), line("a", "0.00")])
def test_a_coupon_without_goods_says_so(goods):
    made = priced(goods, coupons=[CouponFacts("k", "care20")])
    assert refused(made) == [("k", "coupon_nothing")]


def test_reduced_goods_take_no_part_where_the_coupon_says_so():
    # At member price 6.00 the first takes no part: 8.00 of the second misses 2.00 to 10.00.
    goods = [line("a", "9.00", member_price_minor=600), line("b", "8.00")]
    made = priced(*goods, member=member("plain"), coupons=[CouponFacts("k", "full")])
    assert refused(made) == [("k", "coupon_minimum")]
    assert made.refused[0].values["missing_minor"] == 200
    guest = priced(*goods, coupons=[CouponFacts("k", "full")])
    assert guest.due_minor == 1_200


def test_one_coupon_a_sale_unless_the_program_says_more():
    pair = [CouponFacts("k2", "c50"), CouponFacts("k1", "c50")]
    made = priced(line("a", "200.00"), coupons=pair)
    assert (made.due_minor, refused(made)) == (19_000, [("k2", "coupon_limit")])
    assert priced(line("a", "200.00"), coupons=pair, program=TWO).due_minor == 18_000
    assert refused(priced(line("a", "60.00"), coupons=pair[:1], program=shop(coupons_per_sale=0)))


def test_a_refused_coupon_does_not_use_up_the_limit():
    # c50 misses its minimum, so care20 is the first that counts.
    made = priced(
        line("a", "40.00"), coupons=[CouponFacts("k1", "c50"), CouponFacts("k2", "care20")]
    )
    assert (made.due_minor, refused(made)) == (2_000, [("k1", "coupon_minimum")])


def test_the_same_coupon_counts_once():
    coupon = CouponFacts("k", "c50")
    made = priced(line("a", "200.00"), coupons=[coupon, coupon], program=TWO)
    assert (made.due_minor, refused(made)) == (19_000, [("k", "coupon_twice")])


def test_a_coupon_that_may_not_be_used_leaves_the_bill_alone():
    made = priced(
        line("a", "200.00"),
        coupons=[
            CouponFacts("k1", "none of ours"),
            CouponFacts("k2", "c50", "somebody else"),
            # Noon of 22 November in Shanghai: yesterday is over, tomorrow has not begun.
            CouponFacts("k3", "c50", last_day="2026-11-21"),
            CouponFacts("k4", "c50", first_day="2026-11-23"),
        ],
    )
    assert made.due_minor == 20_000
    assert sorted(refused(made)) == [
        ("k1", "coupon_unknown"),
        ("k2", "coupon_of_another"),
        ("k3", "coupon_expired"),
        ("k4", "coupon_not_yet"),
    ]
    assert {each.rule_id for each in made.refused} == {"coupon/none of ours", "coupon/c50"}


def test_a_members_own_coupon_counts_on_its_last_day():
    coupon = CouponFacts("k", "c50", "m1", "2026-11-22", "2026-11-22")
    made = priced(line("a", "200.00"), coupons=[coupon], member=member("plain"))
    assert made.due_minor == 19_000


def test_a_line_that_a_coupon_does_not_reach_has_no_reason():
    # 10.00 over 60.00 and 0.01: the fen's share rounds to nothing.
    made = priced(line("a", "60.00"), line("b", "0.01"), coupons=[CouponFacts("k", "c50")])
    assert [len(each.deductions) for each in made.lines] == [1, 0]


def test_the_whole_bill_may_be_taken_off_several_lines():
    goods = [line(name, "3.00", category="care") for name in "abc"]
    made = priced(*goods, coupons=[CouponFacts("k", "care20")])
    assert [each.payable_minor for each in made.lines] == [0, 0, 0]


RATES = shop(
    coupons=[
        {"id": "off20", "name": "8折", "rate_bp": 8000, "most": "30.00"},
        {"id": "one", "name": "兑换", "rate_bp": 0, "pieces": 1, "excluded_categories": ["drinks"]},
    ]
)


@given(basket_lines())
def test_a_rate_takes_its_part_of_the_whole_bill_up_to_its_cap(lines):
    before = priced(*lines, program=RATES).due_minor
    made = priced(*lines, coupons=[CouponFacts("k", "off20")], program=RATES)
    room = before - sum(
        min(each.floor_minor, one.payable_minor)
        for each, one in zip(lines, priced(*lines, program=RATES).lines, strict=True)
    )
    assert before - made.due_minor == min(before - at_rate(before, 8_000), 3_000, room)


@given(basket_lines())
def test_an_exchange_gives_one_piece_and_never_more_than_the_dearest(lines):
    plain = priced(*lines, program=RATES)
    made = priced(*lines, coupons=[CouponFacts("k", "one")], program=RATES)
    each = [
        divide_half_away(line.payable_minor, one.pieces)
        for one, line in zip(lines, plain.lines, strict=True)
        if one.category != "drinks"
    ]
    assert 0 <= plain.due_minor - made.due_minor <= max(each, default=0)


def test_what_is_weighed_is_one_piece():
    apples = line("a", "40.00", "2.505", weighed=True)
    made = priced(apples, line("b", "60.00"), coupons=[CouponFacts("k", "one")], program=RATES)
    assert [each.payable_minor for each in made.lines] == [0, 6_000]
