"""A quote as a document, and every reason in it in words."""

import pytest

from pos_member.domain import canonical
from pos_member.domain.basket import read_basket
from pos_member.domain.pricing import CouponFacts, Deduction, quote
from pos_member.domain.words import Words
from tests.support.priced import line, member, priced, shop


def test_a_quote_is_written_with_amounts_in_major_units():
    made = priced(
        line("a", "55.56", "2"),
        member=member("gold", 1_000),
        coupons=[CouponFacts("k", "c50")],
        points_offered=300,
    )
    written = made.to_json()
    # 111.12 x 0.9 = 100.008 → 100.01, less 10.00 is 90.01; 3.00 by points leaves 87.01 to earn on.
    assert written["totals"] == {"list": "111.12", "saved": "21.11", "due": "90.01"}
    assert written["points"] == {
        "limit": 1000,
        "limit_amount": "10.00",
        "step": 100,
        "step_amount": "1.00",
        "minimum": 0,
        "taken": 300,
        "taken_amount": "3.00",
    }
    assert (written["points_to_earn"], written["qualifying"]) == (87, "87.01")
    (one,) = written["lines"]
    assert (one["id"], one["quantity"], one["list"], one["payable"]) == (
        "a",
        "2",
        "111.12",
        "90.01",
    )
    assert one["deductions"] == written["deductions"]
    assert one["deductions"][0] == {
        "rule": "tier/gold/*",
        "amount": "11.11",
        "reason": "tier_discount",
        "words": {"zh": "金卡 9 折", "en": "Gold: 10% off"},
        "values": {"tier_zh": "金卡", "tier_en": "Gold", "rate_bp": 9000},
    }
    assert (written["refused"], written["blocked"]) == ([], None)
    assert canonical.load(canonical.dump(written)) == written


def test_what_was_refused_and_what_blocks_are_written_with_their_reason():
    unknown = line("x", "0.00", known=False)
    written = priced(line("a", "49.99"), unknown, coupons=[CouponFacts("k", "c50")]).to_json()
    (refused,) = written["refused"]
    assert refused["rule"] == "coupon/c50"
    assert (refused["reason"], refused["values"]["missing"]) == ("coupon_minimum", "0.01")
    assert refused["words"]["zh"] == "满50减10：还差 ¥0.01，满 ¥50.00 可用"
    assert written["blocked"]["words"] == {
        "zh": "先处理 1 个未识别的码",
        "en": "Resolve unknown codes first: 1",
    }


def test_a_currency_without_decimals_is_written_in_its_own_units():
    yen = shop(currency="JPY", tiers=[], coupons=[])
    held = read_basket({"currency": "JPY", "lines": [{"price": "1250"}]})
    assert quote(held, program=yen, at_ms=0).to_json()["totals"]["due"] == "1250"


def test_a_deduction_says_why_in_both_languages():
    why = Deduction("member_price", "member_price", {}, 100).words("CNY")
    assert why == Words("会员价", "Member price")


def test_a_line_is_found_by_its_id():
    made = priced(line("a", "1.00"), line("b", "2.00"))
    assert made.line("b").payable_minor == 200
    with pytest.raises(StopIteration):
        made.line("c")
