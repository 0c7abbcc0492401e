"""A clock is set wrong and right again; a till that was lent something loses nothing by it."""

from sync.simulator.mishap import Blow
from sync.simulator.mishaps import clocks


def test_a_clock_goes_wrong_and_right_again_and_no_money_is_lost(scene):
    (jump,) = clocks.MISHAPS
    first = scene.tills[0]
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    blow = Blow(scene.chain, first, scene.world.chance("clocks"))
    assert jump.strike(blow)
    assert first.clock_off_ms in clocks.JUMPS_MS
    assert first.moment().wall_ms == scene.world.now_ms + first.clock_off_ms
    assert not jump.strike(blow), "it is wrong already"
    scene.buy(first, member, 3_000)
    scene.wait(clocks.WRONG_MS)
    assert first.clock_off_ms == 0
    assert scene.heal() == []
