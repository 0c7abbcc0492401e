"""Enrolment: one code makes one till, once, and may be guessed wrong only so often."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from pos_member.domain.errors import Refused
from sync.protocol.signing import fingerprint
from sync.server import tables, terminals
from sync.server.database import ServerDatabase
from sync.server.house import House
from tests.sync.server.far_end import NOW_MS, STORE, Till

CHANCE = random.Random(7)
KEY, OTHER_KEY = bytes(32), bytes(31) + b"\1"


@pytest.fixture
def code(database: ServerDatabase, house: House) -> str:
    return new_code(database, house)


def new_code(database: ServerDatabase, house: House, now_ms: int = NOW_MS) -> str:
    with database.writing() as connection:
        return terminals.create_code(
            connection, house, register="07", random_7=CHANCE.randbytes(7), now_ms=now_ms
        )


def enrol(
    database: ServerDatabase, house: House, code: str, *, key: bytes = KEY, now_ms: int = NOW_MS
) -> dict[str, object] | str:
    """Enrol as the server does it: what is refused is committed, too."""
    with database.writing() as connection:
        try:
            return terminals.enrol(
                connection, house, code=code, public_key=key, now_ms=now_ms,
                random_bytes=CHANCE.randbytes,
            )  # fmt: skip
        except Refused as refused:
            return refused.code


def test_a_code_names_the_server_that_made_it(house: House, code: str) -> None:
    assert [len(part) for part in code.split("-")] == [5, 5, 8]
    assert code.endswith(fingerprint(house.key.public))


def test_a_code_makes_a_till_that_knows_its_house(
    database: ServerDatabase, house: House, code: str
) -> None:
    identity = enrol(database, house, code)
    assert isinstance(identity, dict)
    assert identity["store_name"] == STORE.name
    assert identity["register"] == "07"
    assert identity["server_public"] == house.key.public.hex()
    assert identity["member_code_keys"] == {"1": house.member_code_keys[1].public.hex()}
    with database.reading() as connection:
        row = terminals.find(connection, str(identity["terminal_id"]))
    assert row is not None
    assert (row.public_key, row.status) == (KEY, "active")


def test_a_lost_reply_is_given_again_to_the_same_key_only(
    database: ServerDatabase, house: House, code: str
) -> None:
    first = enrol(database, house, code)
    assert enrol(database, house, code) == first
    assert enrol(database, house, code, key=OTHER_KEY) == "enrolment_code_used"
    with database.writing() as connection:
        connection.execute(sa.delete(tables.terminal))
    assert enrol(database, house, code) == "enrolment_code_used"


@pytest.mark.parametrize("written", [str.lower, lambda c: c.replace("-", " "), lambda c: c[:11]])
def test_how_a_code_is_typed_does_not_matter(
    database: ServerDatabase, house: House, code: str, written: Callable[[str], str]
) -> None:
    assert isinstance(enrol(database, house, written(code)), dict)


def test_a_wrong_code_may_be_tried_five_times(
    database: ServerDatabase, house: House, code: str
) -> None:
    selector = code[:5]
    wrong = selector + ("AAAAA" if code[6:11] != "AAAAA" else "BBBBB")
    found = [enrol(database, house, wrong) for _ in range(6)]
    assert found == ["enrolment_code_wrong"] * 5 + ["enrolment_tries_used_up"]
    assert enrol(database, house, code) == "enrolment_tries_used_up"


def test_a_code_that_nobody_made(database: ServerDatabase, house: House) -> None:
    assert enrol(database, house, "AAAAA-BBBBB-CCCCCCCC") == "enrolment_code_wrong"
    assert enrol(database, house, "") == "enrolment_code_wrong"


def test_a_code_ends_after_ten_minutes(database: ServerDatabase, house: House, code: str) -> None:
    late = NOW_MS + terminals.CODE_VALID_MS
    assert enrol(database, house, code, now_ms=late + 1) == "enrolment_code_expired"
    assert isinstance(enrol(database, house, code, now_ms=late), dict)


def test_codes_of_the_day_before_are_forgotten(
    database: ServerDatabase, house: House, code: str
) -> None:
    new_code(database, house, NOW_MS + 2 * 86_400_000)
    assert enrol(database, house, code) == "enrolment_code_wrong"


def test_a_till_is_revoked_once_known(database: ServerDatabase, till: Till) -> None:
    with database.writing() as connection:
        terminals.revoke(connection, till.terminal_id)
        row = terminals.find(connection, till.terminal_id)
    assert row is not None and row.status == "revoked"
    with pytest.raises(Refused), database.writing() as connection:
        terminals.revoke(connection, till.new_id())


def test_the_newest_key_signs_members_codes(house: House) -> None:
    keys = {**house.member_code_keys, 4: house.key}
    assert replace(house, member_code_keys=keys).member_code_key_id == 4
