"""Ids: version 7, sortable by their time, and the same sixteen bytes both ways."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.ids import id_bytes, id_text, short_code, uuid7

chances = st.binary(min_size=10, max_size=10)
moments = st.integers(0, 2**48 - 1)


@given(moments, chances)
def test_an_id_is_a_version_7_uuid_that_carries_its_moment(moment, chance):
    made = UUID(uuid7(moment, chance))
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == moment


@given(moments, chances, chances)
def test_different_chance_gives_different_ids(moment, one, other):
    # 74 of the 80 bits stand in the id: the six that do not are the only way to meet.
    low = (1 << 62) - 1
    numbers = [int.from_bytes(each, "big") for each in (one, other)]
    kept = {((n >> 68) & 0xFFF, n & low) for n in numbers}
    assert (uuid7(moment, one) == uuid7(moment, other)) == (len(kept) == 1)


@given(moments, chances, chances)
def test_ids_sort_by_their_moment(moment, one, other):
    if moment:
        assert uuid7(moment - 1, one) < uuid7(moment, other)


@given(st.binary(min_size=16, max_size=16))
def test_sixteen_bytes_and_text_are_the_same_id(raw):
    assert id_bytes(id_text(raw)) == raw
    assert id_text(raw) == str(UUID(bytes=raw))


@pytest.mark.parametrize("text", ["", "1234", "zz", "0" * 34])
def test_what_is_no_id_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - hex digits and length speak differently
        id_bytes(text)


def test_a_receipt_prints_the_last_random_digits():
    assert short_code("01890a5d-ac96-774b-bcce-b302099a8057") == "02099A8057"


def test_chance_of_the_wrong_size_is_a_bug():
    with pytest.raises(AssertionError):
        uuid7(0, b"short")
