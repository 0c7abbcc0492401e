"""Inserts that meet a row which is there already."""

import sqlalchemy as sa

from sync.server import tables, upserts
from sync.server.database import ServerDatabase


def test_a_row_that_is_there_is_left_alone(database: ServerDatabase) -> None:
    statement = upserts.insert_new(tables.setting)[database.engine.dialect.name]
    with database.writing() as connection:
        for value in ("first", "second"):
            connection.execute(statement, {"key": "k", "value": value})
        assert connection.execute(sa.select(tables.setting.c.value)).scalar_one() == "first"


def test_an_amount_is_added_and_nothing_else_changes(database: ServerDatabase) -> None:
    statement = upserts.insert_adding(tables.lot, "amount")[database.engine.dialect.name]
    with database.writing() as connection:
        for amount, day in ((3, "2027-01-01"), (4, "2099-01-01")):
            row = {"no": 1, "lot": "a", "expires_day": day, "amount": amount}
            connection.execute(statement, row)
        found = connection.execute(sa.select(tables.lot.c.amount, tables.lot.c.expires_day)).one()
    assert tuple(found) == (7, "2027-01-01")
