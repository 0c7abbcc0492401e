"""Mishaps that people bring: a customer pays by phone and leaves without the goods."""

from sync.simulator import visits
from sync.simulator.chain import PRICES
from sync.simulator.mishap import Blow, Mishap


def _left(blow: Blow) -> bool:
    counter = blow.counter
    price = blow.chance.choice(PRICES)
    if not counter.alive:
        return False
    counter.run(visits.walk_out(counter, price))
    return True


MISHAPS = (Mishap("left_without_goods", 80, _left),)
