"""A till spends only what is lent to it, oldest lots and first to expire first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain import canonical
from pos_member.domain.errors import Refused
from pos_member.domain.lease import (
    Grant,
    Lease,
    Leg,
    Lot,
    draw,
    oldest_lots,
    read_grant,
    read_leg,
    sure_here,
    usable,
    without_lots,
)
from pos_member.domain.ledger import Kind
from pos_member.domain.shape import Shape

NOW = 1_000


def held(
    name: str,
    remaining: int,
    *,
    reserved: int = 0,
    expires: int = 2_000,
    lots: tuple[Lot, ...] = (),
) -> Lease:
    return Lease(
        name, "m", Kind.POINTS if lots else Kind.PRINCIPAL, remaining, reserved, expires, lots
    )


def test_expired_reserved_and_other_kinds_are_not_usable() -> None:
    points = held("p", 10, lots=(Lot("a", 10, ""),))
    leases = [held("late", 10, expires=NOW), held("full", 5, reserved=5), points, held("ok", 5)]
    assert [item.lease_id for item in usable(leases, Kind.PRINCIPAL, NOW)] == ["ok"]
    assert sure_here(leases, Kind.PRINCIPAL, NOW) == 5


def test_what_expires_first_is_spent_first() -> None:
    leases = [held("b", 10, expires=3_000), held("c", 10), held("a", 10)]
    assert draw(leases, Kind.PRINCIPAL, 25, NOW) == (
        Leg("a", Kind.PRINCIPAL, 10),
        Leg("c", Kind.PRINCIPAL, 10),
        Leg("b", Kind.PRINCIPAL, 5),
    )


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(900, 1_100)), max_size=6
    ),
    st.integers(1, 200),
)
def test_a_draw_takes_exactly_what_is_asked_or_says_what_is_sure(
    parts: list[tuple[int, int, int]], amount: int
) -> None:
    leases = [
        held(str(i), a + b, reserved=b, expires=until) for i, (a, b, until) in enumerate(parts)
    ]
    sure = sure_here(leases, Kind.PRINCIPAL, NOW)
    if amount > sure:
        with pytest.raises(Refused) as refused:
            draw(leases, Kind.PRINCIPAL, amount, NOW)
        assert refused.value.code == "lease_short"
        assert refused.value.values == {"asked": amount, "sure": sure, "kind": "principal"}
        return
    legs = draw(leases, Kind.PRINCIPAL, amount, NOW)
    free = {item.lease_id: item.free for item in leases if item.expires_ms > NOW}
    assert sum(leg.amount for leg in legs) == amount
    assert all(0 < leg.amount <= free[leg.lease_id] for leg in legs)


LOTS = st.lists(st.integers(1, 30), max_size=5).map(
    lambda amounts: tuple(Lot(f"lot-{i}", amount, "") for i, amount in enumerate(amounts))
)


@given(LOTS, st.data())
def test_lots_are_taken_in_order_and_what_is_left_adds_up(lots: tuple[Lot, ...], data) -> None:
    whole = sum(lot.amount for lot in lots)
    skip = data.draw(st.integers(0, whole))
    amount = data.draw(st.integers(0, whole - skip))
    taken = oldest_lots(lots, amount, skip)
    assert sum(lot.amount for lot in taken) == amount
    left = without_lots(lots, taken)
    assert sum(lot.amount for lot in left) == whole - amount
    assert all(lot.amount > 0 for lot in left)


def test_points_name_the_lots_they_are_burnt_from() -> None:
    lease = held("p", 30, reserved=5, lots=(Lot("old", 10, "2027-01-01"), Lot("new", 20, "")))
    (leg,) = draw([lease], Kind.POINTS, 10, NOW)
    assert leg.lots == (Lot("old", 5, "2027-01-01"), Lot("new", 5, ""))


def test_a_grant_and_a_leg_are_read_back_as_written() -> None:
    lots = (Lot("a", 3, "2027-01-01"), Lot("b", 4, ""))
    grant = Grant("l", "t", "m", Kind.POINTS, 7, 99, 0, 3, lots)
    assert read_grant(Shape(canonical.load(canonical.dump(grant.to_json())))) == grant
    leg = Leg("l", Kind.POINTS, 7, lots)
    assert read_leg(Shape(canonical.load(canonical.dump(leg.to_json())))) == leg
