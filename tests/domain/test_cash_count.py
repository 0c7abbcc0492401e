"""A drawer is counted by note and coin, key by key, or by the sum that a machine said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.cash_count import FACES, PIECES_MAX, CashCount, faces_of


def typed(keys: list[str], face: int = 10_000) -> CashCount:
    count = CashCount()
    for key in keys:
        count = count.press(face, key)
    return count


@pytest.mark.parametrize(
    ("keys", "pieces"),
    [
        (["1", "2"], 12),
        (["1", "2", "back"], 1),
        (["0"], 0),
        (["5", "00"], 500),
        (["9", "9", "9", "9", "9"], PIECES_MAX),
        (["7", ".", "-", "²"], 7),
    ],
)
def test_digits_make_the_pieces_of_the_face_they_are_typed_at(keys: list[str], pieces: int) -> None:
    count = typed(keys)
    assert count.pieces == {10_000: pieces} and count.total == 10_000 * pieces


def test_nothing_typed_is_no_count_and_a_nought_is_one() -> None:
    assert not CashCount().begun
    assert typed(["0"]).begun and CashCount(sum_minor=0).begun


def test_a_sum_stands_for_all_pieces_until_pieces_are_counted() -> None:
    assert CashCount({100: 3}, sum_minor=55).total == 55
    assert CashCount(sum_minor=55).press(100, "3").total == 300


@given(st.dictionaries(st.sampled_from(FACES["CNY"]), st.integers(0, PIECES_MAX)))
def test_a_count_comes_to_what_its_pieces_are_worth(pieces: dict[int, int]) -> None:
    count = CashCount()
    for face, number in pieces.items():
        for digit in str(number):
            count = count.press(face, digit)
    assert count.total == sum(face * number for face, number in pieces.items())


def test_faces_are_known_largest_first_and_none_are_made_up() -> None:
    for faces in FACES.values():
        assert list(faces) == sorted(set(faces), reverse=True)
    assert faces_of("CNY")[0] == 10_000 and faces_of("CHF") == ()
