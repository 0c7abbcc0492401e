"""What is shown is the replica's figure plus exactly what it does not include yet."""

import pytest

from pos_member.domain.ledger import Kind
from pos_member.services import acknowledge, checkout, enrolment
from pos_member.services.standing import counted
from pos_member.storage import effects, members
from pos_member.storage.effects import Effect
from tests.support.counter import START_MS, Counter, member_id, value


@pytest.mark.parametrize(("included", "shown"), [(0, 7_000), (2, 8_000), (3, 10_000)])
def test_own_operations_count_until_they_are_included(
    counter: Counter, included: int, shown: int
) -> None:
    who = counter.member(principal=10_000)
    counter.lend(who, Kind.PRINCIPAL, 10_000)
    for amount in ("10", "20"):
        payment = counter.payment(counter.basket(amount), value(amount), member=counter.see(who))
        checkout.pay(counter.till, payment, counter.now())
    counter.figures(1, included=included, principal=10_000)
    assert counter.see(who).standing.principal == shown


def test_rights_that_came_before_the_figures_are_in_what_is_shown(counter: Counter) -> None:
    who = counter.member(principal=500, points=30)
    counter.lend(who, Kind.PRINCIPAL, 10_000)
    shown = counter.see(who).standing
    assert (shown.sure, shown.book, shown.points) == (10_000, 10_000, 30)


def test_effects_on_somebody_unknown_to_the_replica_all_count(counter: Counter) -> None:
    own = [Effect("m", 1, Kind.POINTS, 5), Effect("m", 9, Kind.POINTS, 7, quarantined=True)]
    assert counted(counter.till, None, own) == own


def test_the_figures_are_as_old_as_the_last_page_and_not_as_the_last_word(
    counter: Counter,
) -> None:
    who = counter.member()
    acknowledge.server_said(counter.till, START_MS + 60_000, counter.wait(60_000))
    assert counter.see(who).standing.as_of_ms == START_MS
    counter.pull()
    assert counter.see(who).standing.as_of_ms == START_MS + 60_000


def test_a_page_that_is_not_the_last_makes_no_figure_younger(counter: Counter) -> None:
    who = counter.member()
    counter.wait(60_000)
    counter.pull(more=True)
    assert counter.see(who).standing.as_of_ms == START_MS


def test_who_is_only_known_here_is_shown_as_of_the_servers_last_word(counter: Counter) -> None:
    joining = enrolment.Joining(counter.next_id(), "anna", "13911112222", consents=("service",))
    joined = enrolment.enrol(counter.till, joining, counter.now())
    acknowledge.server_said(counter.till, START_MS + 5, counter.now())
    assert counter.see(joined.member_id).standing.as_of_ms == START_MS + 5


def test_a_tier_that_the_program_lost_is_the_lowest(counter: Counter) -> None:
    counter.member(tier="diamond")
    seen = counter.see(member_id(1))
    assert (seen.tier_id, seen.next_tier_name) == ("plain", "金卡")


def test_rows_of_the_replica_and_effects_are_those_of_one_member(counter: Counter) -> None:
    counter.member(1)
    with counter.till.cache.reading() as connection:
        row = members.by_id(connection, member_id(1))
    with counter.till.journal.reading() as connection:
        assert counted(counter.till, row, effects.of_member(connection, member_id(1))) == []
