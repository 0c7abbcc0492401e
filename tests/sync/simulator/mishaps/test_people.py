"""A customer who paid by phone leaves, and what waits is decided by a manager."""

from sync.server import tables
from sync.simulator.mishap import Blow
from sync.simulator.mishaps import people, poison


def test_what_was_paid_outside_and_never_became_a_sale_is_written_down(scene):
    _, left, _ = people.MISHAPS
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
    *_, decided = people.MISHAPS
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
