"""A backup holds every row; putting it back leaves the rows guarded as before."""

import pytest
import sqlalchemy as sa

from sync.server import tables
from sync.server.database import ServerDatabase
from sync.simulator import backups


def test_what_came_after_a_backup_is_gone_and_what_was_there_is_back(database: ServerDatabase):
    setting = {"key": "epoch", "value": "first"}
    with database.writing() as connection:
        connection.execute(sa.insert(tables.setting), setting)
    kept = backups.take(database)
    with database.writing() as connection:
        connection.execute(sa.insert(tables.setting), {"key": "other", "value": "x"})
    backups.put_back(database, kept, "")
    with database.reading() as connection:
        assert connection.execute(sa.select(tables.setting)).all() == [("epoch", "first")]


def test_the_books_are_as_append_only_as_before(database: ServerDatabase):
    texts = ("cause_id", "debit", "credit", "unit", "reason", "lot", "expires_day")
    line = dict.fromkeys(tables.ledger.c.keys(), 1) | dict.fromkeys(texts, "x")
    with database.writing() as connection:
        connection.execute(sa.insert(tables.ledger), line)
    backups.put_back(database, backups.take(database), "second")
    with pytest.raises(sa.exc.DBAPIError), database.writing() as connection:
        connection.execute(sa.delete(tables.ledger))
    with database.reading() as connection:
        assert connection.execute(sa.select(tables.setting.c.value)).scalar_one() == "second"
