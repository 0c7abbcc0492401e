"""GS1 element strings are read as an independent reader reads them, and never guessed."""

import datetime as dt

import pytest
from biip.gs1_messages import GS1Message
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain import gs1
from pos_member.domain.gs1 import FNC1, Amount, Gs1Message, read

GTIN = "06901234567892"
TODAY = dt.date(2026, 11, 23)
CHARACTERS = "ABCXYZabcxyz0123456789-/.%&+"

days = st.dates(dt.date(2000, 1, 1), dt.date(2049, 12, 31)).map(lambda day: day.strftime("%y%m%d"))
texts = st.text(CHARACTERS, min_size=1, max_size=20)
elements = st.one_of(
    st.tuples(st.just("01"), st.just(GTIN)),
    st.tuples(st.sampled_from(["11", "13", "15", "16", "17"]), days),
    st.tuples(st.sampled_from(["10", "21", "240", "400"]), texts),
    st.tuples(st.sampled_from(["30", "37"]), st.integers(0, 99_999_999).map(str)),
    st.tuples(
        st.integers(0, 5).map(lambda n: f"310{n}"), st.integers(0, 999_999).map("{:06}".format)
    ),
    st.tuples(
        st.integers(0, 3).map(lambda n: f"392{n}"), st.integers(0, 999_999_999).map("{:03}".format)
    ),
    st.tuples(
        st.just("3932"), st.integers(0, 999_999_999).map(lambda n: f"156{n:03}")
    ),
)  # fmt: skip
FIXED = {"01", "11", "13", "15", "16", "17"}


def written(message: list[tuple[str, str]]) -> str:
    text = "".join(
        ai + value + ("" if ai in FIXED or ai.startswith("310") else FNC1) for ai, value in message
    )
    return text.removesuffix(FNC1)


def known(text: str) -> Gs1Message:
    message = read(text)
    assert message is not None
    return message


@given(st.lists(elements, min_size=1, max_size=6, unique_by=lambda one: one[0]))
def test_a_message_is_read_as_an_independent_reader_does(message: list[tuple[str, str]]) -> None:
    text = written(message)
    found = known(text)
    theirs = GS1Message.parse(text)
    assert [(one.ai, one.value) for one in found.elements] == message
    assert message == [(one.ai.ai, one.value) for one in theirs.element_strings]


@given(st.text(CHARACTERS + FNC1, max_size=20))
def test_what_follows_an_article_is_read_only_if_the_independent_reader_can(text: str) -> None:
    found = read("01" + GTIN + text)
    if found is None:
        return
    plain = "".join(FNC1 + one.ai + one.value for one in found.elements)
    theirs = GS1Message.parse(plain)
    assert [one.value for one in theirs.element_strings] == [one.value for one in found.elements]


@given(st.text(max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    for tried in (text, "(01)" + text, FNC1 + text, "310" + text):
        found = read(tried)
        assert found is None or (found.elements and isinstance(found.gtin, str))


def test_what_people_read_under_the_bars_is_read_too() -> None:
    found = known(f"(01){GTIN}(17)261100(10)A-1")
    assert (found.gtin, found.value("10"), found.value("99")) == (GTIN, "A-1", "")


@pytest.mark.parametrize(
    ("ai", "value", "grams"),
    [
        ("3103", "001520", 1_520),
        ("3100", "000002", 2_000),
        ("3105", "000049", 0),
        ("3105", "000050", 1),
    ],
)
def test_a_weight_is_in_whole_grams_half_a_gram_upwards(ai: str, value: str, grams: int) -> None:
    assert known(ai + value).grams == grams


def test_a_price_is_told_with_its_places_and_its_currency() -> None:
    assert known("39221250").amount == Amount(1250, 2)
    assert known("39321561250").amount == Amount(1250, 2, "156")
    assert (known("10A").amount, known("10A").grams) == (None, None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("17261100", dt.date(2026, 11, 30)),
        ("17280200", dt.date(2028, 2, 29)),
        ("16261122", dt.date(2026, 11, 22)),
        ("1726123116261122", dt.date(2026, 11, 22)),
        ("70032611231530", dt.date(2026, 11, 23)),
        ("17760101", dt.date(2076, 1, 1)),
        ("17770101", dt.date(1977, 1, 1)),
        ("15261122", None),
    ],
)
def test_the_last_day_of_sale_is_the_earliest_that_is_written(
    text: str, day: dt.date | None
) -> None:
    assert known(text).last_day(TODAY) == day


def test_a_year_that_has_come_round_is_the_next_century() -> None:
    assert known("17020101").last_day(dt.date(2080, 1, 1)) == dt.date(2102, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        FNC1,
        "0106901234567893",  # check digit
        "01069012345678",  # too short
        "17261301",  # month 13
        "17260230",  # 30 February
        "310A001520",  # no place of a decimal point
        "310300152",  # five digits
        "5512",  # no such identifier
        "10",  # no value
        "10A B",  # a blank is in no value
        f"10A{FNC1}10B",  # twice
        "(17)261100(",
    ],
)
def test_what_does_not_fit_is_no_message(text: str) -> None:
    assert read(text) is None


def test_every_identifier_it_knows_is_one_of_two_to_four_digits() -> None:
    assert all(2 <= len(ai) <= 4 and ai.isdecimal() for ai in gs1._FORMS)
