"""A judge that sees a receipt paid out twice, and what refunds gave back."""

import pytest

from sync.simulator import refund_judge, visits
from sync.simulator.visits import Part


def sold(scene, counter, member=None):
    scene.buy(counter, member, 3_000, 8_000)
    return counter.receipts[-1].op_id


@pytest.mark.parametrize("part", Part)
def test_what_was_sold_comes_back_in_parts_and_never_twice(scene, part):
    first, second = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    before = scene.standing(second, member)
    sale_id = sold(scene, first, member)
    for _ in range(3):
        scene.play(first, visits.bring_back(first, sale_id, part))
    for _ in range(2):
        scene.play(first, visits.bring_back(first, sale_id))
    assert scene.heal() == []
    after = scene.standing(second, member)
    assert (after.book, after.points, after.qualifying) == (before.book, before.points, 0)
    assert first.refusals["refund_empty"] >= 1
    assert sum(refund_judge.given_back(scene.chain).values()) == 10_000


def test_another_till_cannot_refund_it(scene):
    first, second = scene.tills
    sale_id = sold(scene, first)
    scene.play(second, visits.bring_back(second, sale_id))
    assert second.refusals["sale_unknown"] == 1
    assert scene.heal() == []


def test_a_line_that_came_back_twice_is_seen(scene):
    first, _ = scene.tills
    sale_id = sold(scene, first)
    scene.play(first, visits.bring_back(first, sale_id))
    sale, refunds = (found[sale_id] for found in refund_judge._sales_and_refunds(scene.chain))
    assert not refund_judge._is_beyond(sale, refunds)
    assert refund_judge._is_beyond(sale, refunds * 2)
