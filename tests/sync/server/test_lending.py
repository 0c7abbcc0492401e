"""Leases: lent from what is free, asked back when short, and never more than there is."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from pos_member.domain.lease import Grant, LeasePolicy
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import LeaseReturned
from sync.protocol.messages import Recall, Want
from sync.server import lending, programs, sample, tables
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import NOW_MS, Till, stored_value


def funded(till: Till, amount: int, phone: str = "13800138000") -> str:
    """Return a member with ``amount`` free to be lent."""
    member = till.enrol(phone=phone)
    till.give_back_lease(till.top_up(member, amount), member, amount)
    till.push()
    return member


def waits(till: Till, member: str, amount: int) -> None:
    """Ask for what other tills, that are online, have to give back first."""
    reply = till.push(Want(till.new_id(), member, Kind.PRINCIPAL, amount))
    assert (reply.grants, reply.refused_wants) == ((), ())


def refused(till: Till, member: str, amount: int = 0, kind: Kind = Kind.PRINCIPAL) -> str:
    """Ask for a lease that is not had, and return the reason."""
    reply = till.push(Want(till.new_id(), member, kind, amount))
    assert reply.grants == ()
    ((_, code),) = reply.refused_wants
    return code


def test_a_share_is_lent_by_policy_and_only_once(till: Till, other_till: Till) -> None:
    member = funded(till, 10_000)
    grant = till.want(member)
    assert grant is not None and grant.amount == 6_750
    assert grant.expires_ms == NOW_MS + till.house.policy.valid_ms
    assert refused(till, member) == "share_held"
    other = other_till.want(member)
    assert other is not None and other.amount == 3_250
    assert figures(till, member)["free_principal"] == 0
    assert figures(till, member)["principal"] == 10_000
    assert_whole(till)


def test_the_share_has_a_cap(till: Till) -> None:
    member = funded(till, 1_000_000)
    grant = till.want(member)
    assert grant is not None and grant.amount == till.house.policy.cap_minor


def test_what_a_payment_needs_is_lent_beyond_the_share(till: Till) -> None:
    member = funded(till, 10_000)
    assert till.want(member) is not None
    more = till.want(member, 400)
    assert more is not None and (more.amount, more.grant_ver) == (400, 2)
    rest = till.want(member, 4_000)
    assert rest is not None and rest.amount == 600
    assert refused(till, member, 1) == "nothing_free"
    assert_whole(till)


def test_points_are_lent_by_their_oldest_living_lots(till: Till) -> None:
    member = till.enrol()
    for day, points in (("2027-01-31", 300), ("2026-09-20", 999), ("", 50), ("2026-12-31", 100)):
        till.sell(member, points=points, expires_day=day)
    till.push()
    grant = till.want(member, 420, Kind.POINTS)
    assert grant is not None
    assert [(lot.amount, lot.expires_day) for lot in grant.lots] == [
        (100, "2026-12-31"),
        (300, "2027-01-31"),
        (20, ""),
    ]
    last = till.want(member, 5_000, Kind.POINTS)
    assert last is not None and last.amount == 30
    assert refused(till, member, 1, Kind.POINTS) == "nothing_free"
    assert_whole(till)


def test_what_is_short_is_asked_back_oldest_first_and_no_more_than_needed(
    till: Till, other_till: Till
) -> None:
    member = funded(till, 10_000)
    first = till.want(member, 3_000)
    till.now_ms += 1_000
    second = till.want(member, 7_000)
    assert first is not None and second is not None
    waits(other_till, member, 2_500)
    assert Recall(first.lease_id, 0) in till.push().recalls
    waits(other_till, member, 4_000)
    asked = till.push().recalls
    assert set(asked) == {Recall(first.lease_id, 0), Recall(second.lease_id, 0)}


def test_a_recall_is_said_until_it_is_met(till: Till, other_till: Till) -> None:
    member = funded(till, 10_000)
    grant = till.want(member, 10_000)
    assert grant is not None
    other_till.push(Want(other_till.new_id(), member, Kind.PRINCIPAL, 4_000))
    assert till.push().recalls == till.push().recalls == (Recall(grant.lease_id, 0),)
    till.give_back(grant, 6_000)
    assert till.push().recalls == (Recall(grant.lease_id, 0),)
    till.sell(member, stored_value(grant.lease_id, 4_000))
    assert till.push().recalls == ()
    # What was given back is the other till's, whose payment waits for it.
    (had,) = other_till.push().grants
    assert had.amount == 4_000
    rest = other_till.want(member, 2_000)
    assert rest is not None and rest.amount == 2_000
    assert_whole(till)


def test_untold_recalls_are_news_until_a_reply_has_said_them(till: Till, other_till: Till) -> None:
    member = funded(till, 1_000)
    assert till.want(member, 1_000) is not None
    assert not untold(till)
    other_till.push(Want(other_till.new_id(), member, Kind.PRINCIPAL, 500))
    assert untold(till)
    till.push()
    assert not untold(till)
    other_till.push(Want(other_till.new_id(), member, Kind.PRINCIPAL, 500))
    assert not untold(till)


def untold(till: Till) -> bool:
    with till.database.reading() as connection:
        return lending.has_untold_recall(connection, till.terminal_id)


def test_a_share_asks_others_only_for_what_exceeds_theirs(till: Till, other_till: Till) -> None:
    member = funded(till, 10_000)
    grant = till.want(member, 9_000)
    assert grant is not None
    here = other_till.want(member)
    assert here is not None and here.amount == 1_000
    assert till.push().recalls == (Recall(grant.lease_id, 4_500),)


def test_a_top_up_beyond_the_share_is_asked_back_in_part(till: Till) -> None:
    assert till.house.policy.cap_minor == 50_000
    member = till.enrol()
    lease = till.top_up(member, 200_000)
    assert till.push().recalls == (Recall(lease, 50_000),)
    till.give_back_lease(lease, member, 150_000)
    assert till.push().recalls == ()
    till.top_up(member, 1_000)
    assert till.push().recalls == (), "within the slack above its share"
    again = till.top_up(member, 30_000)
    assert till.push().recalls == (Recall(lease, 19_000),)
    assert again != lease


def test_two_tills_share_a_card_and_a_top_up_is_spent_nowhere_twice(
    till: Till, other_till: Till
) -> None:
    member = funded(till, 10_000)
    here, there = till.want(member), other_till.want(member)
    assert here is not None and there is not None
    assert (here.amount, there.amount) == (6_750, 3_250)
    lease = till.top_up(member, 20_000)
    till.sell(member, stored_value(here.lease_id, 6_750))
    till.sell(member, stored_value(lease, 12_000))
    other_till.sell(member, stored_value(there.lease_id, 3_250))
    for each in (other_till, till):
        assert {result.outcome for result in each.push().results} == {"applied"}
    assert figures(till, member)["principal"] == 8_000
    assert_whole(till)


@pytest.mark.parametrize("status", ["frozen", "closed"])
def test_nothing_is_lent_of_a_member_who_is_not_active(till: Till, status: str) -> None:
    member = funded(till, 1_000)
    with till.database.writing() as connection:
        connection.execute(sa.update(tables.member).values(status=status))
    assert refused(till, member) == f"member_{status}"


def test_what_cannot_be_lent_says_why(till: Till, other_till: Till) -> None:
    member = funded(till, 1_000)
    assert refused(till, till.new_id()) == "member_unknown"
    assert refused(till, member, kind=Kind.QUALIFYING) == "kind_not_lent"
    assert refused(till, member, kind=Kind.BONUS) == "nothing_free"
    reply = till.send(till.request(Want("no-id", member, Kind.PRINCIPAL, 0)))
    assert reply.refused_wants == (("no-id", "not_an_id"),)
    grant = till.want(member, 100)
    assert grant is not None
    theirs = other_till.send(other_till.request(Want(grant.lease_id, member, Kind.PRINCIPAL, 1)))
    assert theirs.refused_wants == ((grant.lease_id, "lease_id_taken"),)


def test_the_program_says_how_much_is_lent_and_spent_at_once(till: Till) -> None:
    document = sample.program_document()
    document["leases"] = {"share_bp": 2_500, "valid_days": 7, "max_single": "20.00", "tills": 1}
    with till.database.writing() as connection:
        programs.publish(connection, till.house, document)
    member = funded(till, 10_000)
    grant = till.want(member)
    assert grant is not None
    assert (grant.amount, grant.max_single) == (2_500, 2_000)
    assert grant.expires_ms == NOW_MS + 7 * 86_400_000
    till.sell(member, points=100)
    till.push()
    points = till.want(member, 10, Kind.POINTS)
    assert points is not None and points.max_single == 0


def test_what_expired_at_a_till_that_is_away_is_still_its_own(till: Till, other_till: Till) -> None:
    member = funded(till, 10_000)
    grant = till.want(member, 8_000)
    assert grant is not None
    till.sell(member, stored_value(grant.lease_id, 8_000))
    # The sale was in time, but the line was down; a month later somebody asks elsewhere.
    other_till.now_ms = grant.expires_ms + 1
    other = other_till.want(member, 10_000)
    assert other is not None and other.amount == 2_000
    assert till.push().results[-1].outcome == "applied"
    assert figures(till, member)["principal"] == 2_000
    assert_whole(till)


def test_of_value_with_a_limit_for_one_sale_a_till_holds_enough_for_three(till: Till) -> None:
    document = sample.program_document()
    document["leases"] = {"max_single": "20.00"}
    with till.database.writing() as connection:
        programs.publish(connection, till.house, document)
    member = funded(till, 100_000)
    grant = till.want(member)
    assert grant is not None and grant.amount == 6_000


def test_a_grant_is_read_back_as_it_was_made(till: Till) -> None:
    member = till.enrol()
    till.sell(member, points=500)
    till.push()
    reply = till.push(Want(till.new_id(), member, Kind.POINTS, 200))
    with till.database.reading() as connection:
        (again,) = lending.grants_after(connection, till.terminal_id, 0)
    assert (again,) == reply.grants
    assert isinstance(again, Grant)


def test_nothing_is_lent_of_lots_that_the_books_have_lost(till: Till) -> None:
    """The free points and their lots must agree; where they do not, the smaller one counts."""
    member = till.enrol()
    till.sell(member, points=500)
    till.push()
    with till.database.writing() as connection:
        connection.execute(sa.update(tables.lot).values(amount=400))
    grant = till.want(member, 500, Kind.POINTS)
    assert grant is not None and grant.amount == 400


def test_a_failed_grant_leaves_nothing_and_takes_no_number(till: Till) -> None:
    member = till.enrol()
    till.sell(member, points=500)
    till.push()
    with till.database.writing() as connection:
        connection.execute(sa.update(tables.holding).values(free_points=900, points=900))
        connection.execute(sa.update(tables.lot).values(amount=900))
        connection.execute(sa.update(tables.holding).values(free_points=100))
    till.house = replace(till.house, policy=LeasePolicy(share_bp=10_000))
    reply = till.push(Want(till.new_id(), member, Kind.POINTS, 0))
    assert reply.grants[0].amount == 100
    assert [row["grant_ver"] for row in rows(till, tables.lease)] == [1]


def test_returned_points_go_back_to_their_lots(till: Till) -> None:
    member = till.enrol()
    till.sell(member, points=500)
    till.push()
    grant = till.want(member, 500, Kind.POINTS)
    assert grant is not None
    wrong = replace(grant.lots[0], lot=till.new_id())
    till.write(LeaseReturned(grant.lease_id, member, Kind.POINTS, 500, (wrong,)))
    assert till.push().results[-1].code == "lots_short"
    till.give_back(grant, 500)
    assert till.push().results[-1].code == ""
    assert figures(till, member)["free_points"] == 500
    assert_whole(till)
