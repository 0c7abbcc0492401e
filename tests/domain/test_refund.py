"""A refund undoes its sale to the fen, whole or in parts, in whatever order the parts come."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.errors import Refused
from pos_member.domain.lease import Leg, Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.money import CashRounding, round_cash
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Refund, ReturnedLine, Sale, Tendered
from pos_member.domain.program import CashRules
from pos_member.domain.refund import differs, inverse, left_of, taken_from_tier
from pos_member.domain.sold import sold_lines
from pos_member.domain.tier_decision import Counted
from pos_member.domain.transfers import transfers_of
from tests.support.sold import refund_of, sale_of, value

EXACT = CashRules()
TEN_FEN = CashRules(10, CashRounding.DOWN)
LOTS = (Lot("old", 60, "2026-12-01"), Lot("new", 40, "2027-06-01"))
BURN = Tendered("points", 100, (Leg("lease-points", Kind.POINTS, 100, LOTS),))
THREE = (("a", 3_000, 100), ("b", 1_000, 100), ("c", 1_000, 99))


def everything(sale: Sale) -> dict[str, int]:
    return {line.line_id: line.quantity for line in sold_lines(sale)}


def refunded(sale: Sale, *steps: dict[str, int], cash: CashRules = EXACT) -> list[Refund]:
    before: list[Refund] = []
    for step in steps:
        before.append(refund_of(sale, inverse(sale, before, step, cash=cash)))
    return before


def balances(*operations: Sale | Refund) -> dict[tuple[str, str, str], int]:
    """Return what each account holds after ``operations``, lot by lot, the first one a sale."""
    found: Counter[tuple[str, str, str]] = Counter()
    for place, body in enumerate(operations):
        for move in transfers_of(f"op-{place}" if place else "sale-1", body):
            found[settled(move.debit), move.unit, move.lot] -= move.amount
            found[settled(move.credit), move.unit, move.lot] += move.amount
    return {key: amount for key, amount in found.items() if amount}


def settled(account: str) -> str:
    """Return the figure that ``account`` is of: leases return, and the owed is netted."""
    owner, *_, kind = parts = account.split("/")
    return account if owner == "store" else f"member/{parts[-2]}/{kind}"


def test_the_whole_sale_comes_back_by_every_leg():
    sale = sale_of(
        (("a", 1_000, 6_004), ("b", 2_000, 4_000)),
        (
            value(2_000, 1_000),
            BURN,
            Tendered("qr", 2_000, reference="wx-1"),
            Tendered("cash", 4_900),
        ),
        rounding=4,
        earned=99,
        qualifying=9_900,
    )
    (done,) = refunded(sale, everything(sale), cash=TEN_FEN)
    assert [(each.kind, each.amount, each.reference) for each in done.tenders] == [
        ("qr", 2_000, "wx-1"),
        ("cash", 4_900, ""),
    ]
    assert (done.principal, done.bonus, done.points_worth) == (2_000, 1_000, 100)
    assert (done.amount, done.rounding, done.earned, done.qualifying) == (10_004, 4, 99, 9_900)
    assert set(done.points) == set(LOTS)
    assert balances(sale, done) == {}


def test_a_part_of_a_line_comes_back_at_its_rounded_share():
    sale = sale_of(THREE, (Tendered("cash", 299),))
    # 1.00 for three: a third is 0.33, two thirds 0.67, so the second one brings 0.34.
    steps = refunded(sale, {"a": 1_000}, {"a": 1_000}, {"a": 1_000})
    assert [step.amount for step in steps] == [33, 34, 33]


def test_legs_share_what_comes_back_in_the_proportion_in_which_they_paid():
    sale = sale_of(
        (("a", 1_000, 50_00), ("b", 1_000, 50_00)), (value(60_00, 30_00), Tendered("cash", 10_00))
    )
    (half,) = refunded(sale, {"a": 1_000})
    assert (half.principal, half.bonus, half.tenders[0].amount) == (30_00, 15_00, 5_00)


def test_points_come_back_first_to_the_lot_that_lives_longest():
    sale = sale_of((("a", 1_000, 50), ("b", 1_000, 50)), (BURN,))
    first, second = refunded(sale, {"a": 1_000}, {"b": 1_000})
    assert first.points == (Lot("new", 40, "2027-06-01"), Lot("old", 10, "2026-12-01"))
    assert second.points == (Lot("old", 50, "2026-12-01"),)


def test_one_lot_burnt_from_two_leases_is_one_lot():
    legs = tuple(Leg(name, Kind.POINTS, 50, (Lot("old", 50, ""),)) for name in ("l1", "l2"))
    sale = sale_of((("a", 1_000, 100),), (Tendered("points", 100, legs),))
    (done,) = refunded(sale, everything(sale))
    assert done.points == (Lot("old", 100, ""),)


def test_cash_comes_back_in_coins_and_the_last_refund_pays_the_rest():
    sale = sale_of((("a", 1_000, 337), ("b", 1_000, 668)), (Tendered("cash", 1_000),), rounding=5)
    first, last = refunded(sale, {"a": 1_000}, {"b": 1_000}, cash=TEN_FEN)
    # 3.37 of 10.05 is 3.35 of what was paid: 3.30 in coins of ten fen, and 6.70 are left.
    assert (first.tenders[0].amount, first.rounding) == (330, 7)
    assert (last.tenders[0].amount, last.rounding) == (670, -2)


def test_a_coin_that_became_larger_between_two_refunds_takes_nothing_back():
    sale = sale_of(THREE, (Tendered("cash", 299),))
    first = refunded(sale, {"a": 2_000})
    second = inverse(sale, first, {"a": 500}, cash=CashRules(100, CashRounding.DOWN))
    assert (first[0].tenders[0].amount, second.tenders[0].amount) == (67, 0)
    last = inverse(
        sale, [*first, refund_of(sale, second)], {"a": 500, "b": 1_000, "c": 1_000}, cash=EXACT
    )
    assert last.tenders[0].amount == 232


def test_what_cost_nothing_comes_back_for_nothing():
    sale = sale_of((("gift", 1_000, 0), ("a", 1_000, 500)), (Tendered("cash", 500),))
    gift, paid = refunded(sale, {"gift": 1_000}, {"a": 1_000})
    assert (gift.amount, gift.tenders[0].amount) == (0, 0)
    assert (paid.amount, paid.tenders[0].amount) == (500, 500)
    free = sale_of((("gift", 2_000, 0),), (Tendered("cash", 0),))
    one, both = refunded(free, {"gift": 1_000}, {"gift": 1_000})
    assert (one.amount, both.amount) == (0, 0)


def test_a_gift_that_is_kept_keeps_nothing_back():
    sale = sale_of((("gift", 1_000, 0), ("a", 1_000, 500)), (value(500),), earned=5, qualifying=500)
    (done,) = refunded(sale, {"a": 1_000})
    assert (done.principal, done.earned, done.qualifying) == (500, 5, 500)
    assert not inverse(sale, (), {"a": 1_000}, cash=EXACT).whole


def test_nothing_more_comes_back_than_was_sold():
    sale = sale_of(THREE, (Tendered("cash", 299),))
    before = refunded(sale, {"a": 2_000})
    with pytest.raises(Refused, match="refund_over") as over:
        inverse(sale, before, {"a": 1_001}, cash=EXACT)
    assert over.value.values == {"line": "a", "left": 1_000}
    with pytest.raises(Refused, match="refund_over"):
        inverse(sale, before, {"a": -1}, cash=EXACT)
    assert left_of(sale, before) == {"a": 1_000, "b": 1_000, "c": 1_000}


def test_a_refund_of_nothing_or_of_goods_never_sold_is_refused():
    sale = sale_of(THREE, (Tendered("cash", 299),))
    with pytest.raises(Refused, match="refund_empty"):
        inverse(sale, (), {"a": 0}, cash=EXACT)
    with pytest.raises(Refused, match="line_gone"):
        inverse(sale, (), {"z": 1_000}, cash=EXACT)


TENDERS = st.sampled_from(("cash", "qr", "principal", "bonus", "points"))


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    """Draw a sale of a few lines, paid by up to five tenders in parts."""
    lines = draw(
        st.lists(
            st.tuples(st.sampled_from((1_000, 3_000, 7_000, 250, 1)), st.integers(0, 5_000)),
            min_size=1,
            max_size=5,
        )
    )
    due = sum(paid for _, paid in lines)
    kinds = draw(st.lists(TENDERS, min_size=1, max_size=5, unique=True))
    cuts = sorted(
        draw(st.lists(st.integers(0, due), min_size=len(kinds) - 1, max_size=len(kinds) - 1))
    )
    paid = {
        kind: upto - start
        for kind, start, upto in zip(kinds, [0, *cuts], [*cuts, due], strict=True)
    }
    rounding = 0
    if "cash" in paid:
        coins = round_cash(paid["cash"], 10, draw(st.sampled_from(CashRounding)))
        rounding, paid["cash"] = paid["cash"] - coins, coins
    burnt = draw(st.integers(1, 50)) if paid.get("points") else 0
    lots = (Lot("old", burnt, "2026-12-01"), Lot("new", 2 * burnt, ""))
    tenders = [
        Tendered(kind, amount)
        for kind, amount in paid.items()
        if kind in ("cash", "qr") and (amount or kind == "cash")
    ]
    if burnt:
        legs = (Leg("lease-points", Kind.POINTS, 3 * burnt, lots),)
        tenders.append(Tendered("points", paid["points"], legs))
    if paid.get("principal") or paid.get("bonus"):
        tenders.append(value(paid.get("principal", 0), paid.get("bonus", 0)))
    return sale_of(
        [(str(place), quantity, amount) for place, (quantity, amount) in enumerate(lines)],
        tenders,
        rounding=rounding,
        earned=draw(st.integers(0, 200)) if due else 0,
        qualifying=draw(st.integers(0, due)),
    )


@st.composite
def returns(draw: st.DrawFn) -> tuple[Sale, list[dict[str, int]]]:
    """Draw a sale and parts of it that come back one after another, until nothing is left."""
    sale = draw(sales())
    left, steps = everything(sale), []
    for _ in range(draw(st.integers(0, 6))):
        line = draw(st.sampled_from(sorted(left)))
        quantity = draw(st.integers(0, left[line]))
        if quantity:
            left[line] -= quantity
            steps.append({line: quantity})
    rest = {line: quantity for line, quantity in left.items() if quantity}
    return sale, [*steps, rest] if rest else steps


CASH = st.sampled_from((EXACT, TEN_FEN, CashRules(10, CashRounding.HALF_UP)))


@given(returns(), CASH)
def test_any_order_and_split_of_partial_refunds_is_the_identity_on_every_account(drawn, cash):
    sale, steps = drawn
    assert balances(sale, *refunded(sale, *steps, cash=cash)) == {}


@given(returns(), CASH)
def test_no_partial_refund_takes_back_what_an_earlier_one_gave(drawn, cash):
    sale, steps = drawn
    for done in refunded(sale, *steps, cash=cash):
        parts = [done.amount, done.principal, done.bonus, done.points_worth, done.earned]
        assert min([*parts, done.qualifying, *(each.amount for each in done.tenders)]) >= 0
        # What is booked is what the journal's reader takes for a refund.
        assert read_body(done.kind, done.to_json()) == done


@given(returns())
def test_two_orders_of_the_same_parts_have_given_the_same_once_all_is_back(drawn):
    sale, steps = drawn
    here, there = refunded(sale, *steps), refunded(sale, *reversed(steps))
    for name in (
        "amount",
        "rounding",
        "principal",
        "bonus",
        "points_worth",
        "earned",
        "qualifying",
    ):
        assert sum(getattr(each, name) for each in here) == sum(
            getattr(each, name) for each in there
        )


def taken(sale: Sale, refunds: list[Refund]) -> list[Counted]:
    """Return what each of ``refunds`` takes from the tier, one after the other."""
    gone: Counter[str] = Counter()
    found = []
    for each in refunds:
        found.append(taken_from_tier(sale, gone, each))
        gone.update({line.line_id: line.quantity for line in each.lines})
    return found


@given(returns())
def test_any_order_and_split_takes_from_the_tier_what_the_sale_counted_and_one_purchase(drawn):
    sale, steps = drawn
    refunds = refunded(sale, *steps)
    found = taken(sale, refunds)
    assert [each.amount for each in found] == [each.qualifying for each in refunds]
    assert sum(each.times for each in found) == (1 if sale.qualifying else 0)
    assert {each.day for each in found} == {sale.where.day}


def test_a_purchase_counts_until_nothing_of_it_is_left():
    sale = sale_of(THREE, [value(299)], qualifying=299)
    found = taken(sale, refunded(sale, {"a": 3_000}, {"c": 1_000}, {"b": 1_000}))
    assert [(each.amount, each.times) for each in found] == [(100, 0), (99, 0), (100, 1)]


def test_what_comes_back_twice_takes_nothing_from_the_tier_the_second_time():
    sale = sale_of(THREE, [value(299)], qualifying=299)
    (whole,) = refunded(sale, everything(sale))
    (line,) = refunded(sale, {"a": 3_000})
    found = taken(sale, [line, whole, whole])
    assert [(each.amount, each.times) for each in found] == [(100, 0), (199, 1), (0, 0)]


@pytest.mark.parametrize("said", [{"member_id": "m2"}, {"lines": (ReturnedLine("z", 100, 5_000),)}])
def test_a_refund_of_another_member_or_of_a_line_never_sold_is_not_of_this_sale(
    said: dict[str, Any],
) -> None:
    sale = sale_of(THREE, [value(5_000)])
    (made,) = refunded(sale, everything(sale))
    assert not differs(sale, made)
    assert differs(sale, replace(made, **said))
