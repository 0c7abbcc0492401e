"""What a waiting operation took is held apart, and somebody's decision ends it, once."""

from dataclasses import replace

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import LeaseReturned
from sync.server import quarantine, tables
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import Till, burn, cash, stored_value


def decide(till: Till, op_id: str, decision: str) -> dict[str, object]:
    return till.database.write(
        lambda connection: quarantine.decide(
            connection, op_id, decision, till.house, by="manager", reason="test", now_ms=1
        )
    )


@pytest.fixture
def poisoned(till: Till) -> tuple[Till, str, str]:
    """A till whose member has 200 yuan on loan here, and a sale of 60 of them that waits."""
    member = till.enrol()
    lease = till.top_up(member, 20_000)
    till.push()
    # A tender that pays one thing and takes another is not believed.
    broken = till.sell(member, replace(stored_value(lease, 6_000), amount=5_000))
    till.push()
    return till, member, broken.draft.op_id


def test_what_it_took_is_held_apart(poisoned: tuple[Till, str, str]) -> None:
    till, member, op_id = poisoned
    held = {row["lease_id"]: row["remaining"] for row in rows(till, tables.lease)}
    assert held.pop(f"{op_id}.0") == 6_000
    assert list(held.values()) == [14_000]
    assert figures(till, member)["principal"] == 20_000
    assert_whole(till)


def test_voided_gives_it_back(poisoned: tuple[Till, str, str]) -> None:
    till, member, op_id = poisoned
    assert till.push().quarantined == 1
    assert decide(till, op_id, "voided") == {"decision": "voided", "moved": {"principal": 6_000}}
    assert figures(till, member)["free_principal"] == 6_000
    reply = till.push()
    assert reply.quarantined == 0
    assert [(r.outcome, r.code) for r in reply.results] == [("applied", "voided")]
    assert_whole(till)


def test_written_off_is_spent(poisoned: tuple[Till, str, str]) -> None:
    till, member, op_id = poisoned
    decide(till, op_id, "written_off")
    assert figures(till, member)["principal"] == 14_000
    assert_whole(till)


def test_a_decision_is_made_once(poisoned: tuple[Till, str, str]) -> None:
    till, _, op_id = poisoned
    with pytest.raises(Refused, match="decision_unknown"):
        decide(till, op_id, "perhaps")
    decide(till, op_id, "voided")
    with pytest.raises(Refused, match="operation_not_waiting"):
        decide(till, op_id, "written_off")


def test_points_are_held_lot_by_lot(till: Till) -> None:
    member = till.enrol()
    till.sell(member, cash(100), points=300)
    till.push()
    grant = till.want(member, 200, Kind.POINTS)
    assert grant is not None
    broken = till.sell(member, replace(burn(grant, 50, 50), amount=0))
    till.push()
    assert figures(till, member)["points"] == 300
    assert_whole(till)
    decide(till, broken.draft.op_id, "written_off")
    assert figures(till, member)["points"] == 250
    assert_whole(till)


def test_an_operation_that_took_nothing_is_decided_all_the_same(till: Till) -> None:
    for kind, body in (("gift", b"{}"), ("gift", b"no json"), ("sale", b"[]")):
        broken = till.write_raw(kind, body)
        till.push()
        assert decide(till, broken.draft.op_id, "voided")["moved"] == {}
    nowhere = till.write(LeaseReturned(till.new_id(), till.new_id(), Kind.PRINCIPAL, 5))
    odd = till.write(LeaseReturned(till.new_id(), till.new_id(), Kind.PRINCIPAL, 5), op_id="odd")
    till.push()
    assert decide(till, nowhere.draft.op_id, "voided")["moved"] == {}
    assert decide(till, odd.draft.op_id, "voided")["moved"] == {}
    assert_whole(till)
