"""Coupons as rows: those of the replica by what ends first, those on the counter each once."""

import pytest
from sqlalchemy.exc import IntegrityError

from pos_member.storage import coupons
from pos_member.storage.coupons import ChosenRow
from tests.support.counter import Counter

ROW = ChosenRow("k", "basket", "member", "c10", "", "2026-12-31", "lease")


@pytest.fixture
def counter(tmp_path):
    made = Counter(tmp_path)
    yield made
    made.till.close()


def test_open_coupons_come_in_the_order_in_which_they_end(counter: Counter) -> None:
    member = counter.member()
    row = {"no": 1, "template_id": "c10", "first_day": "", "offline_ok": 0, "state": "open"}
    for name, day, state in (("a", "", "open"), ("b", "2026-12-31", "open"), ("c", "", "used")):
        counter.pull(coupons=({**row, "coupon_id": name, "last_day": day, "state": state},))
    with counter.till.cache.reading() as replica:
        assert [each.coupon_id for each in coupons.of_member(replica, member)] == ["b", "a"]
        found = coupons.by_id(replica, "c")
        assert found is not None and (found.member_id, found.state) == (member, "used")
        assert coupons.by_id(replica, "d") is None


def test_a_coupon_is_on_one_counter_only_and_says_what_a_sale_says(counter: Counter) -> None:
    with counter.till.journal.writing() as journal:
        coupons.choose(journal, ROW)
        assert coupons.chosen(journal, "basket") == [ROW]
        with pytest.raises(IntegrityError):
            coupons.choose(journal, ROW)
        coupons.drop_others(journal, "basket", "member")
        assert coupons.chosen(journal, "basket") == [ROW]
        coupons.drop(journal, "basket", "k")
        assert coupons.chosen(journal, "basket") == []
    assert ROW.redeemed().leg.lots[0].lot == "k"


def test_what_was_used_is_remembered_once(counter: Counter) -> None:
    with counter.till.journal.writing() as journal:
        assert not coupons.was_used(journal, "k")
        coupons.note_used(journal, "k")
        coupons.note_used(journal, "k")
        assert coupons.was_used(journal, "k")
        assert coupons.every_used(journal) == {"k"}
