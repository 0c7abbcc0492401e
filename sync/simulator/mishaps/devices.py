"""Mishaps of a till as the server knows it: replaced by another machine, or trusted no more."""

from functools import partial

from sync.server.terminals import ACTIVE, REVOKED
from sync.simulator import visits
from sync.simulator.chain import Chain
from sync.simulator.counter import Counter
from sync.simulator.mishap import Blow, Mishap
from sync.simulator.mishaps import server
from sync.simulator.mishaps.tills import taken_in, unprinted
from sync.simulator.visits import Order

PRICES = (1, 99, 3_000)
FORMER_SALES = 2
GAP_MS = 15_000
REVOKED_MS = 90_000
LATE_MS = 20_000
"""After which nothing is on its way any more that a machine sent while it ran."""


def _is_well(blow: Blow) -> bool:
    """Tell whether the till runs with nobody at it, is trusted, and is one machine."""
    chain, counter = blow.chain, blow.counter
    terminal_id = counter.identity.terminal_id
    if (
        not counter.receipts
        or not counter.alive
        or counter.customers
        or chain.struck[server.RESTORED]
    ):
        return False
    return terminal_id not in chain.excuses.copied and chain.centre.status(terminal_id) == ACTIVE


def _replaced(blow: Blow) -> bool:
    """A worn-out till gets a successor, and sells a little yet; what it had it sends."""
    if not _is_well(blow):
        return False
    chain, chance = blow.chain, blow.chance
    former = chain.replace(blow.counter)
    chain.excuses.replaced.add(former.name)
    chain.counters.append(former)
    former.line.cut = chance.randrange(2) == 0
    former.boot()
    for place in range(1, 1 + chance.randrange(FORMER_SALES + 1)):
        # On their way already: the world is not at rest before they were served.
        former.customers += 1
        chain.world.after(place * GAP_MS, partial(_sell, former, chance.choice(PRICES)))
    return True


def _sell(former: Counter, price: int) -> None:
    former.customers -= 1
    former.run(visits.buy(former, None, Order((price,))))


def _broken(blow: Blow) -> bool:
    """A till breaks for ever and gets a successor; what only it had is lost with it."""
    if not _is_well(blow) or blow.chain.excuses.single:
        return False
    chain, counter = blow.chain, blow.counter
    chain.excuses.unprinted |= unprinted(counter)
    former = chain.replace(counter)
    chain.excuses.replaced.add(former.name)
    chain.excuses.single = True
    here, apart = taken_in(chain)
    chain.excuses.lost |= apart | {receipt.op_id for receipt in counter.receipts} - here
    chain.excuses.broken.add(counter.identity.terminal_id)
    return True


def _declare(chain: Chain) -> None:
    """Declare of each machine that broke that nothing more will come of it."""
    for terminal_id in sorted(chain.excuses.broken):
        chain.world.after(LATE_MS, partial(chain.centre.declare_ended, terminal_id))


def _revoked(blow: Blow) -> bool:
    """A manager trusts a till no more, and finds a while later that it was a mistake."""
    if not _is_well(blow):
        return False
    chain, terminal_id = blow.chain, blow.counter.identity.terminal_id
    chain.centre.revoke(terminal_id)
    after_ms = 1 + blow.chance.randrange(REVOKED_MS)
    chain.world.after(after_ms, partial(_reinstate, chain, terminal_id))
    return True


def _reinstate(chain: Chain, terminal_id: str) -> None:
    if chain.centre.status(terminal_id) == REVOKED:
        chain.struck["till_reinstated"] += 1
        chain.centre.reinstate(terminal_id)


def _reinstate_all(chain: Chain) -> None:
    for counter in chain.counters:
        _reinstate(chain, counter.identity.terminal_id)


MISHAPS = (
    Mishap("till_replaced", 40, _replaced),
    Mishap("till_broken", 60, _broken, _declare),
    Mishap("till_revoked", 60, _revoked, _reinstate_all),
)
