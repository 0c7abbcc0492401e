"""What waited is applied as it stands once its cause is gone, and what waited for it follows."""

from dataclasses import replace

import pytest

from pos_member.domain import operation_reader
from pos_member.domain.errors import Refused
from pos_member.domain.lease import Leg
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import LeaseReturned, Tendered
from sync.protocol.messages import Want
from sync.server import lost, reapply, tables
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import Till, cash, stored_value

WORD = reapply.Word("manager", "the cause is gone", 1)


def decide(till: Till, op_id: str, decision: str = "applied") -> dict[str, object]:
    return till.database.write(
        lambda connection: reapply.decide(connection, op_id, decision, till.house, WORD)
    )


def replay(till: Till) -> list[str]:
    return till.database.write(
        lambda connection: reapply.replay_known(connection, till.house, now_ms=1)
    )


def codes(till: Till) -> list[tuple[str, str]]:
    return [(row["kind"], row["code"]) for row in rows(till, tables.operation) if row["code"]]


def older(monkeypatch: pytest.MonkeyPatch, *kinds: str) -> pytest.MonkeyPatch:
    """Let the server be one that does not know ``kinds`` yet, until it is undone."""
    for kind in kinds:
        monkeypatch.delitem(operation_reader._READERS, kind)
    return monkeypatch


def other(till: Till) -> Till:
    return Till(till.database, till.house, seed=2, register="2").register_here()


def test_what_is_here_now_lets_it_be_applied_and_the_till_hears_of_it(till: Till) -> None:
    second = other(till)
    member = till.enrol()
    lease = second.top_up(member, 20_000)
    second.push()
    assert codes(till) == [("top_up", "member_unknown")]
    till.push()
    assert decide(till, lease) == {"decision": "applied", "code": "", "followed": []}
    assert figures(till, member)["principal"] == 20_000
    reply = second.push()
    assert (reply.quarantined, [(r.outcome, r.code) for r in reply.results]) == (
        0,
        [("applied", "applied")],
    )
    second.sell(member, stored_value(lease, 6_000))
    assert second.push().results[0].outcome == "applied"
    assert figures(till, member)["principal"] == 14_000
    assert_whole(till)
    with pytest.raises(Refused, match="operation_not_waiting"):
        decide(till, lease, "voided")


def test_a_newer_server_replays_what_an_older_one_did_not_know(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        older(before, "enrolment")
        member = till.enrol()
        lease = till.top_up(member, 20_000, bonus=500)
        till.sell(member, stored_value(lease, 6_000), points=60)
        till.give_back_lease(lease, member, 4_000)
        till.push()
        assert replay(till) == []
        assert len(codes(till)) == 4
    assert till.push().quarantined == 4
    assert len(replay(till)) == 4
    assert till.push().quarantined == 0
    held = figures(till, member)
    assert (held["principal"], held["free_principal"], held["bonus"]) == (14_000, 4_000, 500)
    assert {row["decided_by"] for row in rows(till, tables.resolution)} == {reapply.SERVER}
    assert rows(till, tables.held_apart) == []
    assert_whole(till)
    assert replay(till) == []


def test_what_was_held_apart_goes_back_before_it_is_applied(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = till.enrol()
    till.fund(member, 20_000)
    with monkeypatch.context() as before:
        older(before, "lease_opened")
        reply = till.push(Want(till.new_id(), member, Kind.PRINCIPAL, 8_000))
        (grant,) = reply.grants
        till.sell(member, stored_value(grant.lease_id, 3_000))
        till.push()
    held = {row["lease_id"]: row["remaining"] for row in rows(till, tables.lease)}
    assert 3_000 in held.values()
    assert_whole(till)
    assert len(replay(till)) == 2
    assert figures(till, member)["principal"] == 17_000
    assert all(not r["remaining"] for r in rows(till, tables.lease) if not r["terminal_id"])
    assert_whole(till)


def test_what_still_does_not_fit_waits_on_and_nothing_is_done(till: Till) -> None:
    member = till.enrol()
    lease = till.top_up(member, 20_000)
    till.push()
    broken = till.sell(member, replace(stored_value(lease, 6_000), amount=5_000))
    strange = till.write_raw("gift", b"{}")
    legs = (Leg(lease, Kind.PRINCIPAL, 9_000), Leg(lease, Kind.PRINCIPAL, 9_000))
    short = till.sell(member, Tendered("stored_value", 18_000, legs))
    till.push()
    before = [rows(till, table) for table in (tables.lease, tables.ledger, tables.held_apart)]
    for op_id in (broken.draft.op_id, strange.draft.op_id, short.draft.op_id):
        with pytest.raises(Refused, match="operation_still_waits"):
            decide(till, op_id)
    assert before == [
        rows(till, table) for table in (tables.lease, tables.ledger, tables.held_apart)
    ]
    assert till.push().quarantined == 3
    assert_whole(till)


def test_what_the_database_refuses_again_waits_on(till: Till) -> None:
    member = till.enrol()
    till.give_back_lease(till.top_up(member, 1_000), member, 1_000)
    till.push()
    taken = till.new_id()
    assert till.push(Want(taken, member, Kind.PRINCIPAL, 10)).grants
    till.top_up(member, 1_000)
    till.write_raw("top_up", till.entries.pop().entry.draft.body, taken)
    assert till.push().results[-1].code == "constraint"
    with pytest.raises(Refused, match="operation_still_waits") as refused:
        decide(till, taken)
    assert refused.value.values["why"] == "constraint"
    assert_whole(till)


def test_what_waits_for_another_reason_does_not_follow(till: Till) -> None:
    second = other(till)
    member = till.enrol()
    lease = second.top_up(member, 20_000)
    follows = second.sell(member, cash(100))
    second.write(LeaseReturned(second.new_id(), second.new_id(), Kind.PRINCIPAL, 5))
    second.write(LeaseReturned(second.new_id(), member, Kind.PRINCIPAL, 5))
    second.sell(member, stored_value(lease, 30_000))
    second.push()
    till.push()
    assert decide(till, lease)["followed"] == [follows.draft.op_id]
    assert second.push().quarantined == 3
    assert_whole(till)


def test_a_decision_holds_for_copies_that_came_before_it_and_after_it(till: Till) -> None:
    strange = till.write_raw("gift", b"{}")
    # The reply is lost, so that what goes on after a claim has a copy of it.
    till.send(till.request())
    till.claim()
    assert till.incarnation == 2
    till.push()
    decide(till, strange.draft.op_id, "voided")
    reply = till.push()
    assert [(r.outcome, r.code) for r in reply.results] == [("applied", "voided")]
    till.acked = 0
    till.claim()
    assert till.push().results[0].code == "voided"
    assert len(rows(till, tables.resolution)) == 2
    assert_whole(till)


def test_a_till_that_is_lost_by_then_gives_back_what_it_holds(till: Till) -> None:
    second = other(till)
    member = till.enrol()
    lease = second.top_up(member, 20_000)
    second.push()
    till.push()
    till.database.write(
        lambda connection: lost.declare(connection, second.terminal_id, till.house, now_ms=1)
    )
    decide(till, lease)
    assert figures(till, member)["free_principal"] == 20_000
    assert_whole(till)


def test_an_incarnation_that_was_settled_gives_back_what_it_holds(till: Till) -> None:
    second = other(till)
    member = till.enrol()
    lease = second.top_up(member, 20_000)
    second.push()
    second.claim()
    second.push()
    till.push()
    decide(till, lease)
    assert figures(till, member)["free_principal"] == 20_000
    assert_whole(till)
