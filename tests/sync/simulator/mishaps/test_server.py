"""The server is put back to a backup, once a world, and its tills bring it up to date again."""

from sync.server import tables
from sync.simulator.mishap import Blow
from sync.simulator.mishaps import server


def test_a_restored_server_has_everything_again(scene):
    (restored,) = server.MISHAPS
    epoch = scene.chain.centre.house.epoch
    member = scene.enrol(scene.tills[0])
    blow = Blow(scene.chain, scene.tills[0], scene.world.chance("restored"))
    assert restored.strike(blow)
    scene.top_up(scene.tills[0], member, 10_000)
    scene.wait(server.LATER_MS)
    assert scene.chain.centre.house.epoch != epoch
    assert scene.heal() == []
    assert [row["kind"] for row in scene.rows(tables.operation)].count("top_up") == 1


def test_it_comes_once_a_world(scene):
    (restored,) = server.MISHAPS
    scene.chain.struck[restored.name] += 1
    assert not restored.strike(Blow(scene.chain, scene.tills[0], scene.world.chance("again")))


def test_what_is_not_restored_by_the_evening_is_restored_before_the_world_rests(scene):
    (restored,) = server.MISHAPS
    scene.wait()
    epoch = scene.chain.centre.house.epoch
    assert restored.strike(Blow(scene.chain, scene.tills[0], scene.world.chance("restored")))
    restored.mend(scene.chain)
    again = scene.chain.centre.house.epoch
    assert again != epoch
    assert scene.heal(still_ms=server.LATER_MS) == []
    assert scene.chain.centre.house.epoch == again
