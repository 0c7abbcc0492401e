"""What a disaster excuses is excused by name; nothing else is."""

import pytest
import sqlalchemy as sa

from sync.server import tables
from sync.simulator import coupon_judge, oracle


@pytest.fixture
def sold(scene):
    scene.buy(scene.tills[0], None, 3_000)
    assert scene.heal() == []
    return scene


def alter(scene, statement):
    with scene.chain.centre.database.writing() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for name in names.scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.execute(statement)


def test_a_sale_whose_only_copy_was_destroyed_may_be_missing(sold):
    first = sold.tills[0]
    alter(sold, sa.delete(tables.operation))
    assert "stands 0 times" in " / ".join(sold.judge())
    first.stop()
    sold.chain.excuses.lost.add(first.receipts[0].op_id)
    sold.chain.excuses.gone.add(first.identity.terminal_id)
    assert oracle.judge(sold.chain) == []


def test_an_operation_may_be_quarantined_that_a_disaster_sent_there(sold):
    alter(sold, sa.update(tables.operation).values(outcome="quarantined", code="x"))
    assert "quarantined" in " / ".join(sold.judge())
    sold.chain.excuses.quarantined.add(sold.tills[0].receipts[0].op_id)
    assert oracle.judge(sold.chain) == []


def test_a_shortage_is_borne_only_where_a_disaster_brought_it(sold):
    short = coupon_judge.shortage_account(sold.chain)
    sales = tables.ledger.c.credit.endswith("/sales")
    alter(sold, sa.update(tables.ledger).where(sales).values(credit=short))
    assert "the shop bears a shortage" in " / ".join(sold.judge())
    sold.chain.excuses.shortage = True
    assert oracle.judge(sold.chain) == []
