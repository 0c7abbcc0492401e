"""The judge finds what is wrong in the rows, each kind of it, and nothing in an honest chain."""

import pytest
import sqlalchemy as sa

from sync.server import tables
from sync.simulator import oracle


@pytest.fixture
def honest(scene):
    """Return a chain at rest in which something happened."""
    first, second = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    scene.buy(second, member, 3_000)
    assert scene.heal() == []
    return scene


def alter(scene, statement):
    """Change the server's rows behind its back, and return what the judge says."""
    with scene.chain.centre.database.writing() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for name in names.scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.execute(statement)
    return " / ".join(oracle.judge(scene.chain))


def test_a_sale_that_the_server_lacks_is_found(honest):
    gone = sa.delete(tables.operation).where(tables.operation.c.kind == "sale")
    found = alter(honest, gone)
    assert "stands 0 times on the server" in found
    assert "its journal is not the server's" in found


def test_a_quarantined_operation_is_found(honest):
    held = sa.update(tables.operation).where(tables.operation.c.kind == "sale")
    found = alter(honest, held.values(outcome="quarantined", code="shape"))
    assert "quarantined sale: shape" in found


def test_figures_that_the_transfers_do_not_make_are_found(honest):
    found = alter(honest, sa.update(tables.holding).values(principal=1))
    assert "principal of" in found and "booked" in found
    assert "shows" in found


def test_an_account_below_zero_is_found(honest):
    more = sa.update(tables.ledger).where(tables.ledger.c.reason == "spend")
    assert "is at -" in alter(honest, more.values(amount=1_000_000))


def test_a_lease_that_differs_is_found(honest):
    assert "at the till" in alter(honest, sa.update(tables.lease).values(remaining=1))


def test_a_sale_that_nobody_printed_is_found(honest):
    honest.tills[1].receipts.clear()
    assert "was never printed" in " / ".join(oracle.judge(honest.chain))


def test_two_receipts_for_one_wish_or_with_one_number_are_found(honest):
    first = honest.tills[0]
    first.receipts.append(first.receipts[0])
    found = " / ".join(oracle.judge(honest.chain))
    assert "number" in found and "wish" in found and "has 2 receipts" in found


def test_a_queue_that_is_not_empty_is_found(honest):
    first, _ = honest.tills
    first.line.cut = True
    honest.wait(60_000)
    honest.buy(first, None, 99)
    found = " / ".join(oracle.judge(honest.chain))
    assert "1 operations are still queued" in found and "is offline" in found


def test_a_member_that_a_till_does_not_know_is_found(honest):
    row = dict(honest.rows(tables.member)[0]) | {"no": 99, "member_id": "stranger"}
    with honest.chain.centre.database.writing() as connection:
        connection.execute(sa.insert(tables.member), row)
        held = dict(honest.rows(tables.holding)[0]) | {"no": 99}
        connection.execute(sa.insert(tables.holding), held)
    assert "member stranger" in " / ".join(oracle.judge(honest.chain))
