"""Sells at a till, sale after sale: what ``bench_sale`` times, and what it runs under strace.

The sale is a usual one: a member by code, three lines at the tier's price, paid by stored value out
of a lease, points earned, receipt queued.
"""

import sys

from benchmarks import million
from pos_member.domain.basket import Basket, BasketLine
from pos_member.domain.journal import Moment
from pos_member.domain.lease import Grant
from pos_member.domain.ledger import Kind
from pos_member.domain.tender import TenderKind, TenderPlan
from pos_member.services.checkout import Payment, pay
from pos_member.services.leases import adopt_grants
from pos_member.services.lookup import open_member
from pos_member.services.open_baskets import save_basket
from pos_member.services.quoting import inputs_of, program_for
from pos_member.services.rights import Spender
from pos_member.services.till import Till
from pos_member.storage import goods

BUYERS = 500
_VALID_MS = 30 * 86_400_000
_SKUS = 3


class Seller:
    """A till with something to sell and members who hold leases on it.

    Args:
        till: on the replica of ``members`` members, its journal empty.
    """

    def __init__(self, till: Till, members: int) -> None:
        self._till = till
        self._sold = 0
        self._buyers = [each.member_id for each in million.somebodies(members, BUYERS)]
        adopt_grants(till, self._grants(), self.moment())
        self._goods = self._shelf()

    def moment(self) -> Moment:
        """Return a moment a second after the last sale's."""
        return Moment(million.NOW_MS + self._sold * 1_000, 1_000_000 + self._sold, "boot", 480)

    def ring_up(self) -> Payment:
        """Scan three things for a member and return the payment that is about to be booked."""
        self._sold += 1
        till, moment = self._till, self.moment()
        member = open_member(till, self._buyers[self._sold % BUYERS], "code", moment)
        first = self._sold * _SKUS
        lines = tuple(self._goods[(first + i) % len(self._goods)] for i in range(_SKUS))
        basket = Basket(till.next_id(), _numbered(lines), 1, moment.wall_ms)
        save_basket(till, basket, member, cashier_id="cashier-1", moment=moment)
        priced = inputs_of(basket, member, now_ms=moment.wall_ms).price(
            program_for(till, basket, moment)
        )
        tender = TenderPlan(TenderKind.STORED_VALUE, priced.due_minor)
        return Payment(till.next_id(), basket, "cashier-1", (tender,), Spender(member))

    def sell(self, payment: Payment) -> None:
        """Book ``payment``: durable when this returns."""
        pay(self._till, payment, self.moment())

    def _grants(self) -> list[Grant]:
        return [
            Grant(
                self._till.next_id(),
                self._till.identity.terminal_id,
                buyer,
                Kind.PRINCIPAL,
                10**9,
                million.NOW_MS + _VALID_MS,
                0,
                ver,
            )
            for ver, buyer in enumerate(self._buyers, start=1)
        ]

    def _shelf(self) -> list[BasketLine]:
        with self._till.cache.reading() as connection:
            found = goods.containing(connection, "s", 50)
        return [
            BasketLine("", each.sku, each.name, each.price_minor, category=each.category)
            for each in found
            if not each.weighed
        ]


def _numbered(lines: tuple[BasketLine, ...]) -> tuple[BasketLine, ...]:
    return tuple(
        BasketLine(str(place), line.sku, line.name, line.unit_minor, category=line.category)
        for place, line in enumerate(lines, start=1)
    )


def main() -> None:
    """Sell as often as the second argument says: nothing else, for strace to count."""
    members, sales = int(sys.argv[1]), int(sys.argv[2])
    with million.till_of(members) as till:
        seller = Seller(till, members)
        for _ in range(sales):
            seller.sell(seller.ring_up())


if __name__ == "__main__":
    main()
