"""Mishaps come at rates that the seed draws, are counted by name, and are mended at the end."""

from collections import Counter as Tally

from sync.simulator.almanac import EVERY, Almanac
from sync.simulator.mishap import Mishap

CUSTOMERS = 50


def test_every_mishap_has_a_name_of_its_own():
    assert [name for name, n in Tally(each.name for each in EVERY).items() if n > 1] == []


def test_a_mishap_is_counted_when_it_came_to_something(scene):
    came = []
    mishaps = tuple(
        Mishap(f"m{number}", 1_000, lambda blow: bool(came.append(blow) or len(came) % 2))
        for number in range(8)
    )
    almanac = Almanac(scene.chain, mishaps)
    for _ in range(CUSTOMERS):
        almanac.before_customer(scene.tills[0])
    assert sum(scene.chain.struck.values()) == (len(came) + 1) // 2
    left_out = [each.name for each in mishaps if not scene.chain.struck[each.name]]
    assert 0 < len(left_out) < len(mishaps)


def test_what_must_be_mended_is_mended_in_order(scene):
    mended = []
    mishaps = tuple(
        Mishap(name, 0, lambda _: False, lambda _, name=name: mended.append(name))
        for name in ("first", "second")
    )
    Almanac(scene.chain, mishaps).mend()
    assert mended == ["first", "second"]
