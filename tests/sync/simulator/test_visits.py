"""Customers pay with what they hold here first, and the rest in cash."""

from pos_member.domain import canonical
from sync.server import tables
from sync.simulator.visits import Order, basket_of


def paid(scene):
    sales = [row for row in scene.rows(tables.operation) if row["kind"] == "sale"]
    tenders = canonical.load(sales[-1]["body"])["tenders"]
    return {tender["kind"]: tender["amount"] for tender in tenders}


def test_a_basket_has_a_line_for_each_price_and_the_same_goods_twice_are_one_line():
    assert [line.sku for line in basket_of("b", (99, 3_000)).lines] == ["G99", "G3000"]
    assert basket_of("b", (99, 99)).pieces == 2
    assert Order((99, 3_000)).due == 3_099


def test_somebody_without_a_card_pays_in_cash(scene):
    scene.buy(scene.tills[0], None, 3_000)
    assert paid(scene) == {"cash": 3_000}


def test_stored_value_pays_as_much_as_was_meant_and_cash_the_rest(scene):
    first, _ = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    scene.buy(first, member, 3_000, by_value=1_000)
    assert paid(scene) == {"stored_value": 1_000, "cash": 2_000}


def test_points_that_are_lent_here_pay_in_whole_steps(scene):
    first, _ = scene.tills
    member = scene.enrol(first)
    scene.buy(first, member, 20_000, by_value=0)
    # 200 points were earned; once synced, this till's share of them can be lent to it.
    scene.buy(first, member, 3_000, by_value=0)
    scene.buy(first, member, 3_000, by_value=0, by_points=True)
    assert paid(scene) == {"points": 130, "cash": 2_870}
    assert scene.heal() == []


def test_a_payment_that_lingers_has_its_rights_reserved(scene):
    first, _ = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    scene.buy(first, member, 3_000, lingers_ms=2_000)
    assert paid(scene) == {"stored_value": 3_000}
    assert scene.heal() == []
