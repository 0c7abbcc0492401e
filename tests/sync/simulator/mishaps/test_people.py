"""A customer who paid by phone leaves: what was taken is written down as taken without sale."""

from sync.server import tables
from sync.simulator.mishap import Blow
from sync.simulator.mishaps import people


def test_what_was_paid_outside_and_never_became_a_sale_is_written_down(scene):
    (left,) = people.MISHAPS
    blow = Blow(scene.chain, scene.tills[0], scene.world.chance("left"))
    scene.wait()
    assert left.strike(blow)
    scene.wait(10_000)
    assert scene.heal() == []
    assert [row["kind"] for row in scene.rows(tables.operation)] == ["tender_abandoned"]
    scene.tills[0].stop()
    assert not left.strike(blow)
