"""Grants are adopted once, recalls leave what is promised, and nothing is spent twice."""

from dataclasses import replace

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.lease import Grant, Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.views import Standing
from pos_member.services import acknowledge, checkout, leases, open_tenders
from pos_member.services.rights import Spender
from pos_member.services.shop_time import trusted_ms
from pos_member.services.till import claim_journal
from pos_member.services.verify import Verified, verify
from pos_member.storage import leases as lease_rows
from pos_member.storage import meta
from sync.protocol.messages import Recall
from tests.support.counter import DAY_MS, START_MS, TERMINAL, Counter, identity, value


def grant(name: str, ver: int, amount: int = 100, terminal: str = TERMINAL) -> Grant:
    until = START_MS + DAY_MS
    return Grant(name, terminal, "m", Kind.PRINCIPAL, amount, until, 0, ver)


def remaining(counter: Counter, lease_id: str) -> int:
    with counter.till.journal.reading() as connection:
        held = lease_rows.by_id(connection, lease_id)
    assert held is not None
    return held.remaining


def journal(counter: Counter) -> Verified:
    with counter.till.journal.reading() as connection:
        return verify(connection)


def test_a_grant_is_written_down_once_however_often_it_comes(counter: Counter) -> None:
    late = [grant("l2", 2), grant("l1", 1), grant("l1", 1)]
    assert leases.adopt_grants(counter.till, late, counter.now()) == {"m"}
    assert leases.adopt_grants(counter.till, late, counter.now()) == set()
    assert journal(counter) == Verified(2)
    with counter.till.journal.reading() as connection:
        assert meta.number(connection, meta.GRANT_VER) == 2


def test_a_used_up_lease_is_not_opened_again(counter: Counter) -> None:
    leases.adopt_grants(counter.till, [grant("l1", 1)], counter.now())
    leases.honour_recalls(counter.till, [Recall("l1", 0)], counter.now())
    leases.adopt_grants(counter.till, [grant("l1", 7)], counter.now())
    assert remaining(counter, "l1") == 0
    with counter.till.journal.reading() as connection:
        assert meta.number(connection, meta.GRANT_VER) == 7


def test_a_grant_for_another_till_is_left_alone(counter: Counter) -> None:
    stray = grant("l1", 1, terminal="another")
    assert leases.adopt_grants(counter.till, [stray], counter.now()) == set()
    assert journal(counter) == Verified(0)


def test_a_recall_is_met_as_far_as_asked_and_no_further(counter: Counter) -> None:
    leases.adopt_grants(counter.till, [grant("l1", 1)], counter.now())
    recall = [Recall("l1", 30), Recall("unknown", 0)]
    assert leases.honour_recalls(counter.till, recall, counter.now()) == {"m"}
    assert leases.honour_recalls(counter.till, recall, counter.now()) == set()
    assert remaining(counter, "l1") == 30
    assert journal(counter) == Verified(2)


def test_the_newest_points_go_back_first(counter: Counter) -> None:
    lots = (Lot("old", 60, "2027-01-01"), Lot("new", 40, ""))
    lease = counter.lend("m", Kind.POINTS, 100, lots=lots)
    leases.honour_recalls(counter.till, [Recall(lease, 50)], counter.now())
    with counter.till.journal.reading() as connection:
        held = lease_rows.by_id(connection, lease)
    assert held is not None and held.lots == (Lot("old", 50, "2027-01-01"),)
    assert journal(counter).code == ""


def test_a_lot_that_may_stay_whole_stays_whole(counter: Counter) -> None:
    lots = (Lot("old", 60, "2027-01-01"), Lot("new", 40, ""))
    lease = counter.lend("m", Kind.POINTS, 100, lots=lots)
    leases.honour_recalls(counter.till, [Recall(lease, 60)], counter.now())
    with counter.till.journal.reading() as connection:
        held = lease_rows.by_id(connection, lease)
    assert held is not None and held.lots == lots[:1]


def test_what_an_open_payment_reserves_outlives_its_lease(counter: Counter) -> None:
    who = counter.member(principal=5_000)
    lease = counter.lend(who, Kind.PRINCIPAL, 5_000, valid_ms=DAY_MS)
    open_tenders.add_tender(
        counter.till,
        counter.basket("50"),
        value("50"),
        spender=Spender(counter.see(who)),
        moment=counter.now(),
    )
    assert leases.return_expired(counter.till, counter.wait(DAY_MS)) == set()
    assert remaining(counter, lease) == 5_000


def test_expired_leases_are_given_back(counter: Counter) -> None:
    lease = counter.lend("m", Kind.PRINCIPAL, 100, valid_ms=DAY_MS)
    assert leases.return_expired(counter.till, counter.now()) == set()
    assert leases.return_expired(counter.till, counter.wait(DAY_MS)) == {"m"}
    assert leases.return_expired(counter.till, counter.now()) == set()
    assert remaining(counter, lease) == 0


def test_once_the_journals_parted_nothing_is_lent_spent_or_returned(counter: Counter) -> None:
    who = counter.member(principal=5_000)
    lease = counter.lend(who, Kind.PRINCIPAL, 5_000, valid_ms=DAY_MS)
    seen = counter.see(who)
    acknowledge.mark_fork(counter.till, 1)
    assert counter.see(who).standing.sure == 0
    with pytest.raises(Refused) as refused:
        checkout.pay(
            counter.till,
            counter.payment(counter.basket("1"), value("1"), member=seen),
            counter.now(),
        )
    assert refused.value.code == "lease_short"
    assert leases.adopt_grants(counter.till, [grant("l9", 9)], counter.now()) == set()
    assert leases.honour_recalls(counter.till, [Recall(lease, 0)], counter.now()) == set()
    assert leases.return_expired(counter.till, counter.wait(2 * DAY_MS)) == set()
    assert remaining(counter, lease) == 5_000


STANDING = Standing(
    principal=10_000,
    bonus=2_000,
    points=500,
    qualifying=0,
    sure_principal=4_000,
    sure_bonus=0,
    sure_points=100,
    pending_points=50,
    as_of_ms=0,
)


def test_at_scan_time_the_share_is_wanted_of_what_is_not_here() -> None:
    assert leases.wants_for(STANDING) == [(Kind.BONUS, 0)]
    nothing = replace(STANDING, principal=0, bonus=0, points=50, sure_principal=0, sure_points=0)
    assert leases.wants_for(nothing) == []


@pytest.mark.parametrize(
    ("minor", "points", "wanted"),
    [
        (4_000, 0, []),
        (9_000, 0, [(Kind.PRINCIPAL, 5_000)]),
        (11_000, 0, [(Kind.PRINCIPAL, 6_000), (Kind.BONUS, 1_000)]),
        (50_000, 0, [(Kind.PRINCIPAL, 6_000), (Kind.BONUS, 2_000)]),
        (0, 300, [(Kind.POINTS, 200)]),
        (0, 900, [(Kind.POINTS, 350)]),
        (9_000, 300, [(Kind.PRINCIPAL, 5_000), (Kind.POINTS, 200)]),
    ],
)
def test_a_payment_wants_what_it_is_short_of_up_to_what_the_book_says(
    minor: int, points: int, wanted: list[tuple[Kind, int]]
) -> None:
    assert leases.wants_for(STANDING, value_minor=minor, points=points) == wanted


def test_below_a_cap_the_room_that_a_top_up_is_short_of_is_wanted() -> None:
    capped = replace(STANDING, room=9_000, sure_room=2_000)
    assert leases.wants_for(capped, room_minor=2_000) == []
    assert leases.wants_for(capped, room_minor=5_000) == [(Kind.HEADROOM, 3_000)]
    assert leases.wants_for(capped, room_minor=50_000) == [(Kind.HEADROOM, 7_000)]
    assert leases.wants_for(STANDING, room_minor=5_000) == []
    assert (Kind.HEADROOM, 0) in leases.wants_for(replace(capped, sure_room=0))


def trusted(counter: Counter) -> int:
    with counter.till.journal.reading() as connection:
        return trusted_ms(connection, counter.now())


def test_a_clock_set_back_does_not_prolong_a_lease(counter: Counter) -> None:
    acknowledge.server_said(counter.till, START_MS, counter.now())
    counter.mono_ms += DAY_MS
    counter.wall_ms -= 10 * DAY_MS
    assert trusted(counter) == START_MS + DAY_MS


def test_after_a_reboot_time_is_at_least_what_was_journaled(counter: Counter) -> None:
    acknowledge.server_said(counter.till, START_MS, counter.now())
    counter.wait(DAY_MS)
    counter.lend("m", Kind.PRINCIPAL, 100)
    counter.wall_ms -= 5 * DAY_MS
    counter.restart(reboot=True)
    assert trusted(counter) == START_MS + DAY_MS


def test_a_clock_that_was_ahead_is_put_right_by_the_server(counter: Counter) -> None:
    counter.wait(40 * DAY_MS)
    counter.lend("m", Kind.PRINCIPAL, 100)
    counter.wall_ms -= 40 * DAY_MS
    assert trusted(counter) == START_MS + 40 * DAY_MS
    acknowledge.server_said(counter.till, START_MS, counter.now())
    assert trusted(counter) == START_MS


def test_a_clock_that_is_far_off_gives_nothing_away(counter: Counter) -> None:
    acknowledge.server_said(counter.till, START_MS, counter.now())
    lease = counter.lend("m", Kind.PRINCIPAL, 100, valid_ms=DAY_MS)
    counter.mono_ms += 10 * 60_000
    counter.wall_ms += 3_650 * DAY_MS
    assert leases.return_expired(counter.till, counter.now()) == set()
    assert remaining(counter, lease) == 100


def test_a_journal_belongs_to_one_till(counter: Counter) -> None:
    stranger = replace(identity(), terminal_id="another")
    with pytest.raises(Refused) as refused, counter.till.journal.writing() as connection:
        claim_journal(connection, stranger)
    assert refused.value.code == "journal_foreign"
