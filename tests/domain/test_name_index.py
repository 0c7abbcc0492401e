"""Names are found by themselves, in pinyin and by initials, however a character is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from pos_member.domain.name_index import (
    NAME_LETTERS_MAX,
    VARIANTS_MAX,
    NameTerms,
    is_han,
    name_terms,
    normalise_query,
)

READ = {
    "林": ["lin"],
    "晓": ["xiao"],
    "雯": ["wen"],
    "曾": ["zeng", "ceng"],
    "吕": ["lü"],
    "乐": ["le", "yue"],
}


def read(text: str) -> list[list[str]]:
    return [READ.get(letter, []) for letter in text]


def test_a_name_is_found_in_full_and_by_initials():
    found = name_terms("林晓雯", read)
    assert found == NameTerms("林晓雯", ("林", "晓", "雯"), ("linxiaowen",), ("lxw",))
    assert found.prefixes() == ("林晓雯", "linxiaowen", "lxw")
    assert (found.spaced_characters(), found.spaced_pinyin()) == ("林 晓 雯", "linxiaowen")


def test_a_character_read_in_several_ways_is_found_by_each():
    found = name_terms("曾乐", read)
    assert found.pinyin == ("zengle", "zengyue", "cengle", "cengyue")
    assert found.initials == ("zl", "zy", "cl", "cy")


def test_readings_that_begin_alike_make_one_initial():
    assert name_terms("长长", lambda _: [["chang", "cheng"]] * 2).initials == ("cc",)


def test_variants_are_bounded_and_the_usual_ones_stay():
    found = name_terms("一二三四五六", lambda _: [["a", "b", "c"]] * 6)
    assert len(found.pinyin) == VARIANTS_MAX
    assert found.pinyin[0] == "aaaaaa"
    # Every single unusual reading comes before two of them at once.
    assert {"baaaaa", "abaaaa", "aabaaa", "aaabaa", "aaaaba", "aaaaab"} <= set(found.pinyin)


def test_umlauts_are_typed_as_v():
    assert name_terms("吕", read).pinyin == ("lv",)


def test_what_is_not_read_is_itself():
    assert name_terms("林A鿿", read).pinyin == ("lina鿿",)


def test_latin_names_are_found_by_themselves():
    found = name_terms("Anna O’Neill", read)
    assert found == NameTerms("annaoneill", (), (), ())
    assert found.prefixes() == ("annaoneill",)


@pytest.mark.parametrize("name", ["", "  ", "·"])
def test_an_empty_name_is_found_by_nothing(name):
    assert name_terms(name, read) == NameTerms("", (), (), ())


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        (" Lin Xiao ", "linxiao"),
        ("ＬＸＷ", "lxw"),
        ("xi'an", "xian"),
        ("Lü", "lv"),
        ("林 晓", "林晓"),
    ],
)
def test_a_query_is_brought_into_the_form_of_the_index(typed, query):
    assert normalise_query(typed) == query


@pytest.mark.parametrize(
    ("letter", "han"), [("林", True), ("a", False), ("1", False), ("々", False)]
)
def test_what_a_han_character_is(letter, han):
    assert is_han(letter) is han


def heteronyms(text: str) -> list[list[str]]:
    return pinyin(text, style=Style.NORMAL, heteronym=True)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=80))
def test_any_name_is_found_by_its_terms_within_the_bound(name):
    found = name_terms(name, heteronyms)
    assert len(found.characters) == min(len(normalise_query(name)), NAME_LETTERS_MAX)
    assert 1 <= len(found.pinyin) <= VARIANTS_MAX
    assert 1 <= len(found.initials) <= VARIANTS_MAX
    assert all(normalise_query(each) == each for each in found.prefixes())
    assert all(len(each) == len(found.characters) for each in found.initials)


def test_readings_that_do_not_fit_the_name_are_a_bug():
    with pytest.raises(AssertionError):
        name_terms("林晓", lambda _: [["lin"]])
