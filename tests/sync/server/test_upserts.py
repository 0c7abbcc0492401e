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
