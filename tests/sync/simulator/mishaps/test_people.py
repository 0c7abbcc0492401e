"""A customer who paid by phone leaves, what waits is decided, and a manager is asked for copies."""

import json

from sync.server import tables
from sync.simulator.mishap import Blow
from sync.simulator.mishaps import people, poison


def test_what_was_paid_outside_and_never_became_a_sale_is_written_down(scene):
    _, left, _, _ = people.MISHAPS
    blow = Blow(scene.chain, scene.tills[0], scene.world.chance("left"))
    scene.wait()
    assert left.strike(blow)
    scene.wait(10_000)
    assert scene.heal() == []
    assert [row["kind"] for row in scene.rows(tables.operation)] == ["tender_abandoned"]
    scene.tills[0].stop()
    assert not left.strike(blow)


def test_what_waits_is_decided_once_and_no_more_counted(scene):
    (poisoned,) = poison.MISHAPS
    *_, decided, _ = people.MISHAPS
    blow = Blow(scene.chain, scene.tills[0], scene.world.chance("decided"))
    scene.wait()
    assert not decided.strike(blow)
    assert poisoned.strike(blow)
    scene.wait()
    while not scene.rows(tables.resolution):
        assert decided.strike(blow)
    assert {row["decision"] for row in scene.rows(tables.resolution)} < {"voided", "written_off"}
    assert not decided.strike(blow)
    assert scene.heal() == []


def test_copies_and_figures_are_asked_for_and_written_down(scene):
    *_, asked = people.MISHAPS
    first = scene.tills[0]
    blow = Blow(scene.chain, first, scene.world.chance("asked"))
    scene.wait()
    for price in (100, 200, 300):
        scene.buy(first, None, price)
    acts = set()
    while acts != {"reprint", "shift_report"}:
        assert asked.strike(blow)
        scene.wait(5_000)
        bodies = [
            json.loads(row["body"])
            for row in scene.rows(tables.operation)
            if row["kind"] == "counter_act"
        ]
        acts = {body["act"] for body in bodies}
    assert scene.heal() == []
    assert len(first.receipts) == 3, "a copy is no receipt"
    first.stop()
    assert not asked.strike(blow)
