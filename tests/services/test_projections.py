"""What follows from an operation is a pure function of it."""

from dataclasses import replace

import pytest

from pos_member.domain.lease import Grant, Leg
from pos_member.domain.ledger import Kind
from pos_member.services.projections import TOP_UP_VALID_MS, LeaseMoves, effects_of, lease_moves
from tests.support import bodies


def moves(body) -> LeaseMoves:
    return lease_moves("op", body, terminal_id="t1", wall_ms=1_000)


def test_a_sale_takes_what_its_legs_say() -> None:
    taken = moves(bodies.SALE).taken
    assert [(leg.lease_id, leg.amount) for leg in taken] == [
        ("l1", 2_000),
        ("l2", 1_000),
        ("l3", 100),
    ]


def test_a_top_up_opens_a_lease_of_its_own_id() -> None:
    assert moves(bodies.TOP_UP) == LeaseMoves(
        opened=Grant("op", "t1", "m1", Kind.PRINCIPAL, 50_000, 1_000 + TOP_UP_VALID_MS, 0, 0)
    )


def test_below_a_cap_it_fills_what_it_names_and_a_new_member_brings_all_of_its_room() -> None:
    assert moves(bodies.CAPPED_TOP_UP).taken == bodies.CAPPED_TOP_UP.headroom
    until_ms = 1_000 + TOP_UP_VALID_MS
    assert moves(bodies.CAPPED_ENROLMENT) == LeaseMoves(
        opened=Grant("op", "t1", "m2", Kind.HEADROOM, 500_000, until_ms, 0, 0)
    )


def test_grants_open_and_returns_take() -> None:
    assert moves(bodies.OPENED) == LeaseMoves(opened=bodies.OPENED.grant)
    returned = bodies.RETURNED_POINTS
    leg = Leg("l3", Kind.POINTS, 40, returned.lots)
    assert moves(returned) == LeaseMoves(taken=(leg,))


@pytest.mark.parametrize("body", [bodies.ENROLMENT, bodies.ABANDONED, bodies.GUEST_SALE])
def test_other_operations_touch_no_lease(body) -> None:
    assert moves(body) == LeaseMoves()


def test_earned_points_are_told_from_burnt_ones() -> None:
    found = {item.kind: item for item in effects_of(7, "op", bodies.SALE, currency="CNY")}
    assert (found[Kind.POINTS].delta, found[Kind.POINTS].earned) == (-1, 99)
    assert {kind: item.delta for kind, item in found.items()} == {
        Kind.PRINCIPAL: -2_000,
        Kind.BONUS: -1_000,
        Kind.POINTS: -1,
        Kind.QUALIFYING: 9_900,
    }
    assert all(item.seq == 7 and item.member_id == "m1" for item in found.values())


def test_as_many_earned_as_burnt_still_leave_a_trace() -> None:
    even = replace(bodies.SALE, points_earned=100)
    found = {item.kind: item for item in effects_of(1, "op", even, currency="CNY")}
    assert (found[Kind.POINTS].delta, found[Kind.POINTS].earned) == (0, 100)


def test_what_a_refund_takes_from_the_tier_has_a_day_too() -> None:
    found = {item.kind: item for item in effects_of(8, "op", bodies.REFUND, currency="CNY")}
    taken = found[Kind.QUALIFYING]
    assert (taken.delta, taken.day) == (-bodies.REFUND.qualifying, bodies.WHERE.day)
