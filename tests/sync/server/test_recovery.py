"""Recovery: a server put back to a backup learns from its tills again, to the last sale."""

from dataclasses import replace

import pytest

from pos_member.domain.ids import uuid7
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import LeaseOpened
from sync.protocol.messages import PushReply, Want
from sync.server import recovery, tables, terminals
from sync.simulator import backups
from tests.sync.server.books import assert_whole, figures, member_row, operations, rows
from tests.sync.server.far_end import NOW_MS, Till, burn, cash, stored_value

NEXT_LIFE = uuid7(NOW_MS, bytes(10))


class Shop:
    """Two tills at one server, and the way back to its last backup."""

    def __init__(self, *tills: Till) -> None:
        self.tills = tills
        self.database = tills[0].database
        self.backup = backups.take(self.database)

    def save(self) -> None:
        self.backup = backups.take(self.database)

    def restore(self) -> None:
        backups.put_back(self.database, self.backup, NEXT_LIFE)
        for till in self.tills:
            till.house = replace(till.house, epoch=NEXT_LIFE)

    def end(self) -> list[str]:
        house = self.tills[0].house
        return self.database.write(lambda c: recovery.end(c, house, now_ms=NOW_MS))

    def report(self) -> dict[str, object]:
        with self.database.reading() as connection:
            return recovery.report(connection)


@pytest.fixture
def shop(till: Till, other_till: Till) -> Shop:
    return Shop(till, other_till)


def come_back(till: Till, *wants: Want, knows: bool = True) -> PushReply:
    """Push as a till does that meets a restored server: rewind by hash, then all again."""
    till.acked = min(till.acked, len(till.entries))
    reply = till.send(till.request())
    if reply.status == "rewind":
        assert reply.ack_hash == (
            till.entries[reply.ack_seq - 1].entry.hash if reply.ack_seq else "0" * 64
        )
        till.acked = reply.ack_seq
    epoch = NEXT_LIFE if knows else "00000000-0000-7000-8000-0000000000ee"
    reply = till.send(replace(till.request(*wants), epoch=epoch))
    assert reply.status == "ok"
    till.acked = reply.ack_seq
    return reply


def suspense(till: Till) -> int:
    return sum(row["amount"] for row in rows(till, tables.suspense))


def losses(till: Till) -> int:
    return sum(row["amount"] for row in rows(till, tables.ledger) if row["reason"] == "loss")


def test_a_server_that_was_not_restored_awaits_nobody(shop: Shop) -> None:
    assert shop.report() == {"recovering": False, "tills": [], "suspense": [], "unnamed": 0}
    assert not shop.tills[0].push().recovering


def test_tills_say_again_what_the_backup_lacks(shop: Shop) -> None:
    first, second = shop.tills
    member = first.enrol()
    first.top_up(member, 20_000)
    first.push()
    shop.save()
    first.sell(None, cash(500))
    first.push()
    second.sell(None, cash(700))
    second.push()

    shop.restore()
    assert come_back(first).recovering
    assert shop.report()["recovering"]
    assert not come_back(second).recovering
    assert operations(first) == ["enrolment", "top_up", "sale"]
    assert operations(second) == ["sale"]
    assert shop.report() == {"recovering": False, "tills": [], "suspense": [], "unnamed": 0}
    assert_whole(first)


def test_nothing_is_lent_until_every_till_has_come(shop: Shop) -> None:
    first, second = shop.tills
    member = first.enrol()
    first.top_up(member, 20_000)
    first.push()
    shop.save()
    shop.restore()

    want = Want(second.new_id(), member, Kind.PRINCIPAL, 0)
    reply = come_back(second, want)
    assert (reply.grants, reply.refused_wants) == ((), ((want.lease_id, "recovering"),))
    come_back(first)
    assert not second.push().recovering


def test_a_lease_that_the_backup_lacks_is_learnt_in_its_place(shop: Shop) -> None:
    first, second = shop.tills
    member = first.enrol()
    first.fund(member, 20_000)
    shop.save()
    grant = second.want(member, 6_000)
    assert grant is not None
    second.sell(member, stored_value(grant.lease_id, 2_500))
    second.push()

    shop.restore()
    come_back(second)
    assert figures(first, member)["principal"] == 17_500
    assert suspense(first) == 0
    come_back(first)
    assert_whole(first)
    assert (figures(first, member)["principal"], losses(first)) == (17_500, 0)


def test_what_is_not_there_yet_comes_out_of_suspense_and_goes_back(shop: Shop) -> None:
    first, second = shop.tills
    member = first.enrol()
    first.push()
    shop.save()
    first.fund(member, 20_000)
    grant = second.want(member, 20_000)
    assert grant is not None
    second.sell(member, stored_value(grant.lease_id, 20_000))
    second.push()

    shop.restore()
    come_back(second)
    assert suspense(first) == -20_000
    assert shop.report()["suspense"] == [
        {"member_id": member, "kind": "principal", "amount": -20_000}
    ]
    assert figures(first, member)["principal"] == 0
    come_back(first)
    assert (suspense(first), losses(first)) == (0, 0)
    assert figures(first, member)["principal"] == figures(first, member)["free_principal"] == 0
    assert_whole(first)


def test_points_that_are_not_there_yet_come_out_of_suspense_lot_by_lot(shop: Shop) -> None:
    first, second = shop.tills
    member = first.enrol()
    first.push()
    shop.save()
    first.sell(member, cash(100), points=300)
    first.sell(member, cash(100), points=200)
    first.push()
    grant = second.want(member, 400, Kind.POINTS)
    assert grant is not None
    second.sell(member, burn(grant, 350, 350))
    second.push()

    shop.restore()
    come_back(second)
    assert suspense(first) == -400
    come_back(first)
    assert (suspense(first), losses(first)) == (0, 0)
    assert figures(first, member)["points"] == 150
    assert_whole(first)


def test_a_member_of_whom_only_another_till_has_the_enrolment_is_named_later(shop: Shop) -> None:
    first, second = shop.tills
    member = first.enrol()
    first.push()
    second.sell(member, cash(900), points=9)
    second.push()

    shop.restore()
    come_back(second)
    assert shop.report()["unnamed"] == 1
    assert (member_row(first, member)["name"], figures(first, member)["points"]) == ("", 9)
    visits = member_row(first, member)["rest"]
    come_back(first)
    named = member_row(first, member)
    assert (named["name"], shop.report()["unnamed"]) == ("王小美", 0)
    assert '"visits":1' in visits
    assert '"visits":1' in named["rest"]
    assert len(rows(first, tables.member_phone)) == 2
    assert len(rows(first, tables.member_code)) == 1
    assert {row["outcome"] for row in rows(first, tables.operation)} == {"applied"}
    assert_whole(first)


def test_a_second_enrolment_of_a_named_member_still_waits(shop: Shop) -> None:
    first, _ = shop.tills
    member = first.enrol()
    first.push()
    shop.restore()
    draft = first.entries[0].entry.draft
    first.write_raw(draft.kind, draft.body)
    come_back(first)
    codes = [row["code"] for row in rows(first, tables.operation)]
    assert codes == ["", "member_exists"]
    assert member_row(first, member)["name"] == "王小美"


def test_a_till_has_checked_in_only_once_it_wrote_down_the_new_life(shop: Shop) -> None:
    # A grant of the life before may still be on its way to its journal until then.
    first, second = shop.tills
    member = first.enrol()
    first.fund(member, 20_000)
    shop.save()
    reply = second.send(second.request(Want(second.new_id(), member, Kind.PRINCIPAL, 5_000)))
    (late,) = reply.grants

    shop.restore()
    come_back(first)
    assert come_back(second, knows=False).recovering
    second.write(LeaseOpened(late))
    second.sell(member, stored_value(late.lease_id, 5_000))
    assert not come_back(second).recovering
    assert {row["outcome"] for row in rows(first, tables.operation)} == {"applied"}
    assert figures(first, member)["principal"] == 15_000


def test_later_grants_are_numbered_after_those_that_the_backup_lacks(shop: Shop) -> None:
    first, second = shop.tills
    member = first.enrol()
    first.fund(member, 20_000)
    shop.save()
    old = second.want(member, 1_000)
    shop.restore()
    come_back(first)
    come_back(second)
    new = second.want(member, 1_000)
    assert old is not None
    assert new is not None
    assert new.grant_ver == old.grant_ver + 1


def test_a_manager_ends_it_without_the_tills_that_are_absent(shop: Shop) -> None:
    first, second = shop.tills
    member = first.enrol()
    first.push()
    shop.save()
    first.fund(member, 20_000)
    grant = second.want(member, 20_000)
    assert grant is not None
    second.sell(member, stored_value(grant.lease_id, 20_000))
    second.push()

    shop.restore()
    come_back(second)
    assert shop.end() == [first.terminal_id]
    # What nobody brought is the shop's loss, never the member's.
    assert (suspense(first), losses(first)) == (0, 20_000)
    assert_whole(first)
    assert second.push().recovering is False
    # It comes after all: what it has is taken in all the same.
    come_back(first)
    assert figures(first, member)["principal"] == 20_000
    assert {row["outcome"] for row in rows(first, tables.operation)} == {"applied"}
    assert_whole(first)
    assert shop.report()["tills"] == []


def test_an_absent_till_that_comes_late_may_cost_the_shop_but_nobody_else(shop: Shop) -> None:
    first, second = shop.tills
    member = first.enrol()
    first.fund(member, 20_000)
    shop.save()
    grant = second.want(member, 20_000)
    assert grant is not None
    second.sell(member, stored_value(grant.lease_id, 20_000))
    second.push()

    shop.restore()
    come_back(first)
    assert shop.end() == [second.terminal_id]
    spent = first.want(member, 20_000)
    assert spent is not None
    first.sell(member, stored_value(spent.lease_id, 20_000))
    first.push()
    come_back(second)
    assert (suspense(first), losses(first)) == (0, 20_000)
    assert figures(first, member)["principal"] == 0
    assert_whole(first)


def test_once_checked_in_a_till_is_not_believed_without_the_books(shop: Shop) -> None:
    first, second = shop.tills
    member = first.enrol()
    first.fund(member, 20_000)
    grant = second.want(member, 1_000)
    assert grant is not None
    shop.save()
    shop.restore()
    come_back(second)
    forged = replace(grant, lease_id=second.new_id(), amount=9_000)
    second.write(LeaseOpened(forged))
    second.push()
    assert rows(first, tables.operation)[-1]["code"] == "lease_unknown"


def test_a_lease_granted_to_another_till_is_not_learnt(shop: Shop) -> None:
    first, second = shop.tills
    member = first.enrol()
    first.fund(member, 20_000)
    shop.save()
    grant = second.want(member, 1_000)
    assert grant is not None
    shop.restore()
    first.write(LeaseOpened(grant))
    come_back(first)
    assert [row["code"] for row in rows(first, tables.operation)][-1] == "lease_unknown"


def test_a_revoked_till_is_not_awaited(shop: Shop) -> None:
    first, second = shop.tills
    with shop.database.writing() as connection:
        terminals.revoke(connection, second.terminal_id)
    shop.save()
    shop.restore()
    assert not come_back(first).recovering


def test_who_checked_in_may_still_serve_a_member_whom_another_till_has_yet_to_bring(
    shop: Shop,
) -> None:
    first, second = shop.tills
    shop.save()
    member = second.enrol()
    second.push()
    shop.restore()
    assert come_back(first).recovering
    # The first till knows the member out of its replica of the earlier life.
    first.sell(member, cash(100))
    reply = come_back(first)
    assert [result.outcome for result in reply.results] == ["applied"]
    assert not come_back(second).recovering
    assert member_row(first, member)["name"] == "王小美"
    assert_whole(first)
