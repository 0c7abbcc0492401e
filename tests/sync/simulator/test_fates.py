"""An action ends well, is killed, or its disk fails, at rates of the weather."""

from dataclasses import replace

from sync.simulator.crash import KILL
from sync.simulator.fates import drawn_fate
from sync.simulator.weather import FAIR
from sync.simulator.world import World

ALWAYS = 1_000


def test_in_fair_weather_every_action_ends_well():
    chance = World(1).chance("x")
    assert not any(drawn_fate(chance, FAIR, "crash_till") for _ in range(100))


def test_a_kill_comes_at_its_own_rate_and_before_any_disk():
    chance = World(1).chance("x")
    weather = replace(FAIR, crash_till=ALWAYS, disk_full=ALWAYS)
    assert drawn_fate(chance, weather, "crash_till").how == KILL
    assert drawn_fate(chance, weather, "crash_sync").how == "disk_full"


def test_some_failures_last():
    chance = World(1).chance("x")
    weather = replace(FAIR, disk_busy=ALWAYS, disk_lasting=500)
    found = [drawn_fate(chance, weather, "crash_till") for _ in range(50)]
    assert {fate.lasting for fate in found} == {True, False}
    assert {fate.how for fate in found} == {"disk_busy"}
