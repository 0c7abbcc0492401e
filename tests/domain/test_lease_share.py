"""Shares lie where the member shops, are never more than there is, and settle down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.lease import LeasePolicy, Spread
from pos_member.domain.lease_share import Custom, Holder, is_high, is_low, recall_plan, shares
from pos_member.domain.ledger import Kind

WHOLE = LeasePolicy(share_bp=10_000, cap_minor=10**9, cap_points=10**9, tills=3)
HOME = ("a", "b", "c")


def of(policy: LeasePolicy, visits: dict[str, int], balance: int = 9_000) -> dict[str, int]:
    return shares(balance, Kind.PRINCIPAL, policy, Custom(visits, HOME))


def with_spread(spread: Spread, tills: int = 3) -> LeasePolicy:
    return LeasePolicy(share_bp=10_000, cap_minor=10**9, spread=spread, tills=tills)


def test_rights_lie_by_visits_and_a_colleagues_till_is_never_left_with_nothing() -> None:
    assert of(WHOLE, {"b": 5, "a": 1}) == {"b": 6_000, "a": 2_000, "c": 1_000}


def test_headroom_is_shared_alike_and_no_tills_part_is_cut_off() -> None:
    policy = LeasePolicy(share_bp=10_000, cap_minor=1, cap_points=1, tills=3)
    spread = shares(9_000, Kind.HEADROOM, policy, Custom({"b": 5, "a": 1}, HOME))
    assert spread == {"b": 6_000, "a": 2_000, "c": 1_000}


def test_a_till_of_another_shop_counts_by_its_visits_alone() -> None:
    assert of(WHOLE, {"x": 2, "a": 2, "b": 1}) == {"x": 2_572, "a": 3_857, "b": 2_571}
    assert of(WHOLE, {"a": 5, "b": 2, "c": 1, "x": 1}) == {"a": 4_909, "b": 2_455, "c": 1_636}


@pytest.mark.parametrize(
    ("spread", "expected"),
    [
        (Spread.ONE, {"b": 9_000}),
        (Spread.SPLIT, {"b": 3_000, "a": 3_000, "c": 3_000}),
    ],
)
def test_the_program_may_spread_otherwise(spread: Spread, expected: dict[str, int]) -> None:
    assert of(with_spread(spread), {"b": 5, "a": 1}) == expected


def test_what_one_till_is_lent_has_a_cap_by_unit() -> None:
    policy = LeasePolicy(share_bp=5_000, cap_minor=700, cap_points=70, tills=1)
    custom = Custom({"a": 1})
    assert shares(1_000, Kind.BONUS, policy, custom) == {"a": 500}
    assert shares(90_000, Kind.PRINCIPAL, policy, custom) == {"a": 700}
    assert shares(90_000, Kind.POINTS, policy, custom) == {"a": 70}


def test_nobody_served_yet_means_no_share_until_they_stand_somewhere() -> None:
    nobody = Custom({})
    assert shares(100, Kind.PRINCIPAL, WHOLE, nobody) == {}
    assert shares(100, Kind.PRINCIPAL, WHOLE, nobody.served_at("x")) == {"x": 100}
    assert Custom({"a": 1}, HOME).served_at("a") == Custom({"a": 2}, HOME)


@given(
    st.integers(0, 10**9),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 50)),
    st.builds(
        LeasePolicy,
        share_bp=st.integers(0, 10_000),
        cap_minor=st.integers(0, 10**6),
        spread=st.sampled_from(Spread),
        tills=st.integers(1, 5),
    ),
)
def test_shares_are_never_more_than_there_is(
    balance: int, visits: dict[str, int], policy: LeasePolicy
) -> None:
    found = of(policy, visits, balance)
    assert sum(found.values()) <= balance
    assert len(found) <= policy.tills
    assert all(0 <= part <= policy.cap_minor for part in found.values())
    # At its share a till asks for nothing and gives nothing back: there is no circle.
    assert not any(is_low(part, part) or is_high(part, part) for part in found.values())


def test_slack_on_both_sides_keeps_rights_where_they_are() -> None:
    assert [is_low(held, 100) for held in (0, 49, 50, 200)] == [True, True, False, False]
    assert [is_high(held, 100) for held in (0, 150, 151)] == [False, False, True]


def test_only_what_is_needed_is_asked_back_in_the_order_given() -> None:
    held = [Holder("1", "a", 300), Holder("2", "b", 500), Holder("3", "a", 400)]
    assert recall_plan(250, held, {}) == [(held[0], 0)]
    assert recall_plan(800, held, {}) == [(held[0], 0), (held[1], 0)]
    assert recall_plan(0, held, {}) == []


def test_a_till_keeps_its_share_in_all_its_leases_together() -> None:
    held = [Holder("1", "a", 300), Holder("2", "b", 500), Holder("3", "a", 400)]
    assert recall_plan(10_000, held, {"a": 350, "b": 500}) == [(held[2], 50)]
