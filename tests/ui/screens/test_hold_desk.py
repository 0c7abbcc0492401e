"""What is put aside comes back whole, also where the journal refused it or somebody scanned on."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.errors import Refused, Unavailable
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_sample import CATALOGUE, LIN
from ui.screens.hold_desk import HoldDesk
from ui.screens.said import Said
from ui.screens.sale_desk import SaleDesk
from ui.worker import Worker

SHAMPOO, OIL = CATALOGUE[2], CATALOGUE[3]


class Bench:
    """A sale, the desk that holds it, and what is said."""

    def __init__(self, ledger: Worker) -> None:
        self.shop, self.ledger = Shop(), ledger
        actions = self.shop.actions()
        self.sale = SaleDesk(actions, ledger)
        self.desk = HoldDesk(actions, ledger, self.sale)
        self.said: list[Said] = []
        self.offered: list[object] = []
        self.desk.said.connect(self.said.append)
        self.desk.offered.connect(self.offered.extend)

    @property
    def names(self) -> list[str]:
        """Return what stands in the basket."""
        return [line.name for line in self.sale.basket.lines]


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    ledger = Worker("ledger")
    yield Bench(ledger)
    ledger.stop()


def until_said(bench: Bench, qtbot: QtBot, message: str) -> None:
    qtbot.waitUntil(lambda: message in [one.message for one in bench.said])


def test_a_basket_is_held_offered_and_taken_up_with_its_member(bench: Bench, qtbot: QtBot) -> None:
    bench.sale.add_goods(SHAMPOO)
    bench.sale.attach(LIN)
    bench.desk.press()
    assert bench.names == [] and bench.sale.member is None
    bench.desk.press()
    qtbot.waitUntil(lambda: len(bench.offered) == 1)
    (basket_id,) = bench.shop.held
    bench.desk.recall(basket_id)
    qtbot.waitUntil(lambda: bench.names == [SHAMPOO.name])
    assert bench.sale.member is not None and bench.shop.held == {}
    assert bench.sale.selected == bench.sale.basket.lines[-1].line_id, "keys act on it at once"


def test_what_the_journal_did_not_take_is_back_on_the_counter_with_what_came_since(
    bench: Bench, qtbot: QtBot
) -> None:
    bench.shop.trouble("hold_basket", Unavailable("disk_full"))
    bench.sale.add_goods(SHAMPOO)
    held = bench.sale.basket.basket_id
    bench.desk.hold()
    bench.sale.add_goods(OIL)
    bench.sale.attach(LIN)
    until_said(bench, qtbot, "error.disk_full")
    assert bench.names == [SHAMPOO.name, OIL.name]
    assert bench.sale.basket.basket_id == held and bench.sale.member == LIN


def test_what_is_scanned_while_a_basket_is_taken_up_stays(bench: Bench, qtbot: QtBot) -> None:
    bench.sale.add_goods(SHAMPOO)
    bench.desk.hold()
    bench.ledger.wait_for(lambda: None)
    (basket_id,) = bench.shop.held
    bench.desk.recall(basket_id)
    bench.sale.add_goods(OIL)
    qtbot.waitUntil(lambda: len(bench.names) == 2)
    assert bench.names == [SHAMPOO.name, OIL.name]


def test_nothing_to_hold_and_nothing_held_is_said(bench: Bench, qtbot: QtBot) -> None:
    bench.desk.hold()
    bench.desk.press()
    until_said(bench, qtbot, "held.none")
    bench.shop.trouble("take_basket", Refused("basket_gone"))
    bench.desk.recall("gone")
    until_said(bench, qtbot, "error.basket_gone")
    assert bench.names == [] and bench.offered == []


def test_a_sale_with_money_on_the_table_is_not_held(bench: Bench) -> None:
    bench.sale.add_goods(SHAMPOO)
    bench.sale.set_paying(paying=True)
    bench.desk.press()
    assert bench.names == [SHAMPOO.name]
