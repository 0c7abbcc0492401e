"""The program as a value: what pricing looks up in it."""

from dataclasses import replace

from pos_member.domain.money import WHOLE_BP, CashRounding
from pos_member.domain.program import Program, SpendOrder
from tests.support.priced import shop


def test_a_program_of_nothing_takes_full_price_and_allows_no_free_amount():
    bare = Program(version=1)
    assert (bare.currency, bare.zone, bare.tiers) == ("CNY", "Asia/Shanghai", ())
    assert bare.cash.rounding is CashRounding.NONE
    assert bare.stored_value.order is SpendOrder.PRINCIPAL_FIRST
    assert bare.stored_value.free_multiple_minor == 0
    assert bare.leases.wait_ms == 800


def test_excluded_categories_pay_the_whole_price():
    vip = shop().tier_by_id["vip"]
    assert vip.rates == {"*": 8500, "care": 8000, "cards": WHOLE_BP}


def test_coupons_are_known_by_their_place():
    assert shop().coupon_places == {"c50": 0, "care20": 1, "full": 2}


def test_looking_up_does_not_change_what_a_program_equals():
    one, other = shop(), shop()
    assert one.tier_by_id
    assert one == other
    assert hash(one.tiers[1]) == hash(other.tiers[1])
    assert replace(one, version=8) != other
