"""The tables hold what the replica needs, and refuse what must not be."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from sync.protocol import replica
from sync.server import tables
from sync.server.database import ServerDatabase

HOLDING = dict.fromkeys((column.name for column in tables.holding.c), 0)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (tables.member, replica.PROFILE_COLUMNS),
        (tables.goods, replica.GOODS_COLUMNS),
        (tables.staff, replica.STAFF_COLUMNS),
    ],
)
def test_a_replicas_row_is_a_row_of_ours(table: sa.Table, columns: tuple[str, ...]) -> None:
    assert {column.name for column in table.columns} == set(columns)


@pytest.mark.parametrize("name", [name for name in HOLDING if name != "no"])
def test_no_holding_is_below_zero(database: ServerDatabase, name: str) -> None:
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(sa.insert(tables.holding), HOLDING | {name: -1})


def test_a_status_that_nobody_knows_is_refused(database: ServerDatabase) -> None:
    row = dict.fromkeys(replica.PROFILE_COLUMNS, "") | {"no": 1, "status": "gone"}
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(sa.insert(tables.member), row)


def test_one_id_is_original_once(database: ServerDatabase) -> None:
    row = {
        column.name: b"" if isinstance(column.type, sa.LargeBinary) else
        "" if isinstance(column.type, sa.Text) else 1
        for column in tables.operation.c
    }  # fmt: skip
    with database.writing() as connection:
        connection.execute(sa.insert(tables.operation), row | {"seq": 1, "original": 0})
        connection.execute(sa.insert(tables.operation), row | {"seq": 2, "original": 1})
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(sa.insert(tables.operation), row | {"seq": 3, "original": 1})
