"""A session that appears or disappears without an operation is found."""

import pytest

from sync.server import tables
from sync.simulator import package_judge, packages, visits
from sync.simulator.assortment import PACKAGE_PRICE
from sync.simulator.visits import Order
from tests.sync.simulator.conftest import Scene


@pytest.fixture
def used(scene: Scene) -> Scene:
    """Return a chain that sold three sessions; one of them is used."""
    first = scene.tills[0]
    member = scene.enrol(first)
    scene.play(first, visits.buy(first, member, Order((PACKAGE_PRICE,))))
    scene.play(first, packages.use(first, member))
    scene.wait(20_000)
    assert package_judge.judge(scene.chain) == []
    return scene


@pytest.mark.parametrize(
    ("sides", "says"),
    [(("debit", "credit"), "1 held"), (("credit", "debit"), "3 held")],
)
def test_sessions_that_no_operation_moved_are_found(
    used: Scene, sides: tuple[str, str], says: str
) -> None:
    (use,) = [row for row in used.rows(tables.operation) if row["kind"] == "session_redeemed"]
    (moved,) = [row for row in used.rows(tables.ledger) if row["cause_id"] == use["op_id"]]
    again = {**moved, "line": 99, "debit": moved[sides[0]], "credit": moved[sides[1]]}
    with used.chain.centre.database.writing() as connection:
        connection.execute(tables.ledger.insert(), again)
    (broken,) = package_judge.judge(used.chain)
    assert broken.startswith("I16: of ")
    assert broken.endswith(f"3 sold, 1 used, 0 lost, {says}")
