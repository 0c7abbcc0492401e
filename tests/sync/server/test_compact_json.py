"""The fast way into a value gives what the strict one gives, or refuses what it refuses."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain import canonical
from sync.server import compact_json

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def _read(load: Callable[[bytes], object], raw: bytes) -> object:
    """Return the value, or that it is refused."""
    try:
        return load(raw)
    except (ValueError, RecursionError):
        return "refused", raw


@given(values, st.booleans(), st.booleans())
def test_both_ways_read_or_refuse_the_same(value, spaced, escaped):
    marks = (", ", ": ") if spaced else (",", ":")
    raw = json.dumps(value, ensure_ascii=escaped, separators=marks).encode()
    assert _read(compact_json.load, raw) == _read(canonical.load, raw)


@given(st.text('0123456789.eE+-,:[]{}"ab\\u林\t ', max_size=12))
def test_both_ways_agree_about_what_nobody_wrote_on_purpose(text):
    raw = text.encode()
    assert _read(compact_json.load, raw) == _read(canonical.load, raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b"[1.0]",
        b"1e3",
        b"NaN",
        b"-Infinity",
        b'"\\u0000"',
        b'"\\ud800"',
        b'"\xff"',
        b'"a\nb"',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 5_000,
        b"\xef\xbb\xbf1",
        b"",
    ],
)
def test_what_the_strict_way_refuses_is_refused(raw):
    with pytest.raises((ValueError, RecursionError)):
        compact_json.load(raw)


@pytest.mark.parametrize(
    "raw", [b"18446744073709551616", b"-0", b'{"a" : 1}', '"é\u2028"'.encode()]
)
def test_what_the_strict_way_reads_is_read_as_it_stands(raw):
    found = compact_json.load(raw)
    assert found == canonical.load(raw)
    assert type(found) is type(canonical.load(raw))


@given(values)
def test_what_was_read_is_written_again_as_the_strict_way_writes_it(value):
    try:
        raw = canonical.dump(value)
    except TypeError:
        return
    assert compact_json.again(compact_json.load(raw)) == raw
