"""Phones are found by keyed hashes and read only with the key."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.errors import Damaged
from pos_member.domain.phone import normalise
from sync.protocol import personal
from sync.protocol.replica import PHONE_KEY_BYTES

INDEX_KEY = b"i" * personal.INDEX_KEY_BYTES
FIELD_KEY = b"f" * personal.FIELD_KEY_BYTES


def test_a_number_is_found_however_it_was_written() -> None:
    keys = {
        personal.phone_key(INDEX_KEY, number)
        for number in ("13800006620", "+8613800006620", normalise("138 0000 6620"))
    }
    assert len(keys) == 1
    assert {len(key) for key in keys} == {PHONE_KEY_BYTES}


def test_a_tail_is_found_by_four_digits_or_by_the_whole_number() -> None:
    tail = personal.tail_key(INDEX_KEY, "6620")
    assert personal.tail_key(INDEX_KEY, "13800006620") == tail
    assert personal.tail_key(INDEX_KEY, "6621") != tail


def test_another_key_or_another_use_gives_other_hashes() -> None:
    found = {
        personal.phone_key(INDEX_KEY, "6620"),
        personal.tail_key(INDEX_KEY, "6620"),
        personal.phone_key(b"j" * personal.INDEX_KEY_BYTES, "6620"),
    }
    assert len(found) == 3


@given(st.text(max_size=100))
def test_what_was_sealed_is_read_back(plain: str) -> None:
    assert personal.unseal(FIELD_KEY, personal.seal(FIELD_KEY, plain)) == plain


def test_sealed_text_shows_nothing_of_itself() -> None:
    assert "13800006620" not in personal.seal(FIELD_KEY, "13800006620")
    assert personal.seal(FIELD_KEY, "a") != personal.seal(FIELD_KEY, "b")


SEALED = personal.seal(FIELD_KEY, "13800006620")


@pytest.mark.parametrize(
    "sealed",
    ["", "not base64!", base64.b64encode(b"short").decode(), SEALED[:-8], "A" + SEALED[1:]],
    ids=["empty", "no base64", "short", "cut", "altered"],
)
def test_altered_text_is_not_read(sealed: str) -> None:
    with pytest.raises(Damaged) as refused:
        personal.unseal(FIELD_KEY, sealed)
    assert refused.value.code == "sealed_text"


def test_another_key_reads_nothing() -> None:
    with pytest.raises(Damaged):
        personal.unseal(b"g" * personal.FIELD_KEY_BYTES, SEALED)
