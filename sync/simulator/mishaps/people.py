"""What people bring beside customers: one leaves, a manager decides or is asked, cash moves."""

from pos_member.domain.shift_operations import Purpose
from sync.server import reapply, reports
from sync.simulator import asked, drawers, visits
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


def _drawer(blow: Blow) -> bool:
    """Count cash in, move some, or count and close: whatever comes first today."""
    counter, chance = blow.counter, blow.chance
    if not counter.alive:
        return False
    match chance.randrange(3):
        case 0:
            counter.run(drawers.count_in(counter, chance.choice((0, 20_000, 50_000))))
        case 1:
            purpose = chance.choice(list(Purpose))
            amount = 0 if purpose is Purpose.NO_SALE else chance.choice((1, 500, 10_000))
            counter.run(drawers.move(counter, purpose, amount))
        case _:
            counter.run(drawers.close(counter, chance.choice((0, 0, -130, 500))))
    return True


def _asked(blow: Blow) -> bool:
    """Ask for a copy of any receipt of the day, or for the figures of the shift."""
    counter, chance = blow.counter, blow.chance
    if not counter.alive:
        return False
    if counter.receipts and chance.randrange(2):
        counter.run(asked.copy(counter, chance.choice(counter.receipts).op_id))
    else:
        counter.run(asked.figures(counter))
    return True


MISHAPS = (
    Mishap("drawer", 200, _drawer),
    Mishap("left_without_goods", 80, _left),
    Mishap("decided", 200, _decided),
    Mishap("asked", 100, _asked),
)
