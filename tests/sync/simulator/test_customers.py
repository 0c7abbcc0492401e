"""Customers join, top up and buy, the same again now and then."""

from sync.server import tables
from sync.simulator.almanac import Almanac
from sync.simulator.customers import GAP_MS, Customers

MANY = 40


def test_customers_do_all_that_people_do_at_a_till(scene):
    chain = scene.chain
    customers = Customers(chain, Almanac(chain, ()))
    for counter in scene.tills:
        customers.come_to(counter, MANY)
    scene.wait(2 * MANY * GAP_MS)
    assert scene.heal() == []
    kinds = [row["kind"] for row in scene.rows(tables.operation)]
    assert {"enrolment", "sale", "top_up"} <= set(kinds)
    receipts = sum(len(counter.receipts) for counter in scene.tills)
    assert MANY < receipts <= 2 * MANY
