"""The workload on which policies are compared: the same for each, and what it says it is."""

from collections import Counter

from sync.simulator.trade import (
    DAY_MS,
    DAYS,
    HOUR_MS,
    LONG,
    SHORT,
    WARM_DAYS,
    Trade,
    store_of,
    tills_of,
)

MEMBERS = 150


def test_one_seed_is_one_trade() -> None:
    first, again = (list(Trade(7, SHORT, members=MEMBERS).visits()) for _ in range(2))
    assert first == again
    assert first != list(Trade(8, SHORT, members=MEMBERS).visits())


def test_members_come_twice_a_month_mostly_to_one_till_of_one_shop() -> None:
    visits = list(Trade(1, SHORT, members=MEMBERS).visits())
    assert len(visits) == MEMBERS * 2 * (WARM_DAYS + DAYS) // 30
    assert visits == sorted(visits, key=lambda visit: visit.at_ms)
    at_home = own = 0
    for member in range(MEMBERS):
        tills = Counter(visit.till for visit in visits if visit.member == member)
        stores = Counter(store_of(till) for till in tills.elements())
        at_home += max(stores.values(), default=0)
        own += max(tills.values(), default=0)
    assert 0.8 < at_home / len(visits) < 0.95
    assert 0.45 < own / len(visits) < 0.65


def test_a_shop_is_cut_off_as_often_and_as_long_as_it_says_and_not_while_warming_up() -> None:
    for outages in (SHORT, LONG):
        trade = Trade(1, outages, members=1)
        for store, cuts in trade.cuts.items():
            assert len(cuts) == outages.per_month * DAYS // 30
            start, end = cuts[0]
            assert (end - start, start >= WARM_DAYS * DAY_MS) == (outages.hours * HOUR_MS, True)
            assert trade.cut_since(store, start) == trade.cut_since(store, start + 1) == start
            assert trade.cut_until(store, start) == end
            assert trade.cut_since(store, 0) == trade.cut_until(store, 0) == 0


def test_only_visits_after_the_warming_up_count() -> None:
    visits = list(Trade(1, LONG, members=MEMBERS).visits())
    assert {visit.counts for visit in visits if visit.at_ms < WARM_DAYS * DAY_MS} == {False}
    assert {visit.counts for visit in visits if visit.at_ms >= WARM_DAYS * DAY_MS} == {True}
    assert [visit for visit in visits if visit.cut_ms]
    assert set(tills_of(2)) <= {visit.till for visit in visits}
