"""At the shop's midnight tiers end, begin and come back without anybody buying anything."""

from typing import Any

import pytest

from pos_member.domain.errors import Unavailable
from sync.server import day_turn, tables
from sync.server.day_turn import Turner, turn
from tests.sync.server.books import member_row, rows
from tests.sync.server.far_end import Till, cash
from tests.sync.server.tier_desk import NOON_MS, publish, tell

DAY_MS = 86_400_000
PROGRAM: dict[str, Any] = {
    "tier_rules": {"validity_days": 10, "grace_days": 5},
    "tiers": [
        {"id": "plain", "name": "Plain"},
        {"id": "gold", "name": "Gold", "requires": {
            "measure": "spend", "least": "5.00", "window": "calendar_year"}},
    ],
}  # fmt: skip


@pytest.fixture
def gold(till: Till) -> str:
    till.now_ms = NOON_MS + 39 * DAY_MS  # the last day of the year
    publish(till, PROGRAM)
    till.day = "2026-12-31"
    member = till.enrol()
    till.sell(member, cash(500))
    till.push()
    return member


def tier(till: Till, member: str) -> str:
    return str(member_row(till, member)["tier_id"])


def after(till: Till, days: int) -> int:
    return turn(till.database, till.house, now_ms=till.now_ms + days * DAY_MS)


def test_a_tier_is_lost_after_validity_and_grace_and_not_before(till: Till, gold: str) -> None:
    assert after(till, 0) == 1  # the program is new to the books
    assert after(till, 9) == 0  # 2027-01-09 is the last day of its validity
    assert (after(till, 10), tier(till, gold)) == (1, "gold")
    assert (after(till, 14), tier(till, gold)) == (0, "gold")
    assert (after(till, 15), tier(till, gold)) == (1, "plain")
    assert after(till, 400) == 0


def test_who_bought_enough_meanwhile_keeps_it_for_another_time(till: Till, gold: str) -> None:
    till.day, till.now_ms = "2027-01-05", till.now_ms + 5 * DAY_MS
    till.sell(gold, cash(500))
    till.push()
    after(till, 0)
    assert (after(till, 5), tier(till, gold)) == (1, "gold")
    assert (after(till, 14), tier(till, gold)) == (0, "gold")


def test_a_grant_begins_and_ends_by_itself(till: Till, gold: str) -> None:
    other = till.enrol(phone="13900139000")
    till.push()
    tell(till, id="1", member=other, kind="grant", tier="gold", reason="opening",
         first_day="2027-01-02", last_day="2027-01-03")  # fmt: skip
    assert tier(till, other) == "plain"
    after(till, 2)
    assert tier(till, other) == "gold"
    after(till, 4)
    assert tier(till, other) == "plain"


def test_a_new_program_looks_at_everybody(till: Till, gold: str) -> None:
    after(till, 0)
    dearer = {**PROGRAM, "tiers": [PROGRAM["tiers"][0], {"id": "silver", "name": "Silver"} | {
        "threshold": "1.00"}]}  # fmt: skip
    publish(till, dearer, version=2)
    assert (after(till, 1), tier(till, gold)) == (1, "silver")
    assert after(till, 1) == 0


def test_many_are_done_a_part_at_a_time(
    till: Till, gold: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        till.sell(till.enrol(phone=f"1390013900{number}"), cash(500))
    till.push()
    monkeypatch.setattr(day_turn, "AT_ONCE", 2)
    assert after(till, 15) == 5
    assert {row["tier_id"] for row in rows(till, tables.member)} == {"plain"}


def test_without_tiers_nothing_turns(till: Till) -> None:
    assert after(till, 0) == 0
    publish(till, {})
    assert after(till, 0) == 0


def test_while_a_server_runs_the_day_turns_by_itself(till: Till, gold: str) -> None:
    asked: list[int] = []

    def now_ms() -> int:
        asked.append(1)
        if len(asked) == 1:
            raise Unavailable("busy")
        return till.now_ms + 15 * DAY_MS

    first = Turner(till.database, till.house, now_ms)
    first.start()
    first.stop()
    again = Turner(till.database, till.house, now_ms)
    again.start()
    again.stop()
    assert (len(asked), tier(till, gold)) == (2, "plain")
