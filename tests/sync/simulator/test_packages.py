"""Several tills want the sessions of one package: each is used once, whatever happens."""

import pytest

from sync.server import tables
from sync.simulator import images, packages, visits
from sync.simulator.assortment import PACKAGE_PRICE
from sync.simulator.counter import Counter
from sync.simulator.visits import Order, Part
from tests.sync.simulator.conftest import Scene


@pytest.fixture
def owner(scene: Scene) -> str:
    """Return a member to whom the first till sold a card of three sessions."""
    member = scene.enrol(scene.tills[0])
    sell(scene, member)
    return member


def sell(scene: Scene, member: str) -> None:
    scene.play(scene.tills[0], visits.buy(scene.tills[0], member, Order((PACKAGE_PRICE,))))


def use(scene: Scene, counter: Counter, member: str, times: int = 1, ms: int = 3_000) -> None:
    for _ in range(times):
        scene.play(counter, packages.use(counter, member), ms)


def uses(scene: Scene) -> list[str]:
    """Return the tills that used a session, by the server's operations."""
    registers = {row["terminal_id"]: row["register"] for row in scene.rows(tables.terminal)}
    return [
        registers[row["terminal_id"]]
        for row in scene.rows(tables.operation)
        if row["kind"] == "session_redeemed" and row["outcome"] == "applied"
    ]


def left(scene: Scene) -> int:
    (row,) = scene.rows(tables.holding)
    return int(row["session"])


def losses(scene: Scene) -> int:
    found = scene.rows(tables.ledger)
    return sum(
        row["amount"] for row in found if (row["unit"], row["reason"]) == ("session", "loss")
    )


def test_without_network_they_are_used_where_they_were_sold_and_nowhere_else(scene):
    first, second = scene.tills
    owner = scene.enrol(first)
    scene.wait(10_000)
    scene.cut()
    scene.wait(60_000)
    sell(scene, owner)
    use(scene, second, owner)
    use(scene, first, owner, times=4)
    assert scene.heal() == []
    assert (uses(scene), left(scene)) == (["1"] * 3, 0)
    assert second.refusals["session_not_here"] == 1
    assert first.refusals["session_not_here"] == 1


def test_at_another_till_they_come_over_while_the_holder_is_online(scene, owner):
    scene.wait(10_000)
    use(scene, scene.tills[1], owner, times=2, ms=10_000)
    use(scene, scene.tills[0], owner, ms=10_000)
    assert scene.heal() == []
    assert sorted(uses(scene)) == ["1", "2", "2"]


def test_a_till_put_back_to_an_old_image_uses_no_session_twice(scene, owner, tmp_path):
    first, second = scene.tills
    scene.wait(10_000)
    image = images.take(first, tmp_path / "image")
    use(scene, first, owner)
    use(scene, second, owner, times=2)
    scene.wait(10_000)
    images.put_back(first, image, with_mark=False)
    scene.wait(20_000)
    use(scene, first, owner)
    assert scene.heal() == []
    assert (sorted(uses(scene)), left(scene)) == (["1", "2", "2"], 0)


def test_a_lost_tills_sessions_are_used_elsewhere_and_its_own_late_use_is_the_shops(scene, owner):
    first, second = scene.tills
    scene.wait(10_000)
    first.line.cut = True
    scene.wait(60_000)
    use(scene, first, owner)
    scene.chain.centre.declare_lost(first.identity.terminal_id)
    scene.chain.excuses.gone.add(first.identity.terminal_id)
    scene.chain.excuses.shortage = True
    scene.wait(30_000)
    use(scene, second, owner, times=3, ms=10_000)
    first.line.cut = False
    assert scene.heal() == []
    assert sorted(uses(scene)) == ["1", "2", "2", "2"]
    assert (left(scene), losses(scene)) == (0, 1)


def test_what_is_used_is_not_paid_back_and_what_is_paid_back_is_not_used(scene, owner):
    first = scene.tills[0]
    scene.wait(10_000)
    use(scene, first, owner)
    (sale,) = [row["op_id"] for row in scene.rows(tables.operation) if row["kind"] == "sale"]
    scene.play(first, visits.bring_back(first, sale, Part.WHOLE), 3_000)
    assert first.refusals["sessions_used"] == 1
    assert scene.heal() == []
    assert left(scene) == 2
