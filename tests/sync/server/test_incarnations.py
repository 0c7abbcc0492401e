"""Incarnations: what a till may still send of an ended one, and when its leases are free again."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from pos_member.domain.errors import Refused
from pos_member.domain.journal import GENESIS, place_of
from pos_member.domain.ledger import Kind
from sync.protocol.messages import Want
from sync.protocol.pages import Page
from sync.server import feed, incarnations, programs, tables, terminals
from sync.server.desk import Desk
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import Till, cash, stored_value


@pytest.fixture
def rich(till: Till) -> tuple[Till, str, str]:
    """A till whose member has 200 yuan on a lease of this till; everything is acknowledged."""
    member = till.enrol()
    lease = till.top_up(member, 20_000)
    till.push()
    return till, member, lease


def shortage(till: Till) -> int:
    """Return what the store paid for void leases."""
    return sum(row["amount"] for row in rows(till, tables.ledger) if row["reason"] == "loss")


def leases(till: Till) -> list[tuple[int, int, int]]:
    """Return (incarnation, void, remaining) of each lease."""
    return [(r["incarnation"], r["void"], r["remaining"]) for r in rows(till, tables.lease)]


def desk_of(till: Till, connection: sa.Connection) -> Desk:
    rules = programs.current(connection, till.house, till.now_ms)
    return Desk(
        connection, till.house, till.terminal_id, till.house.store.store_id, till.now_ms, rules
    )


def test_a_claim_begins_an_incarnation_after_what_was_acknowledged(
    rich: tuple[Till, str, str],
) -> None:
    till, _, _ = rich
    reply = till.claim()
    assert (reply.status, reply.incarnation, reply.ack_seq) == ("raised", 2, 2)
    assert till.send(till.request()).ack_seq == 0
    till.sell(None, cash(100))
    assert (till.push().ack_seq, till.incarnation) == (1, 2)


def test_the_same_claim_has_the_same_answer_however_often_it_comes(till: Till) -> None:
    before = till.image()
    claim = till.new_id()
    first = till.claim(claim)
    till.sell(None, cash(100))
    till.push()
    again = before.claim(claim)
    assert (again.incarnation, first.incarnation) == (2, 2)
    assert before.claim().incarnation == 3


def test_a_claim_by_an_incarnation_that_nobody_knows_starts_all_over(till: Till) -> None:
    till.sell(None, cash(100))
    till.incarnation = 5
    reply = till.claim()
    assert (reply.status, reply.incarnation, reply.ack_seq) == ("refounded", 6, 0)
    assert reply.ack_hash == GENESIS
    till.push()
    assert_whole(till)


def test_a_claim_after_what_the_server_does_not_have_starts_all_over(till: Till) -> None:
    twin = till.image()
    till.sell(None, cash(100))
    till.push()
    twin.sell(None, cash(100))
    twin.acked = 1
    reply = twin.claim()
    assert (reply.status, reply.ack_seq, twin.copied) == ("refounded", 0, 1)
    assert twin.push().ack_seq == 1
    assert len(rows(till, tables.operation)) == 2


def test_copies_have_one_effect_and_the_outcome_they_had(rich: tuple[Till, str, str]) -> None:
    till, member, lease = rich
    image = till.image()
    till.sell(member, stored_value(lease, 3_000))
    till.write_raw("gift", b"{}")
    image.entries = list(till.entries)
    till.push()
    image.claim()
    reply = image.push()
    assert [(r.outcome, r.code) for r in reply.results] == [
        ("applied", ""),
        ("quarantined", "unknown_kind"),
    ]
    assert reply.quarantined == 1
    assert figures(till, member)["principal"] == 17_000
    assert_whole(till)


def test_a_copy_shows_its_member_again_with_the_new_place(rich: tuple[Till, str, str]) -> None:
    till, member, lease = rich
    image = till.image()
    till.give_back_lease(lease, member, 1_000)
    till.sell(member, stored_value(lease, 3_000))
    till.sell(None, cash(1))
    image.entries = list(till.entries)
    till.push()

    def page(cursor: str) -> Page:
        with till.database.snapshot_reading() as connection:
            return feed.page(
                connection,
                terminal_id=till.terminal_id,
                cursor=cursor,
                now_ms=till.now_ms,
                house=till.house,
            )

    before = page("0.0")
    image.claim()
    image.push()
    assert [row.included_seq for row in page(before.cursor).figures] == [place_of(2, 3)]


def test_leases_are_void_at_the_claim_and_free_when_the_copies_are_here(
    rich: tuple[Till, str, str],
) -> None:
    till, member, lease = rich
    till.sell(member, stored_value(lease, 3_000))
    till.top_up(member, 1_000)
    till.claim()
    assert leases(till) == [(1, 1, 20_000)]
    assert figures(till, member)["free_principal"] == 0
    refused = till.send(till.request(Want(till.new_id(), member, Kind.PRINCIPAL, 100), most=0))
    assert [code for _, code in refused.refused_wants] == ["nothing_free"]
    till.push()
    assert sorted(leases(till)) == [(1, 1, 0), (2, 1, 0)]
    assert figures(till, member)["free_principal"] == 18_000
    assert shortage(till) == 0
    assert_whole(till)


def test_points_on_a_void_lease_go_back_lot_by_lot(till: Till) -> None:
    member = till.enrol()
    till.top_up(member, 1_000, points=500)
    till.push()
    grant = till.want(member, kind=Kind.POINTS)
    assert grant is not None
    till.claim()
    till.push()
    assert figures(till, member)["free_points"] == 500
    assert_whole(till)


def test_what_a_restored_image_spends_again_is_the_stores_loss(
    rich: tuple[Till, str, str],
) -> None:
    till, member, lease = rich
    image = till.image()
    till.sell(member, stored_value(lease, 15_000))
    till.push()
    image.sell(member, stored_value(lease, 9_000))
    assert image.send(image.request()).status == "fork"
    image.claim()
    reply = image.push()
    assert [(r.outcome, r.code) for r in reply.results] == [("applied", "shortage")]
    assert shortage(till) == 4_000
    assert figures(till, member)["principal"] == 0
    assert_whole(till)


def test_a_clone_goes_on_pushing_and_may_not_borrow(rich: tuple[Till, str, str]) -> None:
    till, member, lease = rich
    clone = till.image()
    till.sell(member, stored_value(lease, 1_000))
    till.push()
    clone.sell(None, cash(100))
    clone.claim()
    clone.push()
    assert figures(till, member)["free_principal"] == 19_000
    till.sell(member, stored_value(lease, 500))
    till.top_up(member, 2_000)
    wish = Want(till.new_id(), member, Kind.PRINCIPAL, 100)
    reply = till.send(till.request(wish))
    assert (reply.status, reply.incarnation, reply.ack_seq) == ("superseded", 2, 5)
    assert reply.refused_wants == ((wish.lease_id, "terminal_superseded"),)
    assert shortage(till) == 500
    till.acked = 5
    assert figures(till, member)["free_principal"] == 19_000
    assert till.send(replace(till.request(), sealed=True)).status == "superseded"
    assert figures(till, member)["free_principal"] == 21_000
    assert_whole(till)


def test_a_seal_frees_nothing_while_entries_are_missing(rich: tuple[Till, str, str]) -> None:
    till, member, lease = rich
    clone = till.image()
    clone.claim()
    till.top_up(member, 2_000)
    for _ in range(3):
        till.sell(member, stored_value(till.entries[2].entry.draft.op_id, 500))
    part = replace(till.request(most=2), sealed=True)
    assert till.send(part).ack_seq == 4
    assert [row for row in leases(till) if row[2]] == [(1, 1, 20_000), (1, 1, 1_500)]
    till.acked = 4
    assert till.send(replace(till.request(), sealed=True)).ack_seq == 6
    assert not [row for row in leases(till) if row[2]]
    assert figures(till, member)["free_principal"] == 20_500
    assert (shortage(till), lease in {r["lease_id"] for r in rows(till, tables.lease)}) == (0, True)
    assert_whole(till)


def test_an_ended_incarnation_can_fork_too_and_claims_the_next(till: Till) -> None:
    first, second = till.image(1), till.image(2)
    till.sell(None, cash(100))
    till.push()
    first.sell(None, cash(100))
    first.claim()
    first.push()
    second.sell(None, cash(100))
    assert second.send(second.request()).status == "fork"
    assert second.claim().incarnation == 3
    second.push()
    first.sell(None, cash(100))
    assert first.send(first.request()).status == "superseded"
    assert len(rows(till, tables.operation)) == 4
    assert_whole(till)


def test_a_lease_opened_by_both_of_two_clones_is_no_trouble(rich: tuple[Till, str, str]) -> None:
    till, member, lease = rich
    till.give_back_lease(lease, member, 20_000)
    till.push()
    reply = till.send(till.request(Want(till.new_id(), member, Kind.PRINCIPAL, 0)))
    clone = till.image()
    for machine in (till, clone):
        machine.push()
        machine.sell(member, stored_value(reply.grants[0].lease_id, 4_000))
        if machine is till:
            machine.push()
        else:
            machine.claim()
            assert {r.outcome for r in machine.push().results} == {"applied"}
    assert figures(till, member)["principal"] == 12_000
    assert_whole(till)


def test_a_void_lease_gives_back_no_more_than_it_holds(rich: tuple[Till, str, str]) -> None:
    till, member, lease = rich
    image = till.image()
    till.sell(member, stored_value(lease, 15_000))
    till.push()
    image.give_back_lease(lease, member, 12_000)
    image.give_back_lease(lease, member, 8_000)
    image.claim()
    reply = image.push()
    assert [(r.outcome, r.code) for r in reply.results] == [("applied", "lease_void")] * 2
    assert figures(till, member)["free_principal"] == 5_000
    assert_whole(till)


def test_a_revoked_till_claims_nothing(till: Till) -> None:
    with till.database.writing() as connection:
        terminals.revoke(connection, till.terminal_id)
    reply = till.send(replace(till.request(), claim=till.new_id()))
    assert (reply.status, reply.incarnation) == ("revoked", 1)


def test_a_page_is_for_the_incarnation_that_goes_on(till: Till) -> None:
    member = till.enrol()
    till.push()

    def page(incarnation: int) -> int:
        with till.database.snapshot_reading() as connection:
            found = feed.page(
                connection,
                terminal_id=till.terminal_id,
                cursor="0.0",
                now_ms=till.now_ms,
                house=till.house,
                incarnation=incarnation,
            )
        return found.figures[0].included_seq

    assert page(1) == 1
    till.claim()
    assert page(2) == place_of(2, 0)
    with pytest.raises(Refused) as refused:
        page(1)
    assert refused.value.code == "terminal_superseded"
    assert member


def test_a_manager_may_declare_that_nothing_more_comes(rich: tuple[Till, str, str]) -> None:
    till, member, _ = rich
    with till.database.writing() as connection:
        incarnations.raise_to(
            connection, till.terminal_id, 2, state=incarnations.REPLACED, now_ms=till.now_ms
        )
    till.incarnation, till.entries, till.acked = 2, [], 0
    till.sell(None, cash(100))
    till.push()
    assert figures(till, member)["free_principal"] == 0
    with till.database.writing() as connection:
        desk = desk_of(till, connection)
        with pytest.raises(Refused, match="incarnation_current"):
            incarnations.declare_ended(desk, 2)
        incarnations.declare_ended(desk, 1)
    assert figures(till, member)["free_principal"] == 20_000
    assert_whole(till)
