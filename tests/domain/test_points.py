"""Points: whole ones earned, whole steps burnt, oldest lots first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.lease import Lot
from pos_member.domain.points import (
    NOTHING,
    Burn,
    burn_limit,
    earned,
    last_day,
    oldest_first,
    taken,
    worth,
)
from pos_member.domain.program import PointsRules

PLAIN = PointsRules()
HALF = PointsRules(minimum_points=200, share_of_bill_bp=5000)
rules = st.builds(
    PointsRules,
    earn_points=st.integers(0, 20),
    earn_per_minor=st.integers(1, 1000),
    step_points=st.integers(1, 500),
    step_minor=st.integers(1, 500),
    minimum_points=st.integers(0, 1000),
    share_of_bill_bp=st.integers(0, 10_000),
)
counts = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("paid", "multiplier", "points"),
    [
        (4000, 10_000, 40),
        (3999, 10_000, 39),
        (99, 10_000, 0),
        (0, 10_000, 0),
        (-500, 10_000, 0),
        # 666.70 x 1.2 = 800.04: the multiplier comes before what is short of a point is dropped.
        (66_670, 12_000, 800),
        (3999, 0, 0),
    ],
)
def test_a_point_for_each_yuan_paid(paid, multiplier, points):
    assert earned(PLAIN, paid, multiplier) == points


def test_what_is_left_of_a_yuan_is_not_lost_between_points():
    # Three points for two yuan: 3.00 paid earns 4 (4.5 without the half).
    assert earned(PointsRules(earn_points=3, earn_per_minor=200), 300) == 4


@pytest.mark.parametrize(
    ("rule", "due", "held", "limit"),
    [
        (PLAIN, 5000, 12_480, Burn(5000, 5000)),
        (PLAIN, 5099, 12_480, Burn(5000, 5000)),
        (PLAIN, 5000, 399, Burn(300, 300)),
        (PLAIN, 99, 399, NOTHING),
        (PLAIN, 5000, -1, NOTHING),
        # Half of 10.00 is 5.00: 500 points.
        (HALF, 1000, 9999, Burn(500, 500)),
        # Half of 3.99 is 1.99: one step, which is below the minimum of 200 points.
        (HALF, 399, 9999, NOTHING),
        (HALF, 1000, 199, NOTHING),
        (PointsRules(share_of_bill_bp=0), 1000, 9999, NOTHING),
    ],
)
def test_the_most_that_may_be_burnt(rule, due, held, limit):
    assert burn_limit(rule, due, held) == limit


@pytest.mark.parametrize(
    ("offered", "burn"),
    [(0, 0), (-5, 0), (199, 0), (200, 200), (299, 200), (500, 500), (9999, 500)],
)
def test_offered_points_are_taken_in_whole_steps_from_the_minimum_to_the_limit(offered, burn):
    assert taken(HALF, Burn(500, 500), offered) == Burn(burn, burn)


@given(rules, counts, counts, counts)
def test_burning_stays_within_the_bill_and_what_is_held(rule, due, held, offered):
    limit = burn_limit(rule, due, held)
    burn = taken(rule, limit, offered)
    for each in (limit, burn):
        assert each.points <= held
        assert each.minor * 10_000 <= due * rule.share_of_bill_bp
        assert each.points % rule.step_points == 0
        assert each == worth(rule, each.points)
        assert each.points == 0 or each.points >= rule.minimum_points
    assert burn.points <= max(0, offered)


@given(rules, counts, counts, st.integers(0, 30_000))
def test_paying_in_parts_never_earns_more_than_at_once(rule, one, other, multiplier):
    apart = earned(rule, one, multiplier) + earned(rule, other, multiplier)
    assert apart <= earned(rule, one + other, multiplier) <= apart + 1


def test_points_live_until_the_end_of_a_shop_day():
    assert last_day(PLAIN, "2026-11-22") == ""
    assert last_day(PointsRules(lifetime_days=30), "2026-11-22") == "2026-12-22"


def test_the_first_to_expire_is_burnt_first_and_what_expired_not_at_all():
    lots = [
        Lot("d", 1, ""),
        Lot("c", 1, "2027-01-01"),
        Lot("b", 1, "2026-11-22"),
        Lot("gone", 1, "2026-11-21"),
        Lot("a", 1, "2027-01-01"),
    ]
    assert [lot.lot for lot in oldest_first(lots, "2026-11-22")] == ["b", "a", "c", "d"]
