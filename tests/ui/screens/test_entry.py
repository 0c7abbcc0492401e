"""Amounts typed on a pad."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.screens.entry import WHOLE_DIGITS_MAX, AmountEntry


def typed(keys: str, currency: str = "CNY") -> AmountEntry:
    entry = AmountEntry("", currency)
    for key in keys:
        entry = entry.press({"<": "back", "d": "00"}.get(key, key))
    return entry


@pytest.mark.parametrize(
    ("keys", "text", "minor"),
    [
        ("", "", 0),
        ("150", "150", 15_000),
        ("150.", "150.", 15_000),
        ("0.05", "0.05", 5),
        (".5", "0.5", 50),
        ("1.234", "1.23", 123),
        ("1..5", "1.5", 150),
        ("007", "7", 700),
        ("15d", "1500", 150_000),
        ("150<", "15", 1_500),
        ("1<<<", "", 0),
        ("123456789", "12345678", 1_234_567_800),
    ],
)
def test_keys_make_an_amount(keys, text, minor):
    entry = typed(keys)
    assert entry.text == text
    assert entry.minor == minor


def test_a_currency_without_decimals_has_no_point():
    assert typed("12.5", "JPY") == AmountEntry("125", "JPY")
    assert typed("12.5", "JPY").minor == 125


@given(st.lists(st.sampled_from([*"0123456789.", "00", "back"]), max_size=40))
def test_no_order_of_keys_makes_what_is_no_amount(keys):
    entry = AmountEntry()
    for key in keys:
        entry = entry.press(key)
    assert 0 <= entry.minor < 10 ** (WHOLE_DIGITS_MAX + 2)
