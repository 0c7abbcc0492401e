"""A shop for the fault tests: server, one till with its real window, and the devices' far ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_member.demo.hands import Hands
from pos_member.demo.script import goods_codes
from pos_member.demo.shop import SampleShop

PATIENCE = 40.0


class Stand:
    """One counter of the shop, and what a test does there."""

    def __init__(self, shop: SampleShop) -> None:
        self.shop = shop
        self.counter = shop.counters[0]
        self.hands = Hands(self.counter)
        self.data = self.counter.till.data
        self.goods = goods_codes()

    def open(self) -> None:
        """Start the till and sign in by badge."""
        self.counter.start()
        self.sign_in()

    def sign_in(self) -> None:
        hands = self.hands
        hands.wait("people", lambda s: s["chosen"], patience=PATIENCE)
        hands.scan(next(one["badge"] for one in self.shop.staff() if one["role"] == "cashier"))
        hands.wait("the sale screen", lambda s: not s["locked"], patience=PATIENCE)

    def add_goods(self, at: int = 0) -> None:
        pieces = self.hands.state["pieces"]
        self.hands.scan(self.goods[at])
        self.hands.wait("the goods", lambda s: s["pieces"] > pieces, patience=PATIENCE)

    def sell(self) -> str:
        """Sell one piece for cash and return the receipt's number."""
        hands, before = self.hands, self.hands.state["receipt"]
        self.add_goods()
        hands.key("Alt+2")
        hands.wait("cash in hand", lambda s: s["tender"] == "cash")
        hands.key("Return")
        done = hands.wait("a receipt", lambda s: s["receipt"] != before, patience=PATIENCE)
        return str(done["receipt"])

    def empty_the_basket(self) -> None:
        while self.hands.state["lines"]:
            lines = self.hands.state["lines"]
            self.hands.key("Delete")
            self.hands.wait("a line less", lambda s, n=lines: s["lines"] < n)


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A till that is enrolled, open, and signed in."""
    folder: Path = tmp_path_factory.mktemp("shop")
    with SampleShop(folder, members=200, seed=3, counters=1) as shop:
        made = Stand(shop)
        made.open()
        yield made
