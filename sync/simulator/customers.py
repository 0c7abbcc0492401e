"""The customers of a simulated day: few members, and the same sale again on purpose."""

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import replace
from random import Random

from sync.simulator import packages, visits
from sync.simulator.almanac import Almanac
from sync.simulator.assortment import PACKAGE_PRICE, PRICES
from sync.simulator.chain import Chain
from sync.simulator.counter import Counter
from sync.simulator.visits import Order, Part, Script

MEMBERS_MAX = 5
GAP_MS = 6_000
"""Between two customers of one till, on the average."""
PHONE = 13_800_000_000
CUSTOMER = "customer"


class Customers:
    """Sends customers to the tills of one chain.

    ``steps_least``: they keep coming until so much has happened in the world.
    """

    def __init__(self, chain: Chain, almanac: Almanac, *, steps_least: int = 0) -> None:
        self.waiting = 0
        self._steps_least = steps_least
        self._world = chain.world
        self._almanac = almanac
        # A stream for each till: who comes to one moves no draw at another.
        self._chances = {
            each.name: chain.world.chance(f"customers {each.name}") for each in chain.counters
        }
        self._members: list[str] = []
        self._joined = 0
        self._most = 1 + chain.world.chance("members").randrange(MEMBERS_MAX)
        self._before = Order((PRICES[0],))
        self._came: Tally[str] = Tally()
        self._last = _last_of(self._world.only or ())

    def come_to(self, counter: Counter, left: int) -> None:
        """Send the next of ``left`` customers to ``counter``, and the others after them."""
        if self._is_over(counter, left):
            return
        self.waiting += 1

        def come() -> None:
            self.waiting -= 1
            self._almanac.before_customer(counter)
            visit = self._visit(counter)
            self._came[counter.name] += 1
            if self._world.comes(CUSTOMER, counter.name):
                counter.run(visit)
            self.come_to(counter, left - 1)

        self._world.after(1 + self._chances[counter.name].randrange(2 * GAP_MS), come)

    def _is_over(self, counter: Counter, left: int) -> bool:
        """Tell whether nobody comes any more; in a replay nobody does after the last one named."""
        only = self._world.only
        if only is None:
            return left <= 0 and self._world.steps >= self._steps_least
        return self._came[counter.name] >= self._last.get(counter.name, 0)

    def _visit(self, counter: Counter) -> Script:
        chance = self._chances[counter.name]
        if self._joined < self._most and (self._joined == 0 or chance.randrange(4) == 0):
            self._joined += 1
            return visits.enrol(counter, str(PHONE + self._joined), self._members.append)
        if not self._members or chance.randrange(6) == 0:
            return visits.buy(counter, None, self._order(chance))
        if counter.receipts and chance.randrange(8) == 0:
            # Sometimes it is the slip of a top-up: the till says that it knows no such sale.
            brought = chance.choice(counter.receipts)
            return visits.bring_back(counter, brought.op_id, chance.choice(list(Part)))
        member_id = chance.choice(self._members)
        if chance.randrange(4) == 0:
            amount = chance.choice((100, 5_000, 10_000, 20_000))
            return visits.top_up(counter, member_id, amount)
        if chance.randrange(5) == 0:
            return packages.use(counter, member_id)
        order = self._order(chance)
        if chance.randrange(4) == 0:
            order = replace(order, prices=(*order.prices, PACKAGE_PRICE))
        return visits.buy(counter, member_id, order)

    def _order(self, chance: Random) -> Order:
        if chance.randrange(3) == 0:
            # The very same goods again: a hash without the operation's id would swallow it.
            return self._before
        prices = tuple(chance.choices(PRICES, k=1 + chance.randrange(3)))
        due = sum(prices)
        by_value = chance.choice((0, due, due, due - 1, due // 2, 1))
        self._before = replace(
            self._before,
            prices=prices,
            by_value=by_value,
            by_points=chance.randrange(3) == 0,
            by_coupon=chance.randrange(2) == 0,
            asks=chance.randrange(4) > 0,
            lingers_ms=chance.choice((0, 0, 0, 500, 5_000, 60_000)),
        )
        return self._before


def _last_of(parts: Iterable[str]) -> dict[str, int]:
    """Return the number of the last customer that ``parts`` name, for each till."""
    last: dict[str, int] = {}
    for kind, till, number in (part.split("/") for part in parts):
        if kind == CUSTOMER:
            last[till] = max(last.get(till, 0), int(number))
    return last
