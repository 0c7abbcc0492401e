"""What policies let members pay: refusing accepts nothing, leases never overdraw."""

import pytest

from sync.simulator.policies import DEFAULT, PLANS, Chain, Tally, compare
from sync.simulator.trade import LONG, SHORT, Trade, Visit

HOUR_MS = 3_600_000
FEW = 250


@pytest.fixture(scope="module")
def found() -> dict[str, tuple[Tally, Tally]]:
    names = ("refuse", "cached", "one", "split", DEFAULT, "weighted-floor")
    return compare(names, [1], members=FEW)


def test_refusing_accepts_nothing_offline_and_holds_up_nothing_online(
    found: dict[str, tuple[Tally, Tally]],
) -> None:
    for tally in found["refuse"]:
        assert tally.offline > 0
        assert (tally.accepted, tally.in_part, tally.held_up, tally.overdrawn) == (0, 0, 0, 0)


@pytest.mark.parametrize("name", ["one", "split", DEFAULT])
def test_leases_never_overdraw(found: dict[str, tuple[Tally, Tally]], name: str) -> None:
    for tally in found[name]:
        assert tally.overdrawn == tally.overdraft_minor == 0


def test_rights_where_members_shop_accept_more_than_one_till_that_holds_all(
    found: dict[str, tuple[Tally, Tally]],
) -> None:
    _, one = found["one"]
    _, weighted = found[DEFAULT]
    assert weighted.accepted_bp > one.accepted_bp > 3_000
    assert weighted.accepted_bp >= 5_500


def test_the_same_seed_is_the_same_table() -> None:
    first, again = (compare([DEFAULT], [3], members=40) for _ in range(2))
    assert [tally.to_json() for tally in first[DEFAULT]] == [
        tally.to_json() for tally in again[DEFAULT]
    ]


def visit(at_hour: int, till: str, bill: int, *, cut: bool = False, top_up: int = 10_000) -> Visit:
    at_ms = at_hour * HOUR_MS
    return Visit(at_ms, 1, till, bill, top_up, at_ms if cut else 0, counts=True)


def served(name: str, *visits: Visit) -> Tally:
    trade = Trade(1, SHORT, members=1)
    trade.cuts = {
        store: [(each.cut_ms, each.cut_ms + HOUR_MS) for each in visits if each.cut_ms]
        for store in trade.cuts
    }
    chain = Chain(PLANS[name], trade)
    for each in visits:
        chain.serve(each)
    return chain.tally


def test_a_balance_that_was_read_before_the_line_went_is_spent_twice() -> None:
    twice = (
        visit(1, "0-0", 500),
        visit(10, "0-0", 9_000, cut=True),
        visit(10, "1-0", 9_000, cut=True),
    )
    tally = served("cached", *twice)
    assert (tally.accepted, tally.overdrawn, tally.overdraft_minor) == (1, 1, 8_000)
    assert served("one", *twice).overdrawn == 0


def test_online_everything_is_fetched_from_where_it_lies() -> None:
    tally = served(DEFAULT, visit(1, "0-0", 500), visit(2, "3-2", 9_500))
    assert (tally.online, tally.held_up) == (1, 0)


def test_what_lies_at_a_till_that_is_offline_holds_a_payment_up() -> None:
    trade = Trade(1, LONG, members=1)
    trade.cuts = {0: [(5 * HOUR_MS, 13 * HOUR_MS)], 1: [], 2: [], 3: []}
    chain = Chain(PLANS["one"], trade)
    chain.serve(visit(1, "0-0", 500))
    chain.serve(visit(6, "1-0", 5_000))
    assert (chain.tally.online, chain.tally.held_up) == (1, 1)
