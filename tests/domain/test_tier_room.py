"""Within the room that a tier's decision left, deciding again comes to the same."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.program import Program
from pos_member.domain.program_document import read_program
from pos_member.domain.tier_book import TierBook, decided, done
from pos_member.domain.tier_decision import Counted, Granted, Held, PaidFor
from pos_member.domain.tier_room import room_of
from pos_member.domain.tier_rules import Measure

TODAY = "2026-11-22"
JOINED = "2024-02-29"
TIERS: list[dict[str, Any]] = [
    {"id": "plain", "name": "Plain"},
    {"id": "silver", "name": "Silver", "threshold": "5.00"},
    {"id": "gold", "name": "Gold", "requires": {"any": [
        {"measure": "spend", "least": "9.00", "window": "calendar_year"},
        {"all": [
            {"measure": "purchases", "least": 4, "window": "rolling_year"},
            {"measure": "years", "least": 2},
        ]},
        {"paid": "year"},
    ]}},
]  # fmt: skip
MORE: dict[str, Any] = {
    "memberships": [{"id": "year", "name": "Year", "fee": "99.00", "days": 365}],
}


def program(**rules: object) -> Program:
    return read_program({"version": 1, "tiers": TIERS, "tier_rules": MORE | rules})


@pytest.mark.parametrize(
    ("spent", "times", "spend", "purchases"),
    [(100, 1, 400, 3), (499, 2, 1, 2), (500, 3, 400, 1), (950, 9, 10**18, 10**18)],
)
def test_the_room_ends_at_the_next_bound_that_is_not_met(spent, times, spend, purchases):
    book = TierBook((Counted(TODAY, Measure.SPEND, spent, times=times),))
    room = room_of(book, program(), JOINED, TODAY)
    assert (room.day, room.spend, room.purchases) == (TODAY, spend, purchases)


days = st.sampled_from(["", "2024-05-01", "2025-11-30", "2026-01-01", "2026-11-21", TODAY])
counted = st.builds(
    Counted,
    days,
    st.sampled_from([Measure.SPEND, Measure.ACTIVITY]),
    st.integers(1, 1_000),
    times=st.integers(1, 4),
)
held = st.none() | st.builds(
    Held,
    st.sampled_from(["plain", "silver", "gold", "gone"]),
    st.sampled_from(["", "2026-10-01", "2026-11-20", TODAY, "2027-01-01"]),
    st.booleans(),
)
books = st.builds(
    TierBook,
    st.lists(counted, max_size=4).map(tuple),
    st.lists(st.builds(PaidFor, st.just("year"), days.filter(bool), st.booleans()), max_size=1).map(
        tuple
    ),
    st.lists(
        st.builds(Granted, st.sampled_from(["silver", "gold"]), st.just(""), days.filter(bool)),
        max_size=1,
    ).map(tuple),
    held,
)


@given(
    books,
    st.sampled_from(["one_step", "to_reached"]),
    st.lists(st.integers(1, 200), min_size=1, max_size=5),
)
def test_what_is_bought_within_the_room_decides_nothing(book, downgrade, bought):
    shop = program(downgrade=downgrade, validity_days=300, grace_days=5)
    before, made = decided(book, shop, JOINED, TODAY)
    if before is not book:
        before, made = decided(before, shop, JOINED, TODAY)
    room = room_of(before, shop, JOINED, TODAY)
    if decided(before, shop, JOINED, TODAY)[0] is not before:
        return
    after, spent = before, 0
    for place, minor in enumerate(bought, start=1):
        spent += minor
        if spent >= room.spend or place >= room.purchases:
            return
        after = done(after, Counted(TODAY, Measure.SPEND, minor))
        assert decided(after, shop, JOINED, TODAY) == (after, made)
