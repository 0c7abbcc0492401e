"""Text keeps to its columns and loses nothing on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.columns import balanced, columns_of, pair, printable, wrapped

mixed = st.text(st.sampled_from("ab 12护发精油（）￥,。 "), max_size=120)


def test_a_chinese_character_takes_two_columns():
    assert columns_of("护发 oil") == 8
    assert columns_of("￥1.00") == 6


def test_lines_break_at_blanks_and_between_chinese_characters():
    assert wrapped("Head and Shoulders", 10) == ["Head and", "Shoulders"]
    assert wrapped("护发精油", 5) == ["护发", "精油"]


def test_a_word_longer_than_the_line_goes_on_in_the_next():
    assert wrapped("a" * 10 + " b", 4) == ["aaaa", "aaaa", "aa b"]


def test_punctuation_neither_begins_nor_opens_a_line_wrongly():
    assert wrapped("一二三（四五）六", 8) == ["一二三", "（四五）", "六"]
    assert wrapped("一二三四，五", 8) == ["一二三", "四，五"]


def test_nothing_is_one_empty_line():
    assert wrapped("", 10) == [""]
    assert wrapped("   ", 10) == [""]


@given(mixed, st.integers(2, 48))
def test_wrapping_keeps_to_the_columns_and_loses_no_character(text, columns):
    lines = wrapped(text, columns)
    assert all(columns_of(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(mixed, st.text(st.sampled_from("￥1,.-"), max_size=20), st.integers(4, 48))
def test_a_pair_ends_at_the_right_edge_and_loses_nothing(left, right, columns):
    lines = pair(left, right, columns)
    assert all(columns_of(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == (left + right).replace(" ", "")
    if right:
        assert columns_of(lines[-1]) == columns


def test_a_pair_that_does_not_fit_takes_two_lines():
    assert pair("Gold member", "￥12.00", 12) == ["Gold member", "     ￥12.00"]
    assert pair("", "￥12.00", 7) == ["￥12.00"]


@pytest.mark.parametrize("hostile", ["\x1bp\x00\x19\xfa", "a\nb", "\x10\x04\x01", "\x7f\x85"])
def test_no_control_character_passes(hostile):
    assert printable(hostile).isprintable()


def test_the_yen_sign_becomes_the_one_that_chinese_printers_have():
    assert printable("¥5") == "￥5"


def test_centred_lines_are_of_even_length():
    assert balanced("梧桐美发生活馆（人民路店）", 24) == ["梧桐美发生活馆", "（人民路店）"]
    assert balanced("Thank you", 24) == ["Thank you"]
    assert balanced("", 24) == [""]


@given(mixed, st.integers(2, 48))
def test_balancing_takes_no_more_lines_and_loses_nothing(text, columns):
    lines = balanced(text, columns)
    assert len(lines) == len(wrapped(text, columns))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
