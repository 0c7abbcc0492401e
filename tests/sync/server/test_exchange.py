"""Pushes: one effect whatever happens to the reply, and a queue that nothing stops."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pos_member.domain.errors import Damaged, Refused, Unavailable
from pos_member.domain.journal import GENESIS, seal
from pos_member.domain.lease import LeasePolicy
from pos_member.domain.ledger import Kind
from sync.protocol.messages import PushedEntry, PushReply, Want
from sync.server import terminals
from sync.server.database import ServerDatabase
from tests.sync.server import far_end
from tests.sync.server.books import assert_whole, figures, operations
from tests.sync.server.far_end import Till, cash, stored_value


def test_a_reply_lost_three_times_leaves_one_effect(till: Till) -> None:
    member = till.enrol()
    till.top_up(member, 20_000)
    replies = [till.send(till.request()) for _ in range(4)]
    assert {(r.ack_hash, r.results) for r in replies} == {(till.head, replies[0].results)}
    assert figures(till, member)["principal"] == 20_000
    assert_whole(till)


def test_the_same_push_worked_by_eight_at_once_has_one_effect(till: Till) -> None:
    member = till.enrol()
    till.push()
    for _ in range(20):
        till.top_up(member, 1_000)
    asked = till.request()

    def work(_: int) -> PushReply:
        while True:
            try:
                return till.send(asked)
            except Unavailable as busy:
                assert busy.code == "busy"  # noqa: PT017 - whoever met others asks again

    with ThreadPoolExecutor(8) as workers:
        replies = list(workers.map(work, range(8)))
    assert {(r.ack_hash, r.results) for r in replies} == {(till.head, replies[0].results)}
    assert figures(till, member)["principal"] == 20_000
    assert_whole(till)


def test_what_was_sent_twice_in_part_is_applied_once(till: Till) -> None:
    member = till.enrol()
    till.push()
    till.top_up(member, 10_000)
    first = till.send(till.request())
    till.top_up(member, 5_000)
    second = till.send(till.request())
    assert second.results[0] == first.results[0]
    assert [r.seq for r in second.results] == [2, 3]
    assert figures(till, member)["principal"] == 15_000


def test_a_top_up_is_spent_here_at_once(till: Till) -> None:
    member = till.enrol()
    lease = till.top_up(member, 20_000)
    till.sell(member, stored_value(lease, 8_000), cash(500))
    assert {r.code for r in till.push().results} == {""}
    assert figures(till, member)["principal"] == 12_000


def test_an_empty_push_says_how_far_the_journal_is_here(till: Till) -> None:
    till.sell(None, cash(100))
    till.push()
    reply = till.send(till.request())
    assert (reply.ack_seq, reply.ack_hash, reply.results) == (1, till.head, ())


def test_a_gap_is_answered_with_how_far_the_server_is(till: Till) -> None:
    till.sell(None, cash(100))
    till.push()
    till.sell(None, cash(200))
    till.sell(None, cash(300))
    reply = till.send(till.request(base=2))
    assert (reply.status, reply.ack_seq) == ("rewind", 1)
    assert reply.ack_hash == till.entries[0].entry.hash
    assert till.push().ack_seq == 3


@pytest.mark.parametrize("base", [0, 1, 2])
def test_two_histories_with_one_number_are_a_fork(till: Till, base: int) -> None:
    for amount in (100, 200):
        till.sell(None, cash(amount))
    till.push()
    twin = far_end.Till(till.database, till.house, seed=1)
    for amount in (100, 200):
        twin.sell(None, cash(amount))
    twin.sell(None, cash(1_000))
    twin.entries[:2] = [twin.entries[0], other_entry(twin, 2)]
    twin.entries[2:] = [other_entry(twin, 3)]
    reply = till.send(twin.request(base=base))
    assert (reply.status, reply.ack_seq, reply.ack_hash) == ("fork", 2, till.head)
    assert operations(till) == ["sale"] * 2


def other_entry(till: Till, seq: int) -> PushedEntry:
    """Return what another history has at ``seq``, well chained."""
    draft = replace(till.entries[seq - 1].entry.draft, op_id=till.new_id())
    prev = till.entries[seq - 2].entry.hash
    made = seal(draft, terminal_id=till.terminal_id, incarnation=1, seq=seq, prev=prev)
    return PushedEntry(made)


def test_another_incarnation_is_a_fork(till: Till) -> None:
    till.sell(None, cash(100))
    assert till.send(replace(till.request(), incarnation=2)).status == "fork"


def test_a_base_that_never_was_is_a_fork(till: Till) -> None:
    assert till.send(replace(till.request(), base_hash="11" * 32)).status == "fork"
    till.sell(None, cash(100))
    till.push()
    assert till.send(replace(till.request(base=0), base_hash="11" * 32)).status == "fork"


@pytest.mark.parametrize("changed", [{"kind": "top_up"}, {"body": b"{}"}, {"op_id": "other"}])
def test_an_altered_entry_is_refused_and_nothing_is_taken_in(
    till: Till, changed: dict[str, str | bytes]
) -> None:
    till.sell(None, cash(100))
    till.sell(None, cash(200))
    second = till.entries[1]
    bad = replace(second.entry, draft=replace(second.entry.draft, **changed))  # type: ignore[arg-type]
    till.entries[1] = PushedEntry(bad)
    with pytest.raises(Damaged) as refused:
        till.send(till.request())
    assert (refused.value.code, refused.value.values["seq"]) == ("journal_altered", 2)
    assert operations(till) == []


def test_a_gap_inside_a_request_is_refused(till: Till) -> None:
    for amount in (100, 200, 300):
        till.sell(None, cash(amount))
    request = till.request()
    with pytest.raises(Damaged) as refused:
        till.send(replace(request, entries=(request.entries[0], request.entries[2])))
    assert refused.value.code == "journal_gap"


def test_a_till_that_nobody_knows_is_refused(till: Till) -> None:
    with pytest.raises(Refused) as refused:
        till.send(replace(till.request(), terminal_id=till.new_id()))
    assert refused.value.code == "terminal_unknown"


@pytest.mark.parametrize("place", ["head", "middle", "tail", "all"])
def test_a_poisoned_operation_stops_nobody_else(till: Till, place: str) -> None:
    poisoned = {"head": {0}, "middle": {2}, "tail": {4}, "all": {0, 1, 2, 3, 4}}[place]
    for i in range(5):
        if i in poisoned:
            till.write_raw("sale", b'{"where":1}')
        else:
            till.sell(None, cash(100))
    reply = till.push()
    assert (reply.ack_seq, reply.quarantined) == (5, len(poisoned))
    codes = {r.seq: r.code for r in reply.results}
    assert codes == {i + 1: "shape" if i in poisoned else "" for i in range(5)}
    assert_whole(till)


def test_what_became_of_an_entry_is_said_the_same_for_ever(till: Till) -> None:
    till.write_raw("gift", b"{}")
    till.sell(None, cash(100))
    first = till.send(till.request())
    assert [(r.outcome, r.code) for r in first.results] == [
        ("quarantined", "unknown_kind"),
        ("applied", ""),
    ]
    till.sell(None, cash(200))
    assert till.send(till.request()).results[:2] == first.results


def test_a_revoked_tills_entries_are_kept_as_evidence_without_effect(
    database: ServerDatabase, till: Till
) -> None:
    member = till.enrol()
    till.push()
    with database.writing() as connection:
        terminals.revoke(connection, till.terminal_id)
    till.top_up(member, 10_000)
    till.enrol("张三", "13900000000")
    reply = till.send(till.request(Want(till.new_id(), member, Kind.PRINCIPAL, 0)))
    assert (reply.status, reply.ack_seq, reply.grants) == ("revoked", 3, ())
    assert {r.code for r in reply.results} == {"terminal_revoked"}
    assert figures(till, member)["principal"] == 0
    assert operations(till) == ["enrolment", "top_up", "enrolment"]


def test_a_lost_grant_is_said_again_until_it_is_written_down(till: Till, other_till: Till) -> None:
    member = other_till.enrol()
    lease = other_till.top_up(member, 20_000)
    other_till.give_back_lease(lease, member, 20_000)
    other_till.push()
    wish = Want(till.new_id(), member, Kind.PRINCIPAL, 0)
    lost = till.send(till.request(wish))
    assert [g.grant_ver for g in lost.grants] == [1]
    said_again = till.send(till.request(wish))
    assert (said_again.grants, said_again.refused_wants) == (lost.grants, ())
    second = till.send(till.request(Want(till.new_id(), member, Kind.PRINCIPAL, 100)))
    assert [g.grant_ver for g in second.grants] == [1, 2]
    till.grant_ver = 1
    assert [g.grant_ver for g in till.push().grants] == [2]
    assert_whole(till)


def test_a_till_that_starts_anew_is_told_all_its_grants(till: Till) -> None:
    house = replace(till.house, policy=LeasePolicy(share_bp=1_000))
    till.house = house
    member = till.enrol()
    op_id = till.top_up(member, 10_000)
    till.push()
    till.give_back_lease(op_id, member, 10_000)
    till.push()
    for _ in range(3):
        till.push(Want(till.new_id(), member, Kind.PRINCIPAL, 100))
    till.grant_ver = 0
    assert [g.grant_ver for g in till.send(till.request()).grants] == [1, 2, 3]


def test_the_genesis_is_where_a_new_till_stands(till: Till) -> None:
    reply = till.send(till.request())
    assert (reply.ack_seq, reply.ack_hash) == (0, GENESIS)
