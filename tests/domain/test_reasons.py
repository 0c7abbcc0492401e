"""Every reason has a sentence in both languages, with its values filled in."""

import string

import pytest

from pos_member.domain.reasons import CODES, plain_values, words_of

VALUES = {
    "tier": "gold",
    "tier_zh": "金卡",
    "tier_en": "Gold",
    "rate_bp": 8500,
    "reason": "damaged",
    "promotion_zh": "满100减20",
    "promotion_en": "20 off 100",
    "coupon": "k1",
    "coupon_zh": "满50减10",
    "coupon_en": "10 off 50",
    "missing_minor": 1,
    "minimum_minor": 5000,
    "limit": 2,
    "first_day": "2026-11-22",
    "last_day": "2026-11-21",
    "minimum": 200,
    "step": 100,
    "lines": 3,
    "count": 2,
    "unit": "晚",
    "window_zh": "（今年内）",
    "window_en": " this year",
    "gate_zh": "珍藏",
    "gate_en": "Reserve",
    "name_zh": "年费会员",
    "name_en": "Yearly member",
}


@pytest.mark.parametrize("code", [code for code in CODES if code != "points_below_minimum"])
def test_every_code_has_words_without_gaps(code):
    values = {key: value for key, value in VALUES.items() if key != "minimum"}
    words = words_of(code, values, "CNY")
    for text in (words.zh, words.en):
        assert text
        assert not set(text) & set("{}")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in words.zh)
    assert words.en[0] in string.ascii_uppercase + string.digits


@pytest.mark.parametrize(
    ("rate", "zh", "en"),
    [
        (9000, "金卡 9 折", "Gold: 10% off"),
        (8500, "金卡 8.5 折", "Gold: 15% off"),
        (8888, "金卡 8.888 折", "Gold: 11.12% off"),
        (0, "金卡 免费", "Gold: free"),
    ],
)
def test_a_rate_is_said_as_shops_say_it(rate, zh, en):
    words = words_of("tier_discount", {**VALUES, "rate_bp": rate}, "CNY")
    assert (words.zh, words.en) == (zh, en)


def test_points_name_their_minimum():
    assert words_of("points_below_minimum", {"minimum": 200}, "CNY").zh == "200 积分起用"


@pytest.mark.parametrize(
    ("currency", "amount"), [("CNY", "¥0.01"), ("JPY", "¥1"), ("USD", "USD 0.01")]
)
def test_amounts_are_written_as_their_currency_is(currency, amount):
    values = {"coupon_zh": "券", "coupon_en": "C", "missing_minor": 1, "minimum_minor": 5000}
    assert f"{amount} missing" in words_of("coupon_minimum", values, currency).en


def test_values_of_a_document_carry_no_minor_units():
    assert plain_values({"missing_minor": 1, "limit": 2, "tier": "x"}, "CNY") == {
        "missing": "0.01",
        "limit": 2,
        "tier": "x",
    }
