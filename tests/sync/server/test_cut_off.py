"""A push whose database goes away under it: nothing of it stays, or all of it, and never twice."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError

from sync.server import tables
from sync.server.database import ServerDatabase
from tests.sync.server import far_end
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import Till, cash, stored_value

pytestmark = pytest.mark.postgresql

PLACES = ("UPDATE holding", "INSERT INTO ledger", "INSERT INTO operation", "INSERT INTO feed", "")
"""Before which statement the line is cut; nothing stands for the commit."""


@contextmanager
def cut_off(database: ServerDatabase, before: str) -> Iterator[None]:
    """End the first session inside the block that comes to the statement ``before``."""
    ended: list[int] = []

    def end(connection: Connection) -> None:
        pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        if not ended:
            ended.append(pid)
            with database.engine.connect() as other:
                other.execute(sa.select(sa.func.pg_terminate_backend(pid, 5_000)))

    def statement(connection: Connection, _: object, text: str, *__: object) -> None:
        if before and text.startswith(before):
            end(connection)

    def commit(connection: Connection) -> None:
        if not before:
            end(connection)

    event.listen(database.engine, "before_cursor_execute", statement)
    event.listen(database.engine, "commit", commit)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", statement)
        event.remove(database.engine, "commit", commit)
    assert ended


@pytest.mark.parametrize("before", PLACES)
def test_a_push_that_is_cut_off_is_sent_again_and_has_one_effect(
    clean_postgresql: ServerDatabase, before: str
) -> None:
    database = clean_postgresql
    till = Till(database, far_end.house()).register_here()
    member = till.enrol()
    lease = till.top_up(member, 10_000, bonus=500)
    till.push()
    for _ in range(20):
        till.sell(member, stored_value(lease, 100), cash(100), points=1)
    request = till.request()
    with cut_off(database, before), pytest.raises(DBAPIError):
        till.send(request)
    assert len(rows(till, tables.operation)) == 2
    replies = [till.send(request) for _ in range(2)]
    assert replies[0].results == replies[1].results
    assert {result.outcome for result in replies[0].results} == {"applied"}
    assert (figures(till, member)["principal"], figures(till, member)["points"]) == (8_000, 20)
    assert_whole(till)
