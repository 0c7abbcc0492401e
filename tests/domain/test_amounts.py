"""Decimal amounts of documents, and what is said where one does not fit."""

import pytest

from pos_member.domain.amounts import (
    digits_of,
    format_quantity,
    integer_or,
    part_or_empty,
    read_amount,
    read_currency,
    read_optional_amount,
    read_quantity,
    text_or,
    texts_or_none,
    truth_or,
)
from pos_member.domain.errors import Damaged
from pos_member.domain.money import Milli
from pos_member.domain.shape import Shape


def wrong(read) -> tuple[str, str]:
    with pytest.raises(Damaged) as caught:
        read()
    return caught.value.values["path"], caught.value.values["why"]


@pytest.mark.parametrize(
    ("currency", "digits"), [("CNY", 2), ("USD", 2), ("JPY", 0), ("KWD", 3), ("EUR", 2)]
)
def test_minor_units_are_those_of_iso_4217(currency, digits):
    assert digits_of(currency) == digits


def test_a_currency_is_three_capitals_and_cny_where_none_stands():
    assert read_currency(Shape({})) == "CNY"
    assert read_currency(Shape({"currency": "JPY"})) == "JPY"
    for text in ("cny", "CN", "C1Y", "ＣＮＹ"):
        assert wrong(lambda text=text: read_currency(Shape({"currency": text})))[0] == "currency"


def test_an_amount_is_a_decimal_text_in_major_units():
    shape = Shape({"price": "12.34", "whole": "7", "yen": "120"}, "lines[2]")
    assert read_amount(shape, "price", 2) == 1234
    assert read_amount(shape, "whole", 2) == 700
    assert read_amount(shape, "yen", 0) == 120
    assert read_amount(shape, "none", 2, default=5) == 5
    assert read_optional_amount(shape, "none", 2) is None
    assert read_optional_amount(shape, "price", 2) == 1234


@pytest.mark.parametrize(
    ("price", "why"),
    [
        (None, "must be a text"),
        (12, "must be a text"),
        (12.5, "must be a text"),
        ("12.345", "must be an amount with at most 2 decimals, like '12.50'"),
        ("¥12", "must be an amount with at most 2 decimals, like '12.50'"),
        ("-1", "must be 0.00..100000000000.00"),
        ("100000000000.01", "must be 0.00..100000000000.00"),
        ("1" * 21, "must be at most 20 characters"),
    ],
)
def test_what_is_no_amount_is_named_with_its_path(price, why):
    shape = Shape({"price": price}, "lines[2]")
    assert wrong(lambda: read_amount(shape, "price", 2)) == ("lines[2].price", why)


def test_currencies_without_decimals_say_so():
    why = wrong(lambda: read_amount(Shape({"price": "1.5"}), "price", 0))[1]
    assert why == "must be an amount with at most 0 decimals, like '1250'"


def test_a_quantity_is_read_in_thousandths_and_written_without_needless_zeros():
    assert read_quantity(Shape({}), "quantity") == 1000
    for text, milli, written in [("2", 2000, "2"), ("0.250", 250, "0.25"), ("10", 10_000, "10")]:
        assert read_quantity(Shape({"quantity": text}), "quantity") == milli
        assert format_quantity(Milli(milli)) == written


@pytest.mark.parametrize("text", ["0", "-1", "1000000.001", "0.0001", "two"])
def test_what_is_no_quantity_is_refused(text):
    assert wrong(lambda: read_quantity(Shape({"quantity": text}), "quantity"))[0] == "quantity"


def test_what_is_left_out_has_its_default():
    empty, full = Shape({"t": ""}), Shape({"n": 3, "b": False, "t": "x", "l": ["a"], "o": {}})
    assert (integer_or(empty, "n", 7), integer_or(full, "n", 7)) == (7, 3)
    assert (truth_or(empty, "b", default=True), truth_or(full, "b", default=True)) == (True, False)
    assert (text_or(empty, "t", "d"), text_or(full, "t", "d")) == ("d", "x")
    assert (texts_or_none(empty, "l"), texts_or_none(full, "l")) == ((), ("a",))
    assert part_or_empty(empty, "o").path == part_or_empty(full, "o").path == "o"
