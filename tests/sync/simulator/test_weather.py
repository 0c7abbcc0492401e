"""Weather is drawn from the seed, and leaves faults out on purpose."""

from sync.simulator.weather import FAIR, Weather, drawn, happens
from sync.simulator.world import World


def test_weather_leaves_some_faults_out_and_never_exceeds_the_worst():
    found = [drawn(World(seed).chance("weather")) for seed in range(200)]
    for name in Weather.__slots__:
        rates = [getattr(weather, name) for weather in found]
        assert 30 < rates.count(0) < 120
        assert max(rates) > 0
    assert drawn(World(3).chance("weather")) == found[3]


def test_what_never_happens_never_does_and_what_always_happens_does():
    chance = World(1).chance("x")
    assert not any(happens(chance, 0) for _ in range(1_000))
    assert all(happens(chance, 1_000) for _ in range(1_000))
    assert Weather() == FAIR
