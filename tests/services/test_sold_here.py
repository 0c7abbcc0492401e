"""A sale is read out of the journal with what came back of it."""

import pytest

from pos_member.domain.errors import Refused
from pos_member.services.refunds import RefundOrder, refund
from pos_member.services.sold_here import find_sale
from tests.services.test_checkout import person
from tests.services.test_refunds import BOSS, sold
from tests.support.counter import Counter, cash


def test_what_came_back_is_no_longer_left(counter: Counter) -> None:
    counter.pull(staff=(person("boss", "manager"),))
    sale_id = sold(counter, cash("100"))
    refund(
        counter.till,
        RefundOrder(counter.next_id(), sale_id, "anna", {"1": 400}, BOSS),
        counter.now(),
    )
    with counter.till.journal.reading() as connection:
        found = find_sale(connection, sale_id)
        assert (found.left, found.sure, len(found.before)) == ({"1": 600, "2": 1_000}, True, 1)
        with pytest.raises(Refused, match="sale_unknown"):
            find_sale(connection, found.before[0].sale_id[::-1])
