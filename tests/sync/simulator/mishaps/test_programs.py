"""Programs of other versions are updated in the end, and nothing was lost meanwhile."""

import random

import pytest

from sync.protocol import limits
from sync.protocol.versions import Tongue
from sync.simulator.almanac import Almanac
from sync.simulator.mishap import Blow
from sync.simulator.mishaps.programs import MISHAPS, TONGUES
from tests.sync.simulator.conftest import Scene


class Chosen(random.Random):
    """Chance that chooses what the test says."""

    def __init__(self, tongue: Tongue) -> None:
        super().__init__(1)
        self._tongue = tongue

    def choice(self, seq: object) -> object:  # type: ignore[override]
        assert self._tongue in seq  # type: ignore[operator]
        return self._tongue


@pytest.mark.parametrize("tongue", TONGUES)
def test_a_till_of_another_version_is_updated_in_the_end(scene: Scene, tongue: Tongue) -> None:
    first = scene.tills[0]
    blow = Blow(scene.chain, first, Chosen(tongue))
    assert MISHAPS[0].strike(blow)
    assert not MISHAPS[0].strike(blow)
    scene.buy(first, None, 99)
    Almanac(scene.chain, MISHAPS).mend()
    assert first.tongue == Tongue()
    assert scene.heal() == []


def test_a_server_of_an_older_version_is_updated_in_the_end(scene: Scene) -> None:
    blow = Blow(scene.chain, scene.tills[0], random.Random(1))
    assert MISHAPS[1].strike(blow)
    assert scene.chain.centre.protocol < limits.PROTOCOL
    assert not MISHAPS[1].strike(blow)
    scene.wait(200_000)
    assert scene.chain.centre.protocol == limits.PROTOCOL
    assert scene.heal() == []
