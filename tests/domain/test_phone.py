"""Phone numbers: one key however they are typed, and only the mask for everyone else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.errors import Refused
from pos_member.domain.phone import grouped, last_four, masked, national_digits, normalise

KEY = "+8613812346620"


@pytest.mark.parametrize(
    "text",
    [
        "13812346620",
        "138 1234 6620",
        "138-1234-6620",
        "+8613812346620",
        "+86 138 1234 6620",
        "0086 13812346620",
        "8613812346620",
        "(138)1234.6620",
        "１３８１２３４６６２０",
    ],
)
def test_one_number_has_one_key(text):
    assert normalise(text) == KEY


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("", "phone_short", {"have": 0, "need": 11}),
        ("1381234662", "phone_short", {"have": 10, "need": 11}),
        ("138123466201", "phone_long", {"have": 12, "need": 11}),
        ("+86138123466", "phone_short", {"have": 9, "need": 11}),
        ("12812346620", "phone_prefix", {"starts": "12"}),
        ("23812346620", "phone_prefix", {"starts": "23"}),
        ("1381234662a", "phone_characters", {}),
        ("林", "phone_characters", {}),
        ("٠١٢٣٤٥٦٧٨٩٠", "phone_characters", {}),
        ("+1234567", "phone_short", {"have": 7, "need": 8}),
        ("+1234567890123456", "phone_long", {"have": 16, "need": 15}),
    ],
)
def test_what_is_no_number_is_refused_with_its_digits(text, code, values):
    with pytest.raises(Refused) as caught:
        normalise(text)
    assert (caught.value.code, caught.value.values) == (code, values)


def test_the_views_of_a_number():
    assert masked(KEY) == "138 **** 6620"
    assert grouped(KEY) == "138 1234 6620"
    assert last_four(KEY) == "6620"
    assert national_digits(KEY) == "13812346620"


def test_a_number_of_another_country_keeps_its_code():
    key = normalise("+49 151 2345-6789")
    assert key == "+4915123456789"
    assert masked(key) == "+49 **** 6789"
    assert grouped(key) == key
    assert national_digits(key) == "4915123456789"


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_key_is_its_own_key_and_its_mask_hides_the_middle(digits):
    key = normalise(digits)
    assert normalise(key) == normalise(grouped(key)) == key
    assert masked(key).replace(" ", "") == digits[:3] + "****" + digits[7:]
