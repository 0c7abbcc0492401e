"""A package in the books: sold to its member, used one by one, and paid back for what is unused."""

from collections import Counter
from dataclasses import replace

import pytest

from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.lease import Leg, Lot
from pos_member.domain.ledger import Kind, package_of, session_lot
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import PackageSold, SessionRedeemed, Tendered
from pos_member.domain.package_operation import lots_sold, sessions_in
from pos_member.domain.program import CashRules
from pos_member.domain.refund import differs, inverse, sessions_back
from pos_member.domain.sold import sold_lines
from pos_member.domain.transfers import transfers_of
from tests.support.sold import WHERE, refund_of, sale_of

LOT = session_lot("sale-1", "wash3")
SALE = replace(
    sale_of((("a", 1_000, 10_000), ("b", 1_000, 500)), (Tendered("cash", 10_500),)),
    packages=(PackageSold("a", "wash3", 3, "2026-12-22"),),
)


def legs(count):
    return (Leg("sale-1", Kind.SESSION, count, (Lot(LOT, count, "2026-12-22"),)),)


def refund(count, before=()):
    made = inverse(SALE, before, {"a": count * 1_000}, cash=CashRules())
    return replace(refund_of(SALE, made), sessions=legs(count))


def sessions(operations):
    found = Counter()
    for op_id, body in operations:
        for move in transfers_of(op_id, body):
            if move.unit == "session":
                found[move.debit] -= move.amount
                found[move.credit] += move.amount
    return {name: amount for name, amount in found.items() if amount}


def test_sessions_are_sold_into_a_lease_used_and_given_back():
    used = SessionRedeemed(WHERE, "m1", "code", "wash3", "wash", "anna", legs(1)[0])
    assert read_body(used.kind, used.to_json()) == used
    assert read_body(SALE.kind, SALE.to_json()) == SALE
    held = "lease/sale-1/m1/session"
    assert sessions([("sale-1", SALE)]) == {held: 3, "store/s1/sessions_sold": -3}
    back = refund(2)
    assert read_body(back.kind, back.to_json()) == back
    assert sessions([("sale-1", SALE), ("u", used), ("r", back)]) == {
        "store/s1/sessions_sold": -1,
        "store/s1/sessions_redeemed": 1,
    }


def test_unused_sessions_are_worth_their_share_and_any_split_adds_up_to_the_fen():
    first = refund(1)
    second = refund(1, [first])
    assert [first.amount, second.amount, refund(2).amount] == [3_333, 3_334, 6_667]
    assert refund(1, [first, second]).amount == 3_333, "three thirds of 100.00"
    assert [line.quantity for line in sold_lines(SALE)] == [3_000, 1_000]


@pytest.mark.parametrize("back", [(), legs(1), legs(3)])
def test_money_comes_back_only_for_the_sessions_that_do(back):
    assert not differs(SALE, refund(2))
    assert differs(SALE, replace(refund(2), sessions=back))


def test_a_part_of_a_session_is_not_refunded():
    made = inverse(SALE, (), {"a": 500}, cash=CashRules())
    with pytest.raises(Refused) as why:
        sessions_back(SALE, "sale-1", made.lines)
    assert why.value.code == "refund_sessions"


def test_packages_of_a_kind_are_one_lot_and_a_lot_says_of_what():
    more = (*SALE.packages, PackageSold("c", "wash3", 2, "2026-12-22"))
    assert lots_sold("sale-1", more) == (Lot(LOT, 5, "2026-12-22"),)
    assert sessions_in(legs(2) + legs(1)) == {LOT: 3}
    assert (package_of(LOT), package_of("sale-1")) == ("wash3", "")


def test_a_package_of_no_line_is_damage():
    with pytest.raises(Damaged):
        sold_lines(replace(SALE, packages=(PackageSold("z", "wash3", 3, ""),)))


def test_a_sale_to_nobody_sells_no_package():
    nobody = replace(SALE, member_id=None, identified_by=None).to_json()
    with pytest.raises(Damaged):
        read_body("sale", nobody)
