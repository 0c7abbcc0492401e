"""A member's stripe is told from a bank's, and what may be a bank's is taken for one."""

import pytest

from pos_member.domain.stripes import (
    holds_bank_card,
    is_track,
    may_be_bank_card,
    may_hold_bank_card,
    own_card,
)


@pytest.mark.parametrize("stripe", ["%M123456789015?", ";123456789015?", ";123456789015?3"])
def test_a_members_stripe_gives_the_number(stripe):
    assert own_card(stripe) == "123456789015"


@pytest.mark.parametrize("text", ["", ";123456789016?", "123456789015", ";6222021001116245702?"])
def test_no_other_text_gives_one(text):
    assert own_card(text) == ""


@pytest.mark.parametrize("track", ["%B1", ";6", "+996222021001?", "622202100111=", "411111111111^"])
def test_each_track_of_a_bank_card_is_known(track):
    assert is_track(track)
    assert not is_track("690" + track[1:4])


def test_a_members_stripe_is_no_bank_card_though_it_looks_like_a_track():
    assert not holds_bank_card(";123456789015?")
    assert holds_bank_card(";123456789016?")
    assert holds_bank_card("E?4111111111111111?")
    assert not holds_bank_card("6901234567892")


def test_a_number_is_a_banks_by_its_length_its_range_and_its_check_digit():
    assert may_be_bank_card("4111111111111111")
    for digits in ("4111111111111112", "41111111111111", "9111111111111119", "4" * 20):
        assert not may_be_bank_card(digits)
    assert may_hold_bank_card("no: 4111111111111111!")
    assert may_hold_bank_card("slip 4111 1111-1111 1111")
    assert not may_hold_bank_card("94111111111111111111")
