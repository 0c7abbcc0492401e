"""A simulated till lives and dies as two programs, and knows only what its files say."""

from sync.simulator import visits
from sync.simulator.visits import Order


def test_a_killed_till_comes_back_with_what_it_had_committed(scene):
    first, _ = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    first.die()
    assert not first.alive
    assert not first.act("sell", lambda _: None), "nobody sells at a dead till"
    scene.wait(5_000)
    assert first.alive
    assert scene.standing(first, member).principal == 10_000
    assert scene.heal() == []


def test_a_killed_sync_process_costs_a_sale_nothing(scene):
    first, _ = scene.tills
    member = scene.enrol(first)
    first.kill_sync()
    scene.play(first, visits.top_up(first, member, 10_000), ms=0)
    assert len(first.receipts) == 1
    assert scene.heal() == []
    assert first.sync_crashes == 1


def test_a_wish_is_waited_for_no_longer_than_a_payment_waits(scene):
    first, second = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    second.line.cut = True
    began = scene.world.now_ms
    second.run(visits.buy(second, member, Order((3_000,), by_value=3_000)))
    while not second.receipts:
        scene.wait(10)
    assert scene.world.now_ms - began <= 850


def test_what_a_rule_refuses_is_noted_and_the_till_goes_on(scene):
    first, _ = scene.tills
    scene.enrol(first)
    scene.play(first, visits.enrol(first, "13800138000", lambda _: None))
    assert any("refused phone_taken" in line for line in scene.world.log)
    assert first.alive
