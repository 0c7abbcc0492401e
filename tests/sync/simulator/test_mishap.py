"""A mishap needs no mending unless it says so."""

from sync.simulator.mishap import Mishap


def test_a_mishap_that_mends_itself_leaves_the_chain_alone(scene):
    Mishap("x", 1, lambda _: True).mend(scene.chain)
    assert scene.heal() == []
