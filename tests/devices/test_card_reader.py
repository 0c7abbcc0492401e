"""A tag is one member card, at every tap and from every reader that writes it its own way."""

import pytest

from devices.card_reader import tag_text
from pos_member.domain.codes import MemberCard, parse


def card(text):
    return parse(text, verify=lambda *_: False)


@pytest.mark.parametrize("written", ["04A2B3C4", "04:a2:b3:c4", "04 A2 B3 C4", "04-a2-b3-c4"])
def test_a_short_tag_is_its_number(written):
    assert tag_text(written)[:12] == "M90077771716"
    assert isinstance(card(tag_text(written)), MemberCard)


@pytest.mark.parametrize("tag", ["04a2b3c4d5e6f7", "04a2b3c4d5e6f7080910"])
def test_a_long_tag_is_a_card_of_its_own_range(tag):
    assert tag_text(tag).startswith("M8")
    assert isinstance(card(tag_text(tag)), MemberCard)
    assert tag_text(tag) != tag_text(tag[:-1] + "1")


@pytest.mark.parametrize("text", ["", "6901234567892", "04a2b3", "xyzxyzxy", "04a2b3c4d5"])
def test_what_is_no_tag_stays_as_it_is(text):
    assert tag_text(text) == text


def test_ten_thousand_short_tags_are_ten_thousand_cards():
    assert len({tag_text(f"{n * 429_496:08x}") for n in range(10_000)}) == 10_000
