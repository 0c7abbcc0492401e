"""What came back of each line is kept, and what is kept is what the refunds say."""

import sqlalchemy as sa

from sync.server import returned, tables
from sync.server.returned import Returned
from tests.sync.server.books import assert_whole, rows
from tests.sync.server.far_end import Till, cash
from tests.sync.server.taking_back import sell, take_back

LINE = ("sale-1", "a")


def test_quantities_add_up_over_batches(till: Till) -> None:
    for quantity, before in ((300, 0), (700, 300)):
        with till.database.writing() as connection:
            found = Returned(connection)
            found.read({LINE})
            assert found.of(LINE) == before
            found.add(LINE, quantity)
            assert found.of(LINE) == before + quantity
            found.write()
    assert [row["quantity"] for row in rows(till, tables.returned)] == [1_000]


def test_rows_that_say_otherwise_than_the_refunds_are_found(till: Till) -> None:
    sale_id = sell(till, None, cash(10_000))
    take_back(till, sale_id, a=1_000)
    till.push()
    assert_whole(till)
    for change in (
        sa.update(tables.returned).values(quantity=1),
        sa.delete(tables.returned),
        sa.insert(tables.returned).values(sale_id="a", line="b", quantity=5),
    ):
        with till.database.writing() as connection:
            connection.execute(change)
            assert returned.differing(connection) in (f"{sale_id}/a", "a/b")
