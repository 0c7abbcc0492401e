"""What was put back or copied is accounted for: what may be missing is named, and nothing else."""

import random

import pytest

from sync.simulator import visits
from sync.simulator.mishap import Blow
from sync.simulator.mishaps.tills import MISHAPS
from sync.simulator.visits import Order
from tests.sync.simulator.conftest import Scene

BY_NAME = {mishap.name: mishap for mishap in MISHAPS}


def strike(scene: Scene, name: str) -> bool:
    blow = Blow(scene.chain, scene.tills[0], random.Random(1))
    return BY_NAME[name].strike(blow)


@pytest.mark.parametrize("name", ["till_restored", "till_rolled_back"])
def test_a_till_is_put_back_to_where_it_was_when_the_mishap_came_first(
    scene: Scene, name: str
) -> None:
    first = scene.tills[0]
    assert not strike(scene, name), "an image is taken, and nothing has happened yet"
    scene.play(first, visits.buy(first, None, Order((99,))))
    scene.cut()
    scene.play(first, visits.buy(first, None, Order((99,))))
    assert strike(scene, name)
    assert scene.chain.excuses.lost == {first.receipts[1].op_id}
    assert scene.chain.excuses.shortage is (name == "till_rolled_back")
    assert not strike(scene, name), "it does not run"
    scene.wait(20_000)
    assert scene.heal() == []


def test_a_receipt_that_was_to_be_printed_by_a_journal_that_is_gone_may_never_be(
    scene: Scene,
) -> None:
    """As when the disk denied the sale that it had written, and was then replaced."""
    first = scene.tills[0]
    assert not strike(scene, "till_restored")
    scene.play(first, visits.buy(first, None, Order((99,))))
    scene.play(first, visits.buy(first, None, Order((1,))))
    unprinted = first.receipts.pop()
    assert strike(scene, "till_restored")
    assert scene.chain.excuses.unprinted >= {unprinted.op_id}
    assert first.receipts[0].op_id not in scene.chain.excuses.unprinted
    assert scene.heal() == []


def test_a_clone_sells_and_comes_once(scene: Scene) -> None:
    assert strike(scene, "till_cloned")
    assert not strike(scene, "till_cloned")
    scene.wait(80_000)
    assert scene.heal() == []
    assert len(scene.chain.counters) == 3
