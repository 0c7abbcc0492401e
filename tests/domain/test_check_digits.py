"""Check digits by two rules, proved on numbers that others printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.check_digits import gs1_check_holds, luhn_digit, luhn_holds

digits = st.text("0123456789", min_size=1, max_size=30)


@pytest.mark.parametrize("number", ["79927398713", "4111111111111111"])
def test_published_numbers_hold_by_luhn(number: str) -> None:
    assert luhn_holds(number)


@pytest.mark.parametrize("number", ["6901234567892", "96385074", "042100005264", "00000000000000"])
def test_published_numbers_hold_by_gs1(number: str) -> None:
    assert gs1_check_holds(number)


@given(digits, st.integers(0, 29), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, by: int) -> None:
    whole = number + luhn_digit(number)
    place %= len(whole)
    wrong = whole[:place] + str((int(whole[place]) + by) % 10) + whole[place + 1 :]
    assert luhn_holds(whole)
    assert not luhn_holds(wrong)
    assert gs1_check_holds(whole) + gs1_check_holds(wrong) < 2
