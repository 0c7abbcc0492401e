"""A till's line is cut for a while, and comes back by itself."""

from sync.simulator.mishap import Blow
from sync.simulator.mishaps import lines


def test_an_outage_ends_by_itself_and_none_comes_on_top_of_it(scene):
    (outage,) = lines.MISHAPS
    blow = Blow(scene.chain, scene.tills[0], scene.world.chance("outage"))
    assert outage.strike(blow)
    assert scene.tills[0].line.cut and not scene.tills[1].line.cut
    assert not outage.strike(blow)
    scene.wait(lines.OUTAGE_MS)
    assert not scene.tills[0].line.cut
    assert scene.heal() == []
