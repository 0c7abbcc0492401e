"""Who speaks in a push: a device for its own incarnations, whoever goes on under the name."""

from dataclasses import replace

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import Kind
from sync.protocol.messages import PushReply, PushRequest, Want
from sync.server import exchange, fleet, tables, terminals
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


def replaced(till: Till) -> Till:
    """Let another machine take a till's place; return what stands at it."""
    with till.database.writing() as connection:
        code = terminals.create_code(
            connection,
            till.house,
            register=till.register,
            random_7=till.chance.randbytes(7),
            now_ms=till.now_ms,
            replaces=till.terminal_id,
        )
        successor = Till(till.database, till.house, seed=77, register=till.register)
        made = terminals.enrol(
            connection,
            till.house,
            code=code,
            public_key=successor.key.public,
            now_ms=till.now_ms,
            random_bytes=till.chance.randbytes,
        )
    successor.terminal_id = str(made["terminal_id"])
    successor.incarnation = int(str(made["incarnation"]))
    assert (successor.terminal_id, successor.incarnation) == (till.terminal_id, 2)
    return successor


def pushed_by(till: Till, request: PushRequest) -> PushReply:
    """Push ``request`` with the key of the machine that ``till`` is."""
    return till.database.write(
        lambda connection: exchange.push(
            connection, request, now_ms=till.now_ms, house=till.house, key=till.key.public
        )
    )


def test_a_device_speaks_for_no_incarnation_of_another(till: Till) -> None:
    successor = replaced(till)

    def refused(one: Till, request: PushRequest) -> str:
        with pytest.raises(Refused) as why:
            pushed_by(one, request)
        return why.value.code

    assert refused(till, replace(till.request(), incarnation=2)) == "terminal_superseded"
    assert refused(successor, replace(till.request(), incarnation=1)) == "terminal_superseded"
    assert pushed_by(till, till.request()).status == "superseded"
    assert pushed_by(successor, successor.request()).status == "ok"


def test_a_replaced_device_drains_and_its_leases_settle(rich: tuple[Till, str, str]) -> None:
    till, member, lease = rich
    till.sell(member, stored_value(lease, 3_000))
    successor = replaced(till)
    wish = Want(successor.new_id(), member, Kind.PRINCIPAL, 5_000)
    assert pushed_by(successor, successor.request(wish)).grants == ()
    wish = Want(till.new_id(), member, Kind.PRINCIPAL, 5_000)
    reply = pushed_by(till, till.request(wish))
    assert (reply.status, reply.grants, [r.outcome for r in reply.results]) == (
        "superseded",
        (),
        ["applied"],
    )
    assert figures(till, member)["free_principal"] == 0
    till.acked = reply.ack_seq
    pushed_by(till, replace(till.request(), sealed=True))
    assert figures(till, member)["free_principal"] == 17_000
    assert shortage(till) == 0
    grant = successor.want(member, 5_000)
    assert grant is not None
    assert_whole(till)


def test_what_follows_a_replaced_device_is_not_settled_with_it(
    rich: tuple[Till, str, str],
) -> None:
    till, member, _ = rich
    successor = replaced(till)
    twin = successor.image()
    successor.sell(None, cash(100))
    pushed_by(successor, successor.request())
    twin.claim()
    twin.push()
    successor.acked = 1
    pushed_by(successor, replace(successor.request(), sealed=True))
    assert figures(till, member)["free_principal"] == 0, "the first device has yet to come"
    pushed_by(till, replace(till.request(), sealed=True))
    assert figures(till, member)["free_principal"] == 20_000
    assert_whole(till)


def test_a_replaced_device_whose_journal_had_parted_brings_what_it_has(
    rich: tuple[Till, str, str],
) -> None:
    till, member, lease = rich
    image = till.image()
    till.sell(member, stored_value(lease, 1_000))
    till.push()
    image.sell(member, stored_value(lease, 2_000))
    successor = replaced(till)
    assert pushed_by(image, image.request()).status == "fork"
    image.key = till.key
    claim = replace(image.request(most=0), claim=image.new_id())
    reply = pushed_by(image, claim)
    assert (reply.status, reply.incarnation) == ("raised", 3)
    assert pushed_by(image, claim).incarnation == 3
    rest, image.entries = image.entries[reply.ack_seq :], []
    image.incarnation, image.copied, image.acked = 3, len(rest), 0
    for each in rest:
        image._append(each.entry.draft, each.personal)
    reply = pushed_by(image, replace(image.request(), sealed=True))
    assert (reply.status, reply.ack_seq) == ("superseded", 1)
    assert (figures(till, member)["principal"], figures(till, member)["free_principal"]) == (
        17_000,
        17_000,
    )
    assert successor.claim().incarnation == 4
    assert_whole(till)


def test_a_device_replaced_while_it_was_not_trusted_is_not_believed(
    rich: tuple[Till, str, str],
) -> None:
    till, member, lease = rich
    with till.database.writing() as connection:
        terminals.revoke(connection, till.terminal_id)
    successor = replaced(till)
    till.sell(member, stored_value(lease, 3_000))
    reply = pushed_by(till, replace(till.request(), sealed=True))
    assert (reply.status, [r.code for r in reply.results]) == ("revoked", ["terminal_revoked"])
    claim = replace(till.request(), claim=till.new_id())
    assert pushed_by(till, claim).status == "revoked"
    assert figures(till, member)["free_principal"] == 0
    assert pushed_by(successor, successor.request()).status == "ok"
    with till.database.writing() as connection:
        fleet.declare_ended(connection, till.register, till.house, now_ms=till.now_ms)
    assert figures(till, member)["free_principal"] == 20_000
    till.sell(None, cash(100))
    assert pushed_by(till, till.request()).status == "revoked"
    assert_whole(till)
