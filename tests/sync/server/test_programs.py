"""Programs: published upwards only, signed, and valid from their moment."""

from typing import Any

import pytest

from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.lease import LeasePolicy
from sync.protocol.signing import program_bytes, signed_by
from sync.server import programs, sample, tables
from sync.server.database import ServerDatabase
from sync.server.house import House
from tests.sync.server.books import rows
from tests.sync.server.far_end import NOW_MS, Till


def publish(database: ServerDatabase, house: House, **changes: Any) -> int:  # noqa: ANN401
    with database.writing() as connection:
        return programs.publish(connection, house, sample.program_document() | changes)


def test_a_program_is_stored_with_the_houses_signature(
    database: ServerDatabase, house: House, till: Till
) -> None:
    assert publish(database, house) == 1
    (row,) = rows(till, tables.program)
    message = program_bytes(row["version"], row["valid_from_ms"], row["document"])
    assert signed_by(house.key.public, message, bytes.fromhex(row["signature"]))


def test_versions_only_rise(database: ServerDatabase, house: House) -> None:
    publish(database, house, version=3)
    for version in (3, 2):
        with pytest.raises(Refused) as refused:
            publish(database, house, version=version)
        assert refused.value.values == {"version": version, "newest": 3}
    assert publish(database, house, version=4) == 4


def test_what_is_no_program_is_not_published(database: ServerDatabase, house: House) -> None:
    with pytest.raises(Damaged):
        publish(database, house, discount="all")
    with pytest.raises(Refused) as refused:
        publish(database, house, currency="USD")
    assert refused.value.code == "program_currency"


def test_the_newest_valid_program_rules(database: ServerDatabase, house: House) -> None:
    with database.reading() as connection:
        assert programs.current(connection, house, NOW_MS).policy == house.policy
    publish(database, house, version=1)
    publish(database, house, version=2, valid_from_ms=NOW_MS + 1, leases={"share_bp": 1_000})
    with database.reading() as connection:
        now = programs.current(connection, house, NOW_MS)
        later = programs.current(connection, house, NOW_MS + 1)
    assert (now.policy.share_bp, later.policy.share_bp) == (9_000, 1_000)


def test_a_member_never_falls_to_a_lower_tier(database: ServerDatabase, house: House) -> None:
    publish(database, house)
    with database.reading() as connection:
        rules = programs.current(connection, house, NOW_MS)
    assert rules.entry_tier() == "regular"
    assert rules.tier_for("regular", 500_000) == "gold"
    assert rules.tier_for("platinum", 500_000) == "platinum"
    assert rules.tier_for("unheard-of", 0) == "regular"


def test_without_a_program_nobody_rises() -> None:
    rules = programs.Rules(LeasePolicy())
    assert (rules.entry_tier(), rules.tier_for("any", 10**9)) == ("", "any")
