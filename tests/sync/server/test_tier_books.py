"""Tiers on the server: decided at each purchase by the till's own function, told by the feed."""

from typing import Any

import pytest

from pos_member.domain.operations import Refund
from pos_member.domain.tier_book import read_book
from pos_member.domain.tier_decision import Held
from sync.server import feed, programs, tables
from tests.support import tier_cases
from tests.sync.server.books import assert_whole, member_row, rows
from tests.sync.server.far_end import Till, cash
from tests.sync.server.taking_back import sell, take_back
from tests.sync.server.tier_desk import NOON_MS, publish, tell

WINDOW: dict[str, Any] = {
    "tiers": [
        {"id": "plain", "name": "Plain"},
        {"id": "gold", "name": "Gold", "requires": {
            "measure": "spend", "least": "5.00", "window": "calendar_year"}},
    ],
}  # fmt: skip


def tier(till: Till, member: str) -> str:
    return str(member_row(till, member)["tier_id"])


@pytest.mark.parametrize("case", tier_cases.played(), ids=lambda case: str(case["name"]))
def test_the_shops_own_tiers_hold_on_the_server(till: Till, case: dict[str, Any]) -> None:
    till.now_ms = NOON_MS
    publish(till, tier_cases.PROGRAM)
    till.day = "2026-01-01"
    member = till.enrol()
    till.push()
    for number, (day, measure, amount) in enumerate(case.get("counted", [])):
        if measure == "spend":
            till.day = day
            till.sell(member, cash(round(float(amount) * 100)))
            till.push()
        else:
            tell(till, id=f"e{number}", member=member, kind="activity", amount=amount, day=day)
    assert tier(till, member) == case["expect"]["tier"], case["why"]
    assert_whole(till)


def test_a_batch_goes_up_at_once_and_tells_every_till(till: Till, other_till: Till) -> None:
    till.now_ms = other_till.now_ms = NOON_MS
    publish(till, WINDOW)
    till.day = "2026-11-22"
    member = till.enrol()
    till.sell(member, cash(200))
    till.sell(member, cash(300))
    till.push()
    assert tier(till, member) == "gold"
    with till.database.snapshot_reading() as connection:
        page = feed.page(
            connection,
            terminal_id=other_till.terminal_id,
            cursor="0.0",
            now_ms=NOON_MS,
            house=till.house,
        )
    assert page.profiles[0]["tier_id"] == "gold"
    book = read_book(page.figures[0].tier_book)
    assert (book.spent, book.counted[0].times, book.held) == (500, 2, Held("gold"))


def test_tills_that_send_late_come_to_the_same(till: Till, other_till: Till) -> None:
    till.now_ms = other_till.now_ms = NOON_MS
    publish(till, WINDOW)
    till.day, other_till.day = "2026-11-20", "2026-11-22"
    member = till.enrol()
    till.push()
    till.sell(member, cash(300))
    other_till.sell(member, cash(300))
    other_till.push()
    assert tier(till, member) == "plain"
    till.push()
    assert tier(till, member) == "gold"


def test_a_clock_that_runs_ahead_counts_today(till: Till) -> None:
    till.now_ms = NOON_MS
    publish(till, WINDOW)
    till.day = "2031-01-01"
    member = till.enrol()
    till.sell(member, cash(500))
    till.push()
    (row,) = rows(till, tables.tier_book)
    assert read_book(row["book"]).last_day == "2026-11-22"
    assert tier(till, member) == "gold"


def test_years_of_membership_count_from_the_enrolment(till: Till) -> None:
    till.now_ms = NOON_MS
    years = {"all": [{"measure": "years", "least": 2}, {"measure": "purchases", "least": 1}]}
    publish(
        till, {"tiers": [WINDOW["tiers"][0], {"id": "gold", "name": "Gold", "requires": years}]}
    )
    till.day = "2024-11-22"
    member = till.enrol()
    till.day = "2026-11-21"
    till.sell(member, cash(1))
    till.push()
    assert tier(till, member) == "plain"
    (row,) = rows(till, tables.tier_book)
    assert row["look_day"] == "2026-11-22"
    till.day = "2026-11-22"
    till.sell(member, cash(1))
    till.push()
    assert tier(till, member) == "gold"


def test_without_tiers_and_without_a_program_no_book_is_kept(till: Till) -> None:
    member = till.enrol()
    till.sell(member, cash(100))
    till.push()
    assert rows(till, tables.tier_book) == []
    with till.database.reading() as connection:
        assert programs.current(connection, till.house, till.now_ms).program is None


def test_books_of_one_page_stay_below_what_a_reply_may_have(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    till.now_ms = NOON_MS
    publish(till, WINDOW)
    till.day = "2026-11-22"
    for number in range(5):
        till.sell(till.enrol(phone=f"1380013800{number}"), cash(500))
    till.push()
    monkeypatch.setattr("sync.protocol.limits.TIER_BOOKS_MAX", 150)
    cursor, seen, pages, more = "0.0", [], 0, True
    while more:
        with till.database.snapshot_reading() as connection:
            page = feed.page(
                connection, terminal_id=till.terminal_id, cursor=cursor, now_ms=1, house=till.house
            )
        seen += [row.no for row in page.figures]
        cursor, more, pages = page.cursor, page.more, pages + 1
        assert pages < 20
    assert sorted(seen) == [1, 2, 3, 4, 5]
    assert pages > 1


def test_a_refund_takes_back_what_its_sale_counted(till: Till) -> None:
    till.now_ms = NOON_MS
    publish(till, WINDOW)
    till.day = "2026-11-22"
    member = till.enrol()
    sale_id = sell(till, member, cash(10_000))
    till.push()
    (row,) = rows(till, tables.tier_book)
    assert read_book(row["book"]).spent == 10_000
    take_back(till, sale_id)
    till.push()
    (row,) = rows(till, tables.tier_book)
    book = read_book(row["book"])
    assert (book.spent, book.counted, book.held) == (0, (), Held("gold"))


OFTEN: dict[str, Any] = {
    "tiers": [
        WINDOW["tiers"][0],
        {"id": "gold", "name": "Gold", "requires": {"measure": "purchases", "least": 2}},
    ],
}


@pytest.mark.parametrize(("parts", "reached"), [(1, "gold"), (2, "plain")])
def test_a_purchase_counts_until_nothing_of_it_is_left(
    till: Till, parts: int, reached: str
) -> None:
    till.now_ms = NOON_MS
    publish(till, OFTEN)
    till.day = "2026-11-20"
    member = till.enrol()
    sale_id = sell(till, member, cash(10_000))
    before: list[Refund] = []
    for wanted in ({"b": 2_000}, {"a": 1_000})[:parts]:
        before.append(take_back(till, sale_id, before, **wanted))
        till.push()
    till.day = "2026-11-21"
    sell(till, member, cash(10_000))
    till.push()
    assert tier(till, member) == reached
    (row,) = rows(till, tables.tier_book)
    counted = {each.day: (each.amount, each.times) for each in read_book(row["book"]).counted}
    left = {"2026-11-20": (6_000, 1)} if parts == 1 else {}
    assert counted == {**left, "2026-11-21": (10_000, 1)}
    assert_whole(till)
