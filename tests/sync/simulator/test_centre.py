"""The simulated server is the real functions behind a boundary that signs, waits and can die."""

from dataclasses import replace

from sync.server import tables
from sync.simulator.weather import FAIR

ALWAYS = 1_000


def test_a_change_reaches_a_till_whose_poll_is_held_within_a_second(scene):
    first, second = scene.tills
    member = scene.enrol(first)
    scene.play(second, iter(()), ms=0)
    began = scene.world.now_ms
    scene.top_up(first, member, 10_000)
    assert scene.standing(second, member).principal == 10_000
    assert scene.world.now_ms - began <= 3_000


def test_a_server_killed_at_each_request_loses_nothing_that_it_acknowledged(scene):
    first, _ = scene.tills
    member = scene.enrol(first)
    scene.chain.centre.weather = replace(FAIR, crash_server=500)
    for _ in range(3):
        scene.top_up(first, member, 5_000)
    assert scene.chain.centre.crashed
    assert scene.heal() == []
    kinds = [row["kind"] for row in scene.rows(tables.operation)]
    assert kinds.count("top_up") == 3


def test_a_server_that_dies_again_and_again_is_waited_for(scene):
    first, _ = scene.tills
    scene.chain.centre.weather = replace(FAIR, crash_server=ALWAYS)
    scene.buy(first, None, 3_000)
    assert len(first.receipts) == 1
    scene.wait(30_000)
    assert scene.heal() == []
