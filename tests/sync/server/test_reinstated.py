"""A till that is trusted again: what was kept apart has its effect, once; its leases are new."""

from dataclasses import replace

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.journal import GENESIS
from sync.server import fleet, lost, reinstated, reports, tables, terminals
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import Till, cash, stored_value


def revoke(till: Till) -> None:
    with till.database.writing() as connection:
        terminals.revoke(connection, till.terminal_id)


def reinstate(till: Till) -> None:
    with till.database.writing() as connection:
        reinstated.reinstate(connection, till.terminal_id)


def waiting(till: Till) -> list[str]:
    with till.database.reading() as connection:
        return [row["code"] for row in reports.quarantine(connection)]


def status(till: Till) -> str:
    with till.database.reading() as connection:
        return fleet.named(connection, till.register).status


def test_what_was_kept_apart_is_said_again_and_counts_once(till: Till) -> None:
    member = till.enrol()
    lease = till.top_up(member, 20_000)
    till.push()
    revoke(till)
    till.sell(member, stored_value(lease, 3_000))
    till.top_up(member, 5_000)
    reply = till.send(till.request())
    assert (reply.status, reply.ack_seq, reply.quarantined) == ("revoked", 4, 2)
    till.acked = 4
    till.sell(None, cash(100))
    assert figures(till, member)["principal"] == 20_000
    reinstate(till)
    assert till.send(till.request()).status == "fork", "it goes on as a new incarnation"
    claim = till.new_id()
    before = till.image()
    reply = till.claim(claim)
    assert (reply.status, reply.ack_seq, till.copied) == ("raised", 2, 3)
    assert before.claim(claim).ack_seq == 2, "and has the same answer when it asks again"
    assert status(till) == "active"
    reply = till.push()
    assert [(r.outcome, r.code) for r in reply.results] == [("applied", "")] * 3
    assert (reply.quarantined, waiting(till)) == (0, [])
    found = figures(till, member)
    assert (found["principal"], found["free_principal"]) == (22_000, 22_000)
    assert not [row for row in rows(till, tables.ledger) if row["reason"] == "loss"]
    assert_whole(till)


def test_what_it_cannot_say_again_goes_on_waiting(till: Till) -> None:
    image = till.image()
    revoke(till)
    till.sell(None, cash(100))
    till.send(till.request())
    reinstate(till)
    image.claim()
    image.sell(None, cash(200))
    assert image.push().quarantined == 1
    assert waiting(till) == ["terminal_revoked"]
    assert_whole(till)


def test_one_that_noticed_nothing_goes_on_with_all_it_has(till: Till) -> None:
    member = till.enrol()
    till.push()
    revoke(till)
    reinstate(till)
    till.top_up(member, 1_000)
    assert till.claim().status == "raised"
    till.push()
    assert figures(till, member)["free_principal"] == 1_000
    assert_whole(till)


def test_a_found_till_goes_on_and_was_believed_all_the_time(till: Till) -> None:
    member = till.enrol()
    lease = till.top_up(member, 20_000)
    till.push()
    till.sell(member, stored_value(lease, 3_000))
    till.database.write(
        lambda connection: lost.declare(
            connection, till.terminal_id, till.house, now_ms=till.now_ms
        )
    )
    till.acked = till.send(till.request()).ack_seq
    reinstate(till)
    assert till.send(till.request()).status == "fork"
    till.claim()
    assert till.push().status == "ok"
    assert figures(till, member)["principal"] == 20_000, "the store bore what it had spent"
    assert till.want(member, 1_000) is not None
    assert_whole(till)


def test_a_forked_till_that_is_not_trusted_hears_only_that(till: Till) -> None:
    twin = till.image()
    till.sell(None, cash(100))
    till.push()
    revoke(till)
    twin.sell(None, cash(100))
    assert twin.send(twin.request()).status == "revoked"
    twin.acked = 1
    assert twin.send(twin.request()).status == "revoked"
    assert twin.send(replace(twin.request(), claim=twin.new_id())).status == "revoked"
    twin.acked = 0
    reinstate(till)
    assert twin.claim().status in ("raised", "refounded")
    twin.push()
    assert len([r for r in rows(till, tables.operation) if r["original"]]) == 2
    assert_whole(till)


def test_everything_is_said_again_where_nothing_is_sure(till: Till) -> None:
    revoke(till)
    till.sell(None, cash(100))
    till.acked = till.send(till.request()).ack_seq
    reinstate(till)
    till.incarnation = 5
    reply = till.claim()
    assert (reply.status, reply.ack_seq, reply.ack_hash) == ("refounded", 0, GENESIS)
    assert till.push().quarantined == 0


def test_only_a_till_that_is_not_trusted_is_reinstated(till: Till) -> None:
    for name, code in ((till.terminal_id, "terminal_active"), ("nobody", "terminal_unknown")):
        with pytest.raises(Refused) as refused, till.database.writing() as connection:
            reinstated.reinstate(connection, name)
        assert refused.value.code == code
