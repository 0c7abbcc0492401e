"""Sets of rows: the same text does the same on both databases, and says how much it did."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DataError

from sync.server import sets, tables
from sync.server.database import ServerDatabase

LOT = tables.lot
PUT = sets.inserting(LOT, "ON CONFLICT (no, lot) DO UPDATE SET amount = lot.amount + 1")
TAKE = sets.updating(
    LOT,
    {"no": LOT.c.no, "by": LOT.c.amount},
    change="amount = lot.amount - :by",
    where="lot.no = :no AND lot.amount >= :by",
)
AMONG = sets.Reading(
    "SELECT lot, amount FROM lot WHERE lot {among} AND amount > {value} ORDER BY no, lot {lock}",
    lock="FOR UPDATE",
)
ROWS = [(1, "a", "", 10), (2, "b", "2027-01-01", 20), (3, "c\u0001'\"\\{}%", "", 30)]


def amounts(connection: sa.Connection) -> dict[int, int]:
    return {row.no: row.amount for row in connection.execute(sa.select(LOT))}


def test_rows_are_written_as_they_are_and_met_again(database: ServerDatabase) -> None:
    with database.writing() as connection:
        assert PUT.run(connection, ROWS) == 3
        assert PUT.run(connection, ROWS[:1]) == 1
        found = connection.execute(sa.select(LOT).order_by(LOT.c.no)).all()
    assert [tuple(row) for row in found] == [(1, "a", "", 11), *ROWS[1:]]


def test_rows_that_do_not_agree_are_left_alone_and_not_counted(database: ServerDatabase) -> None:
    with database.writing() as connection:
        PUT.run(connection, ROWS)
        assert TAKE.run(connection, [(1, 10), (2, 21), (3, 1), (4, 1)]) == 2
        assert amounts(connection) == {1: 0, 2: 20, 3: 29}


@pytest.mark.postgresql
def test_a_text_that_postgresql_does_not_keep_is_refused(
    clean_postgresql: ServerDatabase,
) -> None:
    with clean_postgresql.writing() as connection:
        with pytest.raises(DataError, match="NUL"):
            PUT.run(connection, [(1, "a\0b", "", 1), (2, "c", "", 1)])
        assert PUT.run(connection, ROWS) == 3


def test_nothing_to_write_or_to_read_asks_nothing(database: ServerDatabase) -> None:
    with database.writing() as connection:
        assert PUT.run(connection, []) == 0
        assert list(AMONG.rows(connection, [], 0)) == []


def test_rows_are_found_by_any_text(database: ServerDatabase) -> None:
    with database.writing() as connection:
        PUT.run(connection, ROWS)
        keys = [str(row[1]) for row in ROWS] + ["z", "'; DROP TABLE lot"]
        found = [row.lot for row in AMONG.rows(connection, keys, 10)]
    assert found == [ROWS[1][1], ROWS[2][1]]


def test_a_value_may_be_each_databases_own(database: ServerDatabase) -> None:
    own = sets.inserting_values(
        tables.setting,
        {"key": tables.setting.c.key},
        {"key": ":key", "value": {"sqlite": "'lite'", "postgresql": "1::bigint::text"}},
    )
    with database.writing() as connection:
        assert own.run(connection, [("k",)]) == 1
        found = connection.execute(sa.select(tables.setting.c.value)).scalar_one()
    assert found == ("1" if database.is_postgresql else "lite")
