"""What must happen after a disaster: all is known again, and nobody pays twice."""

from sync.server import recovery, tables
from sync.simulator import visits
from sync.simulator.visits import Order
from tests.sync.simulator.conftest import Scene


def holding(scene: Scene) -> dict[str, int]:
    (row,) = scene.rows(tables.holding)
    return dict(row)


def outcomes(scene: Scene) -> set[str]:
    return {row["outcome"] for row in scene.rows(tables.operation)}


def recovering(scene: Scene) -> bool:
    with scene.chain.centre.database.reading() as connection:
        return bool(recovery.report(connection)["recovering"])


def test_a_restored_server_is_rebuilt_by_its_tills_to_the_last_sale(scene_on_each_database):
    scene = scene_on_each_database
    first, second = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    kept = scene.chain.centre.backup()
    scene.buy(second, member, 3_000)
    scene.top_up(first, member, 20_000)
    newcomer = scene.enrol(first, "13900139000")
    scene.buy(second, newcomer, 1_000, by_value=0)
    before = sorted(row["op_id"] for row in scene.rows(tables.operation))

    scene.chain.centre.restore(kept)
    assert len(scene.rows(tables.operation)) < len(before)
    assert scene.heal() == []
    assert not recovering(scene)
    after = [row["op_id"] for row in scene.rows(tables.operation)]
    assert set(before) <= set(after)
    assert len(set(after)) == len(after)
    assert outcomes(scene) == {"applied"}
    assert scene.standing(second, member).principal == 27_000


def test_money_lent_out_after_the_backup_is_not_lent_a_second_time(scene):
    first, second = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, 100_000)
    scene.wait(30_000)
    kept = scene.chain.centre.backup()
    scene.buy(second, member, 20_000)
    scene.cut()
    scene.chain.centre.restore(kept)
    # The till that is online asks for all there is; the other one holds a part and is away.
    first.line.cut = False
    scene.wait(60_000)
    assert recovering(scene)
    assert first.state["trouble"] == "recovering"
    scene.buy(first, member, *[20_000] * 5)
    assert scene.heal() == []
    assert not recovering(scene)
    assert first.state["trouble"] == ""
    spent = [row for row in scene.rows(tables.ledger) if row["reason"] == "spend"]
    assert sum(row["amount"] for row in spent) + holding(scene)["principal"] == 100_000
    assert sum(row["amount"] for row in spent) > 40_000
    assert "loss" not in {row["reason"] for row in scene.rows(tables.ledger)}


def test_a_server_restored_in_the_middle_of_a_payment_comes_to_rest(scene):
    first, second = scene.tills
    member = scene.enrol(first)
    kept = scene.chain.centre.backup()
    scene.top_up(first, member, 10_000)
    second.run(visits.buy(second, member, Order((3_000,), by_value=3_000, lingers_ms=30_000)))
    scene.wait(2_000)
    scene.chain.centre.restore(kept)
    assert scene.heal() == []
    assert outcomes(scene) == {"applied"}


def test_a_server_restored_twice_is_rebuilt_twice(scene):
    first, _ = scene.tills
    kept = scene.chain.centre.backup()
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    scene.chain.centre.restore(kept)
    scene.wait(500)
    scene.chain.centre.restore(kept)
    assert scene.heal() == []
    assert holding(scene)["principal"] == 10_000


def test_a_till_declared_lost_comes_back_and_the_shop_bears_what_went_twice(scene):
    first, second = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    first.line.cut = True
    scene.buy(first, member, 3_000)
    assert scene.chain.centre.declare_lost(first.identity.terminal_id)["given_back"]
    scene.buy(second, member, 8_000)
    scene.chain.excuses.gone.add(first.identity.terminal_id)
    scene.chain.excuses.shortage = True
    assert scene.heal() == []
    assert first.state["trouble"] == "revoked"
    assert outcomes(scene) == {"applied"}
    lost = [row["amount"] for row in scene.rows(tables.ledger) if row["reason"] == "loss"]
    spent = [row["amount"] for row in scene.rows(tables.ledger) if row["reason"] == "spend"]
    assert sum(spent) + holding(scene)["principal"] == 10_000 + sum(lost)
    assert min(value for name, value in holding(scene).items() if name != "no") >= 0
