"""The customers of a simulated day: few members, and the same sale again on purpose."""

from dataclasses import replace
from random import Random

from sync.simulator import visits
from sync.simulator.almanac import Almanac
from sync.simulator.chain import PRICES, Chain
from sync.simulator.counter import Counter
from sync.simulator.visits import Order, Script

MEMBERS_MAX = 5
GAP_MS = 6_000
"""Between two customers of one till, on the average."""
PHONE = 13_800_000_000


class Customers:
    """Sends customers to the tills of one chain.

    ``steps_least``: they keep coming until so much has happened in the world.
    """

    def __init__(
        self, chain: Chain, almanac: Almanac, chance: Random, *, steps_least: int = 0
    ) -> None:
        self.waiting = 0
        self._steps_least = steps_least
        self._world = chain.world
        self._almanac = almanac
        self._chance = chance
        self._members: list[str] = []
        self._joined = 0
        self._most = 1 + chance.randrange(MEMBERS_MAX)
        self._before = Order((PRICES[0],))

    def come_to(self, counter: Counter, left: int) -> None:
        """Send the next of ``left`` customers to ``counter``, and the others after them."""
        if left <= 0 and self._world.steps >= self._steps_least:
            return
        self.waiting += 1

        def come() -> None:
            self.waiting -= 1
            self._almanac.before_customer(counter)
            counter.run(self._visit(counter))
            self.come_to(counter, left - 1)

        self._world.after(1 + self._chance.randrange(2 * GAP_MS), come)

    def _visit(self, counter: Counter) -> Script:
        if self._joined < self._most and (self._joined == 0 or self._chance.randrange(4) == 0):
            self._joined += 1
            return visits.enrol(counter, str(PHONE + self._joined), self._members.append)
        if not self._members or self._chance.randrange(6) == 0:
            return visits.buy(counter, None, self._order())
        member_id = self._chance.choice(self._members)
        if self._chance.randrange(4) == 0:
            amount = self._chance.choice((100, 5_000, 10_000, 20_000))
            return visits.top_up(counter, member_id, amount)
        return visits.buy(counter, member_id, self._order())

    def _order(self) -> Order:
        if self._chance.randrange(3) == 0:
            # The very same goods again: a hash without the operation's id would swallow it.
            return self._before
        prices = tuple(self._chance.choices(PRICES, k=1 + self._chance.randrange(3)))
        due = sum(prices)
        by_value = self._chance.choice((0, due, due, due - 1, due // 2, 1))
        self._before = replace(
            self._before,
            prices=prices,
            by_value=by_value,
            by_points=self._chance.randrange(3) == 0,
            asks=self._chance.randrange(4) > 0,
            lingers_ms=self._chance.choice((0, 0, 0, 500, 5_000, 60_000)),
        )
        return self._before
