"""The transfers of an operation are a pure function of its body, and money is conserved."""

from collections import Counter

import pytest

from pos_member.domain.ledger import Kind, Reason, figure_changes, lease_of
from pos_member.domain.operations import Body, Sale, Tendered
from pos_member.domain.transfers import transfers_of
from tests.support import bodies

OP = "op-1"


def balances(body: Body) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for move in transfers_of(OP, body):
        found[move.debit, move.unit] -= move.amount
        found[move.credit, move.unit] += move.amount
    return {key: amount for key, amount in found.items() if amount}


@pytest.mark.parametrize("body", bodies.ALL, ids=lambda body: body.kind)
def test_every_operation_sums_to_zero_in_every_unit(body: Body) -> None:
    units: Counter[str] = Counter()
    for (_, unit), amount in balances(body).items():
        units[unit] += amount
    assert not any(units.values())
    assert transfers_of(OP, body) == transfers_of(OP, body)


def test_a_sale_takes_from_its_leases_and_gives_the_store_its_due() -> None:
    assert balances(bodies.SALE) == {
        ("lease/l1/m1/principal", "CNY"): -2_000,
        ("lease/l2/m1/bonus", "CNY"): -1_000,
        ("lease/l3/m1/points", "points"): -100,
        ("store/s1/points_burnt", "points"): 100,
        ("store/s1/points_value", "CNY"): -100,
        ("store/s1/qr", "CNY"): -2_000,
        ("store/s1/cash", "CNY"): -4_900,
        ("store/s1/rounding", "CNY"): -4,
        ("store/s1/sales", "CNY"): 10_004,
        ("store/s1/points_granted", "points"): -99,
        ("member/m1/points", "points"): 99,
        ("store/s1/qualifying_granted", "qualifying"): -9_900,
        ("member/m1/qualifying", "qualifying"): 9_900,
    }


def test_points_burnt_keep_their_lots_and_earned_ones_make_a_new_lot() -> None:
    moves = transfers_of(OP, bodies.SALE)
    burnt = [(m.lot, m.amount, m.expires_day) for m in moves if m.reason is Reason.BURN and m.lot]
    assert burnt == [("old", 60, "2027-01-01"), ("new", 40, "")]
    (earned,) = [m for m in moves if m.reason is Reason.EARN]
    assert (earned.lot, earned.expires_day) == (OP, "2027-11-22")


def test_rounding_up_in_cash_is_taken_by_the_store() -> None:
    up = Sale(bodies.WHERE, None, None, 98, -2, (Tendered("cash", 100),), 0, "", 0, None)
    assert balances(up)[("store/s1/sales", "CNY")] == 98
    assert balances(up)[("store/s1/rounding", "CNY")] == 2


def test_a_refund_turns_around_what_its_sale_moved() -> None:
    assert balances(bodies.REFUND) == {
        ("store/s1/sales", "CNY"): -5_000,
        ("store/s1/qr", "CNY"): 1_000,
        ("store/s1/cash", "CNY"): 2_448,
        ("store/s1/rounding", "CNY"): 2,
        ("store/s1/points_value", "CNY"): 50,
        (f"lease/{OP}/m1/principal", "CNY"): 1_000,
        ("member/m1/bonus", "CNY"): 500,
        ("store/s1/points_burnt", "points"): -50,
        ("member/m1/points", "points"): 50,
        ("owed/m1/points", "points"): -49,
        ("store/s1/points_granted", "points"): 49,
        ("store/s1/qualifying_granted", "qualifying"): 4_948,
        ("member/m1/qualifying", "qualifying"): -4_948,
    }
    assert balances(bodies.GUEST_REFUND) == {
        ("store/s1/sales", "CNY"): -498,
        ("store/s1/cash", "CNY"): 500,
        ("store/s1/rounding", "CNY"): -2,
    }


def test_points_that_are_owed_are_in_no_figure() -> None:
    (owed,) = [m for m in transfers_of(OP, bodies.REFUND) if m.debit.startswith("owed/")]
    assert figure_changes([owed]) == {}


def test_a_tender_of_nothing_moves_nothing() -> None:
    free = Sale(bodies.WHERE, None, None, 0, 0, (Tendered("cash", 0),), 0, "", 0, None)
    assert transfers_of(OP, free) == ()


def test_a_top_up_goes_to_a_lease_of_its_own_id() -> None:
    moves = transfers_of(OP, bodies.TOP_UP)
    assert [lease_of(m.credit) for m in moves if m.reason is Reason.TOP_UP] == [OP]
    assert balances(bodies.TOP_UP) == {
        ("store/s1/cash", "CNY"): -50_000,
        (f"lease/{OP}/m1/principal", "CNY"): 50_000,
        ("store/s1/bonus_granted", "CNY"): -5_000,
        ("member/m1/bonus", "CNY"): 5_000,
        ("store/s1/points_granted", "points"): -100,
        ("member/m1/points", "points"): 100,
    }
    assert len(transfers_of(OP, bodies.PLAIN_TOP_UP)) == 1


def test_below_a_cap_it_fills_the_headroom_that_its_body_names() -> None:
    filled = set(balances(bodies.CAPPED_TOP_UP).items()) - set(balances(bodies.TOP_UP).items())
    assert dict(filled) == {
        ("lease/l4/m1/headroom", "headroom"): -40_000,
        ("lease/l5/m1/headroom", "headroom"): -15_000,
        ("room/m1/headroom", "headroom"): 55_000,
    }


def test_a_new_member_brings_its_room_to_the_till_that_enrolled_it() -> None:
    assert transfers_of(OP, bodies.ENROLMENT) == ()
    assert balances(bodies.CAPPED_ENROLMENT) == {
        ("room/m2/headroom", "headroom"): -500_000,
        (f"lease/{OP}/m2/headroom", "headroom"): 500_000,
    }


def test_lending_and_returning_move_between_the_members_own_accounts() -> None:
    assert balances(bodies.OPENED) == {
        ("member/m1/principal", "CNY"): -5_000,
        ("lease/l1/m1/principal", "CNY"): 5_000,
    }
    assert balances(bodies.RETURNED)[("member/m1/bonus", "CNY")] == 300
    assert [m.lot for m in transfers_of(OP, bodies.OPENED_POINTS)] == ["old", "new"]
    assert [m.unit for m in transfers_of(OP, bodies.RETURNED_POINTS)] == ["points"]
    for body in (bodies.OPENED, bodies.OPENED_POINTS, bodies.RETURNED, bodies.RETURNED_POINTS):
        assert figure_changes(transfers_of(OP, body)) == {}


def test_the_currency_of_a_lease_is_the_shops() -> None:
    (move,) = transfers_of(OP, bodies.OPENED, currency="JPY")
    assert (move.unit, Kind.PRINCIPAL in move.debit) == ("JPY", True)


def test_an_act_at_the_counter_moves_nothing() -> None:
    assert transfers_of(OP, bodies.COUNTER_ACT) == ()


def test_an_abandoned_tender_is_listed_as_taken() -> None:
    assert balances(bodies.ABANDONED) == {
        ("store/s1/qr", "CNY"): -2_000,
        ("store/s1/taken", "CNY"): 2_000,
    }


def test_joining_moves_nothing() -> None:
    assert transfers_of(OP, bodies.ENROLMENT) == ()


def test_rights_of_nobody_are_a_programmers_error() -> None:
    legs = bodies.SALE.tenders[0].legs
    for kind, taken in (("stored_value", legs), ("points", bodies.SALE.tenders[1].legs)):
        sale = Sale(bodies.WHERE, None, None, 1, 0, (Tendered(kind, 1, taken),), 0, "", 0, None)
        with pytest.raises(AssertionError):
            transfers_of(OP, sale)
