"""A shop's own scale labels: read by its patterns, and no two patterns may mean one code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.check_digits import gs1_check_holds
from pos_member.domain.errors import Damaged
from pos_member.domain.scale_labels import LabelPattern, ScaleLabel, read_label, read_patterns

PRICE, WEIGHT, BOTH = "22IIIIIPPPPPC", "23IIIIIWWWWWC", "21IIIIIWWWWWPPPPPC"
PATTERNS = read_patterns((PRICE, WEIGHT, BOTH))


def with_check(digits: str) -> str:
    return next(digits + str(n) for n in range(10) if gs1_check_holds(digits + str(n)))


@pytest.mark.parametrize(
    ("digits", "grams", "amount"),
    [
        ("220001201250", None, 1_250),
        ("230001200532", 532, None),
        ("21000120053201250", 532, 1_250),
    ],
)
def test_a_label_says_article_weight_and_price(
    digits: str, grams: int | None, amount: int | None
) -> None:
    code = with_check(digits)
    assert read_label(code, PATTERNS) == ScaleLabel(code, "00012", grams, amount)


def test_a_wrong_check_digit_or_another_beginning_is_no_label() -> None:
    code = with_check("220001201250")
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert read_label(wrong, PATTERNS) is None
    assert read_label(with_check("240001201250"), PATTERNS) is None
    assert read_label("2200012", PATTERNS) is None


def test_a_pattern_may_have_no_check_digit_and_places_that_are_not_read() -> None:
    (pattern,) = read_patterns(("2XIIIIIXWWWWW",))
    assert pattern.read("2900012900532") == ScaleLabel("2900012900532", "00012", 532, None)


@given(st.integers(0, 99_999), st.integers(0, 99_999), st.integers(0, 99_999))
def test_whatever_a_scale_prints_is_read_back(item: int, grams: int, amount: int) -> None:
    code = with_check(f"21{item:05}{grams:05}{amount:05}")
    assert read_label(code, PATTERNS) == ScaleLabel(code, f"{item:05}", grams, amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "IIIIIPPPPPPPC",  # no digits of its own
        "22IIIIIPPPPP",  # twelve digits
        "22IIIIIXXXXXC",  # says nothing
        "22PPPPPWWWWWC",  # of no article
        "22IIPPPIIIPPC",  # an article in two pieces
        "22IIIIICPPPPP",  # a check digit in the middle
        "22iiiiipppppc",
    ],
)
def test_what_is_no_pattern_is_refused_at_the_start(text: str) -> None:
    with pytest.raises(Damaged, match="label_pattern"):
        read_patterns((text,))


def test_a_pattern_that_a_wallets_payment_code_could_match_is_refused() -> None:
    for head in ("12", "28", "2X"):
        with pytest.raises(Damaged, match="label_pattern_wallet"):
            read_patterns((head + "IIIIIWWWWWPPPPPC"[-(18 - len(head)) :],))


@pytest.mark.parametrize(("one", "other"), [(PRICE, "22IIIIIWWWWWC"), ("2IIIIIIPPPPPC", WEIGHT)])
def test_two_patterns_that_could_both_match_are_a_mistake(one: str, other: str) -> None:
    with pytest.raises(Damaged, match="label_patterns_clash"):
        read_patterns((one, other))


heads = st.sampled_from(["20", "21", "22", "2"])
patterns = st.builds(
    lambda head, rest: LabelPattern((head + rest)[:13]),
    heads,
    st.sampled_from(["IIIIIPPPPPXX", "IIIIIIWWWWWX", "XIIIIIWWWWWX"]),
)


@given(patterns, patterns, st.integers(0, 10**11 - 1))
def test_one_code_never_matches_two_patterns_that_passed(
    one: LabelPattern, other: LabelPattern, rest: int
) -> None:
    code = f"2{rest:012}"
    if one.read(code) and other.read(code):
        assert one.may_be(other)
