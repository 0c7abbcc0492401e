"""A prepared statement asks what its Core statement asks, inside the same transaction."""

import sqlite3

import pytest
from sqlalchemy import bindparam, select

from pos_member.storage import meta
from pos_member.storage.database import Database
from pos_member.storage.prepared import Prepared
from pos_member.storage.tables import meta as table

FROM_KEY = (
    select(table.c.key, table.c.value)
    .where(table.c.key >= bindparam("low"))
    .order_by(table.c.key)
    .limit(bindparam("most"))
)


def test_rows_come_as_from_core_uncommitted_ones_too(connection) -> None:
    meta.put(connection, {"a": 1, "b": 2, "c": 3})
    prepared = Prepared(FROM_KEY, "low", "most")
    assert prepared.all(connection, "b", 9) == [("b", "2"), ("c", "3")]
    assert prepared.all(connection, "a", 1) == [("a", "1")]
    assert prepared.one(connection, "a", 9) == ("a", "1")
    assert prepared.one(connection, "z", 9) is None


def test_parameters_are_named_in_their_order() -> None:
    with pytest.raises(AssertionError):
        Prepared(FROM_KEY, "most", "low")


def test_the_drivers_errors_reach_the_transaction(journal: Database) -> None:
    prepared = Prepared(FROM_KEY, "low", "most")
    with pytest.raises(sqlite3.Error), journal.reading() as connection:
        prepared.all(connection, object(), 1)
    with journal.reading() as connection:
        assert prepared.all(connection, "a", 1) == []
