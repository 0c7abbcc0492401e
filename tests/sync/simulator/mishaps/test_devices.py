"""Tills that are replaced or not trusted come to rest, and what is excused is named."""

import random

import pytest

from sync.simulator.almanac import Almanac
from sync.simulator.mishap import Blow
from sync.simulator.mishaps.devices import MISHAPS
from tests.sync.simulator.conftest import Scene

BY_NAME = {mishap.name: mishap for mishap in MISHAPS}


def strike(scene: Scene, name: str) -> bool:
    blow = Blow(scene.chain, scene.tills[0], random.Random(2))
    return BY_NAME[name].strike(blow)


@pytest.mark.parametrize("name", list(BY_NAME))
def test_a_till_that_never_sold_is_left_alone(scene: Scene, name: str) -> None:
    assert not strike(scene, name)


@pytest.mark.parametrize("name", list(BY_NAME))
def test_what_struck_comes_to_rest(scene: Scene, name: str) -> None:
    first = scene.tills[0]
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    scene.cut()
    scene.buy(first, member, 99, asks=False)
    assert strike(scene, name)
    assert not strike(scene, name), "not while it is being put right"
    assert scene.chain.excuses.lost == (
        {first.receipts[-1].op_id} if name == "till_broken" else set()
    )
    Almanac(scene.chain, MISHAPS).mend()
    scene.wait(60_000)
    assert scene.heal() == []
    assert not scene.chain.excuses.shortage
    scene.buy(first, member, 99)
    assert scene.heal() == []
