"""Mishaps that people bring: a customer leaves without the goods, a manager decides what waits."""

from sync.server import reapply, reports
from sync.simulator import visits
from sync.simulator.assortment import PRICES
from sync.simulator.mishap import Blow, Mishap


def _left(blow: Blow) -> bool:
    counter = blow.counter
    price = blow.chance.choice(PRICES)
    if not counter.alive:
        return False
    counter.run(visits.walk_out(counter, price))
    return True


def _decided(blow: Blow) -> bool:
    """Decide about the operation that has waited longest; one that cannot be applied waits on."""
    centre = blow.chain.centre
    decision = blow.chance.choice(reapply.DECISIONS)
    with centre.database.reading() as connection:
        waiting = reports.quarantine(connection)
    if not waiting:
        return False
    why = centre.decide(waiting[-1]["op_id"], decision)
    blow.chain.world.note("decided", decision, why)
    return True


MISHAPS = (
    Mishap("left_without_goods", 80, _left),
    Mishap("decided", 200, _decided),
)
