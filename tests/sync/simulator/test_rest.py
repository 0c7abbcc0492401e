"""A world that was made whole comes to rest, and says what is broken when it cannot."""

from dataclasses import replace

from sync.simulator import rest
from sync.simulator.weather import FAIR


def test_healing_ends_every_fault(scene):
    scene.chain.centre.weather = replace(FAIR, crash_server=1)
    for counter in scene.tills:
        counter.weather = counter.line.weather = replace(FAIR, crash_till=1)
        counter.line.cut = True
    rest.heal(scene.chain)
    assert scene.chain.centre.weather == FAIR
    assert all(each.weather == each.line.weather == FAIR for each in scene.tills)
    assert not any(each.line.cut for each in scene.tills)


def test_a_queue_is_drained_within_a_minute_of_healing(scene):
    first, _ = scene.tills
    member = scene.enrol(first)
    scene.cut()
    for _ in range(5):
        scene.top_up(first, member, 5_000)
    scene.wait(120_000)
    rest.heal(scene.chain)
    healed = scene.world.now_ms
    assert rest.come_to_rest(scene.chain, still_ms=0) == []
    assert scene.world.now_ms - healed <= 75_000


def test_a_till_that_stays_down_is_said(scene):
    first, _ = scene.tills
    first.stop()
    assert rest.come_to_rest(scene.chain, still_ms=0) == ["I11: till 1 is down"]
