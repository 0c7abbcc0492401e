"""One basket is open, others are held, and a closed one keeps only its mark."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from pos_member.domain.ids import uuid7
from pos_member.storage import baskets
from pos_member.storage.baskets import HELD, OPEN, SOLD, BasketRow

ROW = BasketRow("b1", OPEN, '{"x":1}', 1, 10, "run", "anna")


def test_the_open_basket_is_rewritten_in_place(connection) -> None:
    baskets.save(connection, ROW)
    changed = replace(ROW, body="{}", changed_ms=11)
    baskets.save(connection, changed)
    assert baskets.open_one(connection) == baskets.by_id(connection, "b1") == changed
    with pytest.raises(IntegrityError):
        baskets.save(connection, replace(ROW, basket_id="b2"))


def test_held_baskets_are_listed_oldest_first(connection) -> None:
    for name, at in (("late", 30), ("early", 20)):
        baskets.save(connection, replace(ROW, basket_id=name, state=HELD, changed_ms=at))
    assert [row.basket_id for row in baskets.held(connection)] == ["early", "late"]
    assert baskets.open_one(connection) is None
    assert baskets.by_id(connection, "none") is None


def test_a_sold_basket_names_its_sale_for_a_while(connection) -> None:
    assert baskets.last_closed(connection) is None
    baskets.save(connection, ROW)
    op_id = uuid7(1, bytes(10))
    baskets.close(connection, "b1", SOLD, op_id=op_id, now_ms=40)
    closed = baskets.last_closed(connection)
    assert closed is not None and (closed.state, closed.op_id, closed.body) == (SOLD, op_id, "")
    baskets.prune(connection, 40)
    assert baskets.by_id(connection, "b1") is not None
    baskets.prune(connection, 41)
    assert baskets.by_id(connection, "b1") is None
