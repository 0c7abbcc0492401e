"""Canonical bytes: one value, one writing, on every machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain import canonical

keys = st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=8)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_what_is_written_reads_back_and_is_written_the_same(value):
    try:
        raw = canonical.dump(value)
    except UnicodeEncodeError:
        return
    assert canonical.dump(canonical.load(raw)) == raw


def test_keys_are_sorted_and_nothing_is_spaced():
    assert (
        canonical.dump({"b": [1, (2,)], "a": None, "c": True}) == b'{"a":null,"b":[1,[2]],"c":true}'
    )


def test_texts_are_composed_utf_8():
    assert canonical.dump("e\u0301林") == '"é林"'.encode()


@pytest.mark.parametrize("value", [1.5, b"raw", {1, 2}, {"a": [0.1]}])
def test_what_two_machines_may_print_differently_is_refused(value):
    with pytest.raises(TypeError, match=r"no .* in a canonical value"):
        canonical.dump(value)


@pytest.mark.parametrize("key", [1, "钥"])
def test_a_key_is_ascii(key):
    with pytest.raises(TypeError, match="key"):
        canonical.dump({key: 1})


@pytest.mark.parametrize("raw", ["1.5", "[1e3]", "NaN", '{"a":1,"a":2}', "{", b"\xff"])
def test_what_is_not_canonical_json_is_refused(raw):
    with pytest.raises(ValueError):  # noqa: PT011 - the parser's own words differ
        canonical.load(raw)


def test_a_digest_is_of_the_canonical_bytes():
    assert canonical.digest({"b": 1, "a": 2}) == canonical.digest({"a": 2, "b": 1})
    assert len(canonical.digest(None)) == 64


@pytest.mark.parametrize(
    "raw", [r'"\u0000"', r'["a\ud800"]', r'{"a":{"b":"\udfff"}}', r'{"\u0000":1}']
)
def test_a_text_that_no_database_can_look_up_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="NUL or half"):
        canonical.load(raw)


def test_whole_pairs_and_other_escapes_are_read() -> None:
    assert canonical.load(r'[1,"\ud83d\ude00\u000a\u738b",null]') == [1, "\U0001f600\n王", None]


def test_nul_is_written_into_no_text() -> None:
    with pytest.raises(TypeError, match="NUL"):
        canonical.dump({"name": ["a\0"]})
