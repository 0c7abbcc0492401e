"""Headroom is lent like value: no two tills fill it together, and what was filled twice is said."""

import pytest
from sqlalchemy import Connection

from pos_member.domain.lease import LeasePolicy, Leg
from pos_member.domain.ledger import Kind
from pos_member.domain.program import LeaseRules, Program, StoredValueRules
from pos_member.domain.program_writer import write_program
from sync.protocol.messages import Recall, Want
from sync.server import headroom, lost, programs, quarantine, tables
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import Till, cash, stored_value

CAP = 100_000
LATE_MS = 10_000


def publish(till: Till, cap: int | None, version: int = 1) -> None:
    """Publish a program with a cap that is lent whole."""
    program = Program(
        version,
        stored_value=StoredValueRules(balance_cap_minor=cap),
        leases=LeaseRules(LeasePolicy(share_bp=10_000)),
    )
    with till.database.writing() as connection:
        programs.publish(connection, till.house, write_program(program))


@pytest.fixture(autouse=True)
def capped(till: Till) -> None:
    publish(till, CAP)


def new_member(till: Till) -> tuple[str, str]:
    """Return a member enrolled below the cap, and the lease of all its room."""
    member = till.enrol(headroom=CAP)
    return member, till.entries[-1].entry.draft.op_id


def filled(lease_id: str, amount: int) -> tuple[Leg, ...]:
    return (Leg(lease_id, Kind.HEADROOM, amount),)


def lent(till: Till) -> dict[str, int]:
    """Return what each lease of headroom still holds, by the server's books."""
    found = rows(till, tables.lease)
    return {row["lease_id"]: row["remaining"] for row in found if row["kind"] == "headroom"}


def code_of_last(till: Till) -> str:
    row = [row for row in rows(till, tables.operation) if row["terminal_id"] == till.terminal_id]
    assert row[-1]["outcome"] == "applied"
    return str(row[-1]["code"])


def wants(till: Till, member: str, amount: int = 0) -> list[int]:
    """Ask for headroom; return what was granted."""
    reply = till.push(Want(till.new_id(), member, Kind.HEADROOM, amount))
    till.push()
    return [grant.amount for grant in reply.grants if grant.kind is Kind.HEADROOM]


def above(till: Till) -> dict[str, object]:
    with till.database.snapshot_reading() as connection:
        rules = programs.current(connection, till.house, till.now_ms)
        return headroom.above_cap(connection, rules.cap)


def test_who_enrols_offline_may_fill_the_cap_at_once_and_nobody_else_any_of_it(
    till: Till, other_till: Till
) -> None:
    member, lease = new_member(till)
    till.top_up(member, 60_000, 6_000, headroom=filled(lease, 66_000))
    till.push()
    assert code_of_last(till) == ""
    assert lent(till) == {lease: 34_000}
    held = figures(till, member)
    assert (held["principal"], held["bonus"]) == (60_000, 6_000)
    reply = other_till.push(Want(other_till.new_id(), member, Kind.HEADROOM, 1))
    assert (reply.grants, reply.refused_wants) == ((), ()), "it waits for what the till gives back"
    assert above(till) == {"cap": CAP, "members": [], "top_ups": []}
    assert assert_whole(till)["on_loan"]["headroom"] == 34_000


def test_what_is_lent_of_it_is_never_more_than_the_cap_less_the_balance_and_other_loans(
    till: Till, other_till: Till
) -> None:
    member = till.enrol()
    till.push()
    assert wants(till, member, 70_000) == [70_000]
    assert wants(other_till, member, 70_000) == []
    other_till.now_ms += LATE_MS
    assert [grant.amount for grant in other_till.push().grants] == [30_000]
    other_till.push()
    assert sum(lent(till).values()) == CAP
    assert_whole(till)


def test_what_is_filled_by_a_bonus_is_not_lent_again(till: Till, other_till: Till) -> None:
    member, lease = new_member(till)
    till.top_up(member, 30_000, 20_000, headroom=filled(lease, 50_000))
    till.give_back_lease(lease, member, 50_000, Kind.HEADROOM)
    till.push()
    assert wants(other_till, member, CAP) == [50_000]
    assert_whole(till)


def test_a_payment_in_waits_for_what_an_online_till_gives_back(
    till: Till, other_till: Till
) -> None:
    member, lease = new_member(till)
    till.push()
    asked = other_till.new_id()
    other_till.push(Want(asked, member, Kind.HEADROOM, 50_000))
    assert till.push().recalls == (Recall(lease, 0),)
    till.give_back_lease(lease, member, CAP, Kind.HEADROOM)
    till.push()
    (grant,) = other_till.push().grants
    assert (grant.lease_id, grant.amount) == (asked, 50_000)
    other_till.push()
    assert_whole(till)


def test_what_is_spent_may_be_paid_in_again_once_the_server_knows(
    till: Till, other_till: Till
) -> None:
    member, lease = new_member(till)
    value = till.top_up(member, CAP, headroom=filled(lease, CAP))
    till.push()
    assert wants(other_till, member, 1_000) == []
    till.sell(member, stored_value(value, 40_000))
    reply = till.push()
    # It is shared at once: each till has its part of the room before the member stands there.
    mine = [grant.amount for grant in reply.grants if grant.kind is Kind.HEADROOM]
    till.push()
    other_till.now_ms += LATE_MS
    other_till.push()
    other_till.push()
    assert mine and sum(lent(till).values()) <= 40_000
    assert_whole(till)


def test_a_till_that_holds_too_much_of_what_is_left_gives_back(till: Till) -> None:
    member, lease = new_member(till)
    for _ in range(3):
        till.sell(member, cash(100))
    till.top_up(member, 10_000, headroom=filled(lease, 10_000))
    publish(till, 40_000, version=2)
    assert till.push().recalls == (Recall(lease, 30_000),), "a cap that was lowered lends less"
    assert code_of_last(till) == ""
    assert_whole(till)


def test_without_a_cap_nothing_is_lent_and_nothing_needed(till: Till) -> None:
    publish(till, None, version=2)
    member = till.enrol()
    till.top_up(member, 10**9)
    till.push()
    assert code_of_last(till) == ""
    reply = till.push(Want(till.new_id(), member, Kind.HEADROOM, 5))
    assert [code for _, code in reply.refused_wants] == ["no_cap"]
    assert above(till)["cap"] is None


@pytest.mark.parametrize(
    ("principal", "named", "code"),
    [(50_000, 0, "headroom_short"), (50_000, 20_000, "headroom_short"), (100_001, 0, "over_cap")],
)
def test_a_top_up_beyond_its_headroom_stands_and_is_said(
    till: Till, principal: int, named: int, code: str
) -> None:
    member, lease = new_member(till)
    till.top_up(member, principal, headroom=filled(lease, named) if named else ())
    till.push()
    assert code_of_last(till) == code
    found = above(till)
    over = [{"member_id": member, "balance": principal}] if code == "over_cap" else []
    assert found["members"] == over
    (listed,) = found["top_ups"]  # type: ignore[misc]
    assert listed["code"] == code
    assert figures(till, member)["principal"] == principal
    assert_whole(till)


def test_a_till_that_fills_more_than_its_lease_holds_makes_nothing_negative(till: Till) -> None:
    member, lease = new_member(till)
    till.top_up(member, 60_000, headroom=filled(lease, 60_000))
    both = filled(lease, 30_000) + filled(lease, 20_000)
    till.top_up(member, 50_000, headroom=both)
    till.push()
    assert code_of_last(till) == "over_cap"
    assert lent(till) == {lease: 0}
    assert_whole(till)


def test_a_restored_till_that_fills_its_room_again_is_over_the_cap_and_said_to_be(
    till: Till,
) -> None:
    member, lease = new_member(till)
    till.push()
    image = till.image()
    till.top_up(member, 80_000, headroom=filled(lease, 80_000))
    till.push()
    image.top_up(member, 80_000, headroom=filled(lease, 80_000))
    image.claim()
    image.push()
    assert code_of_last(image) == "over_cap"
    assert figures(till, member)["principal"] == 160_000
    assert lent(till) == {lease: 0}, "its leases are void, and what they held is free"
    assert_whole(till)


def test_a_void_lease_without_a_cap_covers_what_was_filled_twice(till: Till) -> None:
    member, lease = new_member(till)
    till.push()
    image = till.image()
    till.top_up(member, CAP, headroom=filled(lease, CAP))
    till.push()
    image.top_up(member, 1, headroom=filled(lease, 1))
    publish(till, None, version=2)
    image.claim()
    image.push()
    assert code_of_last(image) == "headroom_short"
    assert_whole(till)


def test_a_lost_tills_room_is_free_at_once_and_its_late_top_ups_stand(
    till: Till, other_till: Till
) -> None:
    member, lease = new_member(till)
    till.push()
    till.top_up(member, 90_000, headroom=filled(lease, 90_000))

    def declare(connection: Connection) -> dict[str, object]:
        return lost.declare(connection, till.terminal_id, till.house, now_ms=till.now_ms)

    assert till.database.write(declare) == {"given_back": {}}, "it is no value"
    assert wants(other_till, member, CAP) == [CAP]
    (other_lease,) = set(lent(till)) - {lease}
    other_till.top_up(member, CAP, headroom=filled(other_lease, CAP))
    other_till.push()
    assert code_of_last(other_till) == ""
    reply = till.send(till.request())
    assert [(result.outcome, result.code) for result in reply.results] == [("applied", "over_cap")]
    assert_whole(till)


@pytest.mark.parametrize("decision", quarantine.DECISIONS)
def test_what_a_waiting_top_up_filled_is_nobodys_until_it_is_decided(
    till: Till, decision: str
) -> None:
    member, lease = new_member(till)
    till.push()
    till.top_up(member, 60_000, headroom=filled(lease, 60_000))
    spoiled = till.entries.pop().entry.draft
    till.write_raw("top_up", spoiled.body.replace(b"CNY", b"USD"), spoiled.op_id)
    till.push()
    assert lent(till) == {lease: 40_000, f"{spoiled.op_id}.0": 60_000}
    till.give_back_lease(lease, member, 40_000, Kind.HEADROOM)
    till.push()
    assert wants(till, member, CAP) == [40_000]

    def decide(connection: Connection) -> dict[str, object]:
        return quarantine.decide(
            connection, spoiled.op_id, decision, till.house, by="boss", reason="x", now_ms=1
        )

    assert till.database.write(decide)["moved"] == {}
    assert wants(till, member, CAP) == [60_000]
    assert_whole(till)


def test_who_is_above_a_cap_only_until_the_books_are_whole_again_is_not_said_to_be(
    till: Till,
) -> None:
    """A restored server lends what it forgot before it hears where that came from."""
    member, lease = new_member(till)
    till.push()
    till.top_up(member, CAP, headroom=filled(lease, CAP))
    with till.database.writing() as connection:
        connection.execute(
            tables.suspense.insert(),
            {"no": 1, "kind": "principal", "lot": "", "expires_day": "", "amount": -5, "moves": 1},
        )
        connection.execute(tables.holding.update().values(bonus=5, free_bonus=5))
    till.push()
    assert code_of_last(till) == ""
