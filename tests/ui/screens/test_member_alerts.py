"""What a cashier is told of the member: birthday, figures that are old, points still to come."""

import datetime as dt
from dataclasses import replace

import pytest

from pos_member.domain.views import MemberView
from tests.ui.screens.shop_packages import CARE, CUT, sessions
from tests.ui.screens.shop_sample import LIN, NOW_MS
from ui.screens.member_alerts import STALE_MS, alerts, days_to
from ui.screens.wording import ShopClock

CLOCK = ShopClock("Asia/Shanghai")
PLAIN = replace(LIN, birthday="")


def said(member: MemberView, *, online: bool = True) -> list[str]:
    return [one.text for one in alerts(member, CLOCK, NOW_MS, online=online)]


def test_nothing_is_said_where_there_is_nothing_to_say() -> None:
    assert said(PLAIN) == []


@pytest.mark.parametrize(
    ("birthday", "told"),
    [
        ("11-22", ["今天生日"]),
        ("11-24", ["2 天后生日"]),
        ("11-25", ["3 天后生日"]),
        ("11-26", []),
        ("11-21", []),
    ],
)
def test_a_birthday_is_told_on_the_day_and_three_days_before(
    birthday: str, told: list[str]
) -> None:
    assert said(replace(LIN, birthday=birthday)) == told


def test_old_figures_carry_their_time_and_offline_all_figures_are_old() -> None:
    at_the_limit = replace(PLAIN.standing, as_of_ms=NOW_MS - STALE_MS)
    older = replace(PLAIN.standing, as_of_ms=NOW_MS - STALE_MS - 1)
    assert said(replace(PLAIN, standing=at_the_limit)) == []
    assert said(replace(PLAIN, standing=older)) == ["资料截至 14:01，余额可能有变"]
    assert said(PLAIN, online=False) == ["资料截至 14:31，余额可能有变"]


def test_who_joined_here_is_told_as_such_instead_of_as_old() -> None:
    pending = replace(PLAIN.standing, pending_points=40)
    told = said(replace(PLAIN, synced=False, standing=pending), online=False)
    assert told == ["本机登记，联网后同步", "40 积分联网后入账"]


def test_what_a_tier_asks_for_is_told_in_words_and_that_it_is_over() -> None:
    short = replace(PLAIN, next_tier_name="VIP", next_tier_missing="再消费 ¥500.00 和 再购买 2 次")
    assert said(short) == ["升VIP：再消费 ¥500.00 和 再购买 2 次"]
    over = replace(short, tier_in_grace=True, tier_until="2025-11-20")
    assert said(over)[0] == "金卡有效期至 2025-11-20，宽限中"


def test_sessions_that_can_be_used_here_are_told_and_those_that_ended_are_not() -> None:
    held = (sessions(CARE, 3, "2026-03-01"), sessions(CUT, 5, ""), sessions(CUT, 1, "2025-11-01"))
    assert said(replace(PLAIN, packages=held)) == ["次卡在本机还可用 8 次（Ctrl K）"]
    assert said(replace(PLAIN, packages=held[2:])) == []


def test_three_things_are_told_at_most() -> None:
    pending = replace(LIN.standing, pending_points=40)
    full = replace(LIN, birthday="11-22", synced=False, standing=pending, next_tier_missing="x")
    assert said(full) == ["今天生日", "本机登记，联网后同步", "40 积分联网后入账"]


@pytest.mark.parametrize(
    ("birthday", "today", "days"),
    [
        ("", dt.date(2025, 11, 22), None),
        ("01-01", dt.date(2025, 12, 31), 1),
        ("02-29", dt.date(2025, 2, 28), 1),
        ("02-29", dt.date(2024, 2, 28), 1),
        ("1990-12-01", dt.date(2025, 11, 30), 1),
    ],
)
def test_days_are_counted_over_the_turn_of_the_year_and_leap_days(
    birthday: str, today: dt.date, days: int | None
) -> None:
    assert days_to(birthday, today) == days
