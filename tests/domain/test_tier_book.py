"""Tier books: what was done adds up by day, travels as a text, and says when to look again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.errors import Damaged
from pos_member.domain.program_document import read_program
from pos_member.domain.tier_book import (
    NEVER,
    TierBook,
    decided,
    done,
    first_book,
    folded,
    look_day,
    read_book,
    taken_back,
    write_book,
)
from pos_member.domain.tier_decision import Counted, Granted, Held, PaidFor, Standing
from pos_member.domain.tier_rules import Bound, Measure

SPEND = Measure.SPEND
JOINED = "2024-02-29"
FULL = TierBook(
    counted=(
        Counted("", SPEND, 700, times=0),
        Counted("2026-11-01", SPEND, 500, times=2),
        Counted("2026-11-02", Measure.ACTIVITY, 3),
        Counted("2026-11-03", Measure.UNITS, 4, unit="nights"),
    ),
    paid=(PaidFor("year", "2026-05-01"), PaidFor("year", "2025-05-01", refunded=True)),
    granted=(
        Granted("gold", "complaint", "2026-11-01", "2026-12-01"),
        Granted("gold", "", "2026-11-01"),
    ),
    held=Held("gold", "2027-01-01", paid=True),
)


def shop(**more: object):
    return read_program(
        {
            "version": 1,
            "tiers": [
                {"id": "plain", "name": "Plain"},
                {"id": "gold", "name": "Gold", "threshold": "5.00"},
            ],
            **more,
        }
    )


def spend(*rows: tuple[str, int]) -> TierBook:
    book = TierBook()
    for day, minor in rows:
        book = done(book, Counted(day, SPEND, minor))
    return book


def test_a_book_is_the_same_after_its_text():
    assert read_book(write_book(FULL)) == FULL
    assert read_book(write_book(TierBook())) == TierBook()
    assert write_book(TierBook()) == "{}"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "3", "{", '{"s":3}', '{"s":[[1,2]]}', '{"s":[["someday",1,1]]}', '{"h":["gold"]}',
     '{"o":[["2026-11-01","luck","",1]]}'],
)  # fmt: skip
def test_what_is_no_book_is_said(text):
    with pytest.raises(Damaged) as wrong:
        read_book(text)
    assert wrong.value.values["path"] == "tier_book"


def test_purchases_of_one_day_are_one_entry():
    book = spend(("2026-11-01", 300), ("2026-11-02", 100), ("2026-11-01", 250))
    assert book.counted == (
        Counted("2026-11-01", SPEND, 550, times=2),
        Counted("2026-11-02", SPEND, 100),
    )
    assert (book.last_day, book.spent) == ("2026-11-02", 650)
    assert (TierBook().last_day, TierBook().spent) == ("", 0)


def test_what_is_taken_back_comes_off_its_own_day():
    book = spend(("2026-11-01", 300), ("2026-11-02", 300))
    assert taken_back(book, "2026-11-02", 100, purchases=0).counted == (
        Counted("2026-11-01", SPEND, 300),
        Counted("2026-11-02", SPEND, 200),
    )
    assert taken_back(book, "2026-11-01", 300, purchases=1).counted == (
        Counted("2026-11-02", SPEND, 300),
    )


def test_what_a_day_does_not_hold_any_more_comes_off_the_undated():
    book = done(first_book("plain", 500), Counted("2026-11-02", SPEND, 300))
    book = done(book, Counted("2026-11-02", Measure.ACTIVITY, 9))
    left = taken_back(book, "2020-01-01", 550, purchases=1)
    assert left.spent == 250
    assert Counted("2026-11-02", Measure.ACTIVITY, 9) in left.counted


def test_who_had_a_tier_before_there_was_a_book_keeps_it():
    book, made = decided(first_book("gold", 0), shop(), "", "2026-11-22")
    assert made.tier.tier_id == "gold"
    assert first_book("", 0) == TierBook()
    # 4.99 of unknown days and 0.01 today are 5.00.
    book = done(first_book("plain", 499), Counted("2026-11-22", SPEND, 1))
    assert decided(book, shop(), "", "2026-11-22")[1].tier.tier_id == "gold"


def test_what_comes_late_is_decided_as_of_the_last_day_that_is_known():
    late = done(spend(("2026-11-20", 300)), Counted("2026-11-18", SPEND, 300))
    assert decided(late, shop(), JOINED, "2026-11-18")[1].tier.tier_id == "gold"


def test_days_that_no_window_reaches_are_one_entry():
    book = spend(("2024-01-01", 1), ("2024-06-01", 2), ("2025-11-22", 4), ("2025-11-23", 8))
    assert folded(book, "2026-11-22").counted == (
        Counted("", SPEND, 7, times=3),
        Counted("2025-11-23", SPEND, 8),
    )
    fresh = spend(("2026-11-01", 1))
    assert folded(fresh, "2026-11-22") is fresh
    # On the last day of a leap year the calendar year has a day more than the rolling one.
    leap = spend(("2028-01-01", 1))
    assert folded(leap, "2028-12-31") is leap


def test_the_day_to_look_again_is_the_first_on_which_time_changes_anything():
    program = shop(tier_rules={"validity_days": 365, "grace_days": 30})
    assert look_day(TierBook(), program, "", "2026-11-22") == NEVER
    lowest = TierBook(held=Held("plain", "2026-12-01"))
    assert look_day(lowest, program, "", "2026-11-22") == NEVER
    gold = TierBook(held=Held("gold", "2026-12-01"))
    assert look_day(gold, program, "", "2026-11-22") == "2026-12-02"
    assert look_day(gold, program, "", "2026-12-02") == "2027-01-01"
    assert look_day(TierBook(held=Held("gold")), program, "", "2026-11-22") == NEVER
    grants = TierBook(
        granted=(Granted("gold", "", "2026-12-24", "2026-12-26"), Granted("gold", "", "2026-12-30"))
    )
    assert look_day(grants, program, "", "2026-11-22") == "2026-12-24"
    assert look_day(grants, program, "", "2026-12-24") == "2026-12-27"
    paid = TierBook(paid=(PaidFor("year", "2027-01-05"),))
    assert look_day(paid, program, "", "2026-11-22") == "2027-01-05"


@pytest.mark.parametrize(
    ("joined", "today", "day"),
    [
        ("2024-02-29", "2026-11-22", "2027-03-01"),
        ("2024-02-29", "2027-11-22", "2028-02-29"),
        ("2024-02-29", "2099-11-22", "2100-03-01"),
        ("2024-02-29", "1999-11-22", "2025-03-01"),
        ("2025-11-22", "2026-11-22", "2027-11-22"),
        ("2025-11-23", "2026-11-22", "2026-11-23"),
        ("", "2026-11-22", NEVER),
    ],
)
def test_years_of_membership_are_full_on_their_day(joined, today, day):
    years = {"any": [{"measure": "years", "least": 2}, {"measure": "spend", "least": "5.00"}]}
    tiers = [{"id": "plain", "name": "Plain"}, {"id": "gold", "name": "Gold", "requires": years}]
    assert look_day(TierBook(), shop(tiers=tiers), joined, today) == day


AMOUNTS = st.lists(
    st.tuples(st.dates().map(str), st.integers(1, 10**6), st.booleans()), max_size=12
)


@given(AMOUNTS)
def test_what_is_taken_back_in_any_order_leaves_what_stayed(rows):
    book = spend(*((day, minor) for day, minor, _ in rows))
    for day, minor, back in rows:
        if back:
            book = taken_back(book, day, minor, purchases=1)
    assert book == read_book(write_book(book))
    assert book.spent == sum(minor for _, minor, back in rows if not back)


def test_what_was_taken_back_whole_counts_neither_as_spent_nor_as_a_purchase():
    back = Counted("2026-11-01", SPEND, 500, taken_back=500)
    kept = Counted("2026-11-02", SPEND, 300, taken_back=100, times=2)
    standing = Standing(shop(), TierBook((back, kept)).history(""), "2026-11-22")
    assert standing.total(Bound(SPEND, 1)) == 200
    assert standing.total(Bound(Measure.PURCHASES, 1)) == 2
