"""What no server understands goes to quarantine, and the others go on."""

from sync.server import tables
from sync.simulator.mishap import Blow
from sync.simulator.mishaps import poison


def test_an_operation_of_an_unknown_kind_is_held_and_the_next_one_goes_on(scene):
    (mishap,) = poison.MISHAPS
    first = scene.tills[0]
    assert mishap.strike(Blow(scene.chain, first, scene.world.chance("poison")))
    scene.buy(first, None, 3_000)
    assert scene.heal() == []
    outcomes = {row["kind"]: row["outcome"] for row in scene.rows(tables.operation)}
    assert outcomes == {poison.KIND: "quarantined", "sale": "applied"}
