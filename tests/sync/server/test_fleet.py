"""The tills as a manager sees them: how each stands, codes for new machines, what has ended."""

import random

import pytest

from pos_member.domain.errors import Refused
from sync.server import fleet, terminals
from tests.sync.server.books import assert_whole, figures
from tests.sync.server.far_end import Till

CHANCE = random.Random(3)


def code_for(till: Till, replaces: str) -> dict[str, object]:
    with till.database.writing() as connection:
        return fleet.new_code(
            connection,
            till.house,
            register="9",
            replaces=replaces,
            random_bytes=CHANCE.randbytes,
            now_ms=till.now_ms,
        )


def enrolled(till: Till, code: object, *, key: bytes = bytes(32), terminal_id: str = "") -> object:
    """Return the incarnation that an enrolment gave, or why it was refused."""
    with till.database.writing() as connection:
        try:
            made = terminals.enrol(
                connection,
                till.house,
                code=str(code),
                public_key=key,
                now_ms=till.now_ms,
                random_bytes=CHANCE.randbytes,
                terminal_id=terminal_id,
            )
        except Refused as refused:
            return refused.code
    return made["terminal_id"], made["register"], made["incarnation"]


def test_a_code_that_replaces_a_till_gives_its_place_to_the_new_machine(till: Till) -> None:
    made = code_for(till, till.register)
    assert made["replaces"] == till.terminal_id
    assert enrolled(till, made["code"]) == (till.terminal_id, till.register, 2)
    assert enrolled(till, made["code"]) == (till.terminal_id, till.register, 2), "a lost reply"
    assert enrolled(till, made["code"], key=bytes(31) + b"\1") == "enrolment_code_used"


def test_a_machine_that_was_the_till_takes_its_own_place_and_no_other(
    till: Till, other_till: Till
) -> None:
    made = code_for(till, till.terminal_id)
    assert enrolled(till, made["code"], terminal_id=other_till.terminal_id) == "already_enrolled"
    assert enrolled(till, code_for(till, "")["code"], terminal_id=till.terminal_id) == (
        "already_enrolled"
    )
    found = enrolled(till, made["code"], terminal_id=till.terminal_id)
    assert found == (till.terminal_id, till.register, 2)


def test_a_till_that_is_not_trusted_is_reinstated_and_not_enrolled_again(till: Till) -> None:
    made = code_for(till, till.register)
    with till.database.writing() as connection:
        terminals.revoke(connection, till.terminal_id)
    found = enrolled(till, made["code"], terminal_id=till.terminal_id)
    assert found == "terminal_revoked"


def test_a_lost_till_is_replaced_and_the_shop_goes_on(till: Till) -> None:
    with till.database.writing() as connection:
        terminals.end(connection, till.terminal_id, terminals.LOST)
    enrolled(till, code_for(till, till.register)["code"])
    with till.database.reading() as connection:
        (row,) = fleet.report(connection)
    assert (row["status"], row["incarnation"]) == ("active", 2)


def test_a_code_for_nobody_is_refused(till: Till, other_till: Till) -> None:
    for name, code in (("33", "terminal_unknown"), ("1", "terminal_ambiguous")):
        if code == "terminal_ambiguous":
            Till(other_till.database, other_till.house, seed=8, register="1").register_here()
        with pytest.raises(Refused) as refused:
            code_for(till, name)
        assert refused.value.code == code


def test_a_code_whose_till_is_gone_by_then_is_refused(till: Till) -> None:
    with till.database.writing() as connection:
        code = terminals.create_code(
            connection,
            till.house,
            register="1",
            random_7=CHANCE.randbytes(7),
            now_ms=till.now_ms,
            replaces="nobody",
        )
    assert enrolled(till, code) == "terminal_unknown"


def test_what_an_ended_machine_holds_is_shown_until_a_manager_ends_it(till: Till) -> None:
    member = till.enrol()
    till.top_up(member, 20_000)
    till.push()
    enrolled(till, code_for(till, till.register)["code"])
    with till.database.reading() as connection:
        (row,) = fleet.report(connection)
    (ended,) = row["ended"]
    assert (ended["incarnation"], ended["state"]) == (1, "replaced")
    assert ended["waiting"] == {"principal": 20_000}
    with till.database.writing() as connection:
        found = fleet.declare_ended(connection, "1", till.house, now_ms=till.now_ms)
    assert found == {"ended": [1]}
    assert figures(till, member)["free_principal"] == 20_000
    with till.database.writing() as connection:
        again = fleet.declare_ended(connection, "1", till.house, now_ms=till.now_ms)
    assert again == {"ended": []}
    assert_whole(till)
