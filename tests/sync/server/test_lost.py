"""A lost till: members have their value back at once; what it brings later costs them nothing."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import Kind
from sync.protocol.messages import Want
from sync.server import lost, recovery, tables, terminals
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import Till, burn, cash, stored_value


def declare(till: Till) -> dict[str, object]:
    def work(connection: Connection) -> dict[str, object]:
        return lost.declare(connection, till.terminal_id, till.house, now_ms=till.now_ms)

    return till.database.write(work)


def losses(till: Till) -> int:
    return sum(row["amount"] for row in rows(till, tables.ledger) if row["reason"] == "loss")


def test_what_it_has_on_loan_is_the_members_again_at_once(till: Till, other_till: Till) -> None:
    member = till.enrol()
    till.top_up(member, 20_000)
    till.push()
    assert declare(till) == {"given_back": {"principal": 20_000}}
    assert figures(till, member)["free_principal"] == 20_000
    grant = other_till.want(member, 20_000)
    assert grant is not None
    other_till.sell(member, stored_value(grant.lease_id, 20_000))
    other_till.push()
    assert figures(till, member)["principal"] == 0
    assert_whole(till)


def test_a_late_journal_is_taken_in_and_the_store_bears_what_is_gone(
    till: Till, other_till: Till
) -> None:
    member = till.enrol()
    lease = till.top_up(member, 20_000)
    till.push()
    till.sell(member, stored_value(lease, 6_000), points=60)
    declare(till)
    grant = other_till.want(member, 20_000)
    assert grant is not None
    other_till.sell(member, stored_value(grant.lease_id, 20_000))
    other_till.push()

    reply = till.send(till.request())
    assert reply.status == "revoked"
    assert [(result.outcome, result.code) for result in reply.results] == [("applied", "shortage")]
    assert (figures(till, member)["principal"], losses(till)) == (0, 6_000)
    assert figures(till, member)["points"] == 60
    assert_whole(till)


def test_a_top_up_that_it_took_is_the_members_as_soon_as_it_is_known(till: Till) -> None:
    member = till.enrol()
    till.push()
    till.top_up(member, 5_000, bonus=500)
    declare(till)
    reply = till.send(till.request(Want(till.new_id(), member, Kind.PRINCIPAL, 0)))
    assert (reply.status, reply.grants) == ("revoked", ())
    assert figures(till, member)["free_principal"] == 5_000
    assert figures(till, member)["free_bonus"] == 500
    assert_whole(till)


def test_points_come_back_lot_by_lot(till: Till, other_till: Till) -> None:
    member = till.enrol()
    till.sell(member, cash(100), points=300)
    till.push()
    grant = other_till.want(member, 200, Kind.POINTS)
    assert grant is not None
    other_till.sell(member, burn(grant, 50, 50))
    assert declare(other_till) == {"given_back": {"points": 200}}
    assert figures(till, member)["free_points"] == 300
    other_till.send(other_till.request())
    assert (figures(till, member)["points"], losses(till)) == (300, 50)
    assert_whole(till)


def test_a_revoked_till_keeps_what_it_holds_until_it_is_declared_lost(till: Till) -> None:
    member = till.enrol()
    lease = till.top_up(member, 20_000)
    till.push()
    till.sell(member, stored_value(lease, 6_000))
    with till.database.writing() as connection:
        terminals.revoke(connection, till.terminal_id)
    reply = till.send(till.request())
    assert [result.code for result in reply.results] == ["terminal_revoked"]
    assert figures(till, member)["free_principal"] == 0
    assert declare(till) == {"given_back": {"principal": 20_000}}
    assert_whole(till)


def test_declaring_it_lost_twice_gives_nothing_back_twice(till: Till) -> None:
    member = till.enrol()
    till.top_up(member, 20_000)
    till.push()
    declare(till)
    assert declare(till) == {"given_back": {}}
    assert_whole(till)


def test_nobody_waits_for_a_lost_till_after_a_restore(till: Till, other_till: Till) -> None:
    with till.database.writing() as connection:
        recovery.begin(connection, till.house.epoch)
    declare(till)
    reply = other_till.send(replace(other_till.request(), epoch=till.house.epoch))
    assert not reply.recovering


def test_recovery_ends_when_the_last_awaited_till_is_lost(till: Till, other_till: Till) -> None:
    with till.database.writing() as connection:
        recovery.begin(connection, till.house.epoch)
    assert other_till.send(replace(other_till.request(), epoch=till.house.epoch)).recovering
    declare(till)
    assert not other_till.push().recovering


def test_an_unknown_till_is_refused(till: Till) -> None:

    with pytest.raises(Refused, match="terminal_unknown"):
        declare(replace(till, seed=9))
