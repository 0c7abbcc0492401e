"""Rights come to lie where the member shops, and a payment gets what other tills give back."""

import pytest
import sqlalchemy as sa

from pos_member.domain.lease import Grant
from pos_member.domain.ledger import Kind
from sync.protocol.messages import PushReply, Recall, Want
from sync.server import lending, levelling, tables
from tests.sync.server.books import assert_whole, rows
from tests.sync.server.far_end import Till, cash, stored_value

PERIOD_MS = 25_000


def held(till: Till, member: str, kind: Kind = Kind.PRINCIPAL) -> int:
    """Return what ``till`` holds of the member by the server's books."""
    leases = [row for row in rows(till, tables.lease) if row["terminal_id"] == till.terminal_id]
    return sum(row["remaining"] for row in leases if row["kind"] == kind)


def has_news(till: Till) -> bool:
    with till.database.reading() as connection:
        return lending.has_untold_recall(connection, till.terminal_id)


def obey(till: Till, member: str, reply: PushReply) -> None:
    """Give back what was recalled, as a till does, and say so."""
    remaining = {row["lease_id"]: row["remaining"] for row in rows(till, tables.lease)}
    for recall in reply.recalls:
        till.give_back_lease(recall.lease_id, member, remaining[recall.lease_id] - recall.keep)
    till.push()


def regular(till: Till, principal: int, visits: int = 3) -> str:
    """Return a member who was served here so often and then paid ``principal`` in."""
    member = till.enrol()
    for _ in range(visits):
        till.sell(member, cash(100))
    till.push()
    till.top_up(member, principal)
    obey(till, member, till.push())
    return member


def test_a_top_up_is_shared_with_the_colleagues_tills_in_the_background(
    till: Till, other_till: Till
) -> None:
    member = regular(till, 100_000)
    assert held(till, member) == 50_000, "no more than the cap of one till"
    assert has_news(other_till)
    (grant,) = other_till.push().grants
    # Four visits and one till at home against the till at home alone: a sixth of nine tenths.
    assert grant.amount == 15_000
    assert not has_news(other_till)
    other_till.push()
    assert other_till.push().grants == ()
    assert_whole(till)


def test_a_till_that_is_low_after_a_sale_is_filled_up_at_once(till: Till) -> None:
    member = till.enrol()
    lease = till.top_up(member, 100_000)
    obey(till, member, till.push())
    till.sell(member, stored_value(lease, 20_000))
    assert till.push().grants == (), "it holds more than half of its share"
    till.sell(member, stored_value(lease, 20_000))
    (grant,) = till.push().grants
    assert grant.amount == 40_000
    till.push()
    assert held(till, member) == 50_000
    assert_whole(till)


def test_a_payment_gets_what_an_online_till_gives_back(till: Till, other_till: Till) -> None:
    member = regular(till, 10_000)
    obey(other_till, member, other_till.push())
    wish = Want(other_till.new_id(), member, Kind.PRINCIPAL, 9_000)
    reply = other_till.push(wish)
    assert (reply.grants, reply.refused_wants) == ((), ())
    assert has_news(till)
    obey(till, member, till.push())
    assert has_news(other_till)
    (grant,) = other_till.push().grants
    assert (grant.lease_id, grant.amount) == (wish.lease_id, 9_000)
    # The holder is not filled up again with what the payment waited for.
    assert not has_news(till)
    assert_whole(till)


def test_a_payment_that_waits_for_nobody_gets_what_is_free_and_asks_for_the_rest(
    till: Till, other_till: Till
) -> None:
    member = regular(till, 10_000)
    other_till.push()
    till_lease = held(till, member)
    other_till.now_ms += lending.ONLINE_MS + 1
    grant = other_till.want(member, 9_000)
    free = 10_000 - till_lease
    assert (grant.amount if grant else 0) <= free
    assert till.push().recalls != ()


def test_a_payment_that_waited_too_long_gets_what_there_is_then(
    till: Till, other_till: Till
) -> None:
    member = till.enrol()
    till.top_up(member, 10_000)
    till.push()
    wish = Want(other_till.new_id(), member, Kind.PRINCIPAL, 9_000)
    assert other_till.push(wish).grants == ()
    other_till.now_ms += lending.WAIT_MS
    assert other_till.push().grants == ()
    assert rows(till, tables.wish) == []


def test_what_came_back_because_its_time_was_over_is_lent_again(till: Till) -> None:
    member = regular(till, 10_000)
    old = held(till, member)
    lease = next(row["lease_id"] for row in rows(till, tables.lease) if row["remaining"])
    till.now_ms += till.house.policy.valid_ms + PERIOD_MS
    till.give_back_lease(lease, member, old)
    (grant,) = till.push().grants
    assert grant.expires_ms == till.now_ms + till.house.policy.valid_ms
    till.push()
    assert held(till, member) >= old // 2


def test_a_long_queue_is_looked_at_in_the_next_push(till: Till) -> None:
    members = [till.enrol(phone=f"1380013800{place}") for place in range(9)]
    leases = [till.top_up(member, 100_000) for member in members]
    reply = till.push()
    assert reply.recalls == ()
    assert has_news(till)
    assert till.push().recalls == tuple(Recall(lease, 50_000) for lease in sorted(leases))
    assert levelling.AT_ONCE_MAX < len(members) <= levelling.LATER_MAX


@pytest.mark.parametrize("status", ["frozen", "closed"])
def test_nothing_is_lent_behind_the_back_of_a_member_who_is_not_active(
    till: Till, other_till: Till, status: str
) -> None:
    regular(till, 100_000)
    with till.database.writing() as connection:
        connection.execute(sa.update(tables.member).values(status=status))
    assert other_till.push().grants == ()
    assert rows(till, tables.wish) == []


def test_a_lost_reply_is_said_again_with_the_same_lease(till: Till, other_till: Till) -> None:
    regular(till, 100_000)
    first: tuple[Grant, ...] = other_till.send(other_till.request()).grants
    assert other_till.send(other_till.request()).grants == first
