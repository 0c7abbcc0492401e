"""A simulated till's files are opened as the product opens them."""

from sync.simulator.paper import Receipt
from tests.sync.simulator.conftest import Scene


def test_a_new_till_is_above_suspicion_and_its_journal_is_its_own(scene: Scene) -> None:
    first = scene.tills[0]
    assert first.till is not None
    assert not [line for line in scene.world.log if "suspect" in line]
    scene.buy(first, None, 99)
    assert [type(each) for each in first.receipts] == [Receipt]
