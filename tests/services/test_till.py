"""The till's own facts: whose journal, which day, in which words."""

from dataclasses import replace

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.words import Words
from pos_member.services.till import Till, claim_journal, shop_day
from pos_member.storage import meta
from tests.support.counter import START_MS, TERMINAL, Counter, identity


@pytest.mark.parametrize(
    ("ahead_min", "day"), [(480, "2026-11-22"), (840, "2026-11-22"), (-600, "2026-11-21")]
)
def test_the_day_is_the_shops(ahead_min: int, day: str) -> None:
    assert shop_day(Moment(START_MS, 0, "b", ahead_min)) == day


def test_a_journal_is_claimed_once(counter: Counter) -> None:
    with counter.till.journal.writing() as connection:
        claim_journal(connection, identity())
        assert meta.get(connection, meta.TERMINAL) == TERMINAL
        with pytest.raises(Refused) as refused:
            claim_journal(connection, replace(identity(), terminal_id="other"))
    assert refused.value.values == {"owner": TERMINAL}


def test_words_are_in_the_tills_language_and_names_need_readings(counter: Counter) -> None:
    till = counter.till
    assert till.words(Words("金卡", "Gold")) == "金卡"
    till.language = "en"
    assert till.words(Words("金卡", "Gold")) == "Gold"
    bare = Till(till.journal, till.cache, identity(), counter.folder, "r", counter.next_id)
    assert bare.readings("单") == [[]]
