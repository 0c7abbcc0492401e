"""A basket is priced by the program it began with, for what its member can burn."""

from dataclasses import replace

from pos_member.services.program import program_at, program_of
from pos_member.services.quoting import facts_of, inputs_of, program_for
from tests.support.counter import START_MS, Counter


def test_a_basket_keeps_its_version_as_long_as_it_is_known(counter: Counter) -> None:
    basket = counter.basket("10")
    counter.publish(version=2)
    assert program_for(counter.till, basket, counter.now()).version == 1
    assert program_of(counter.till, 9) is None
    assert program_of(counter.till, 1) is program_of(counter.till, 1)
    fresh = replace(counter.basket(), program_version=0)
    assert program_for(counter.till, fresh, counter.now()).version == 2


def test_pricing_knows_only_points_that_can_be_burnt(counter: Counter) -> None:
    who = counter.member(points=300, tier="gold")
    inputs = inputs_of(counter.basket("100"), counter.see(who), points_offered=300, now_ms=5)
    assert inputs.at_ms == START_MS
    priced = inputs.price(program_at(counter.till, START_MS))
    assert (priced.due_minor, priced.points_taken) == (9_000, 300)
    assert facts_of(None) is None
