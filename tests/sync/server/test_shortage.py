"""Shortages: what a void lease does not hold any more, the store pays, lot by lot."""

import pytest

from pos_member.domain.lease import Grant
from pos_member.domain.ledger import Kind
from sync.server import tables
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import Till, burn, cash, stored_value


@pytest.fixture
def lent(till: Till) -> tuple[Till, str, Grant]:
    """A till that holds 600 points of two lots of its member on lease."""
    member = till.enrol()
    till.top_up(member, 1_000, points=400)
    till.top_up(member, 1_000, points=200)
    till.push()
    grant = till.want(member, 600, Kind.POINTS)
    assert grant is not None
    assert [lot.amount for lot in grant.lots] == [400, 200]
    return till, member, grant


def losses(till: Till) -> list[tuple[str, int]]:
    """Return (unit, amount) of what the store put in."""
    return [(r["unit"], r["amount"]) for r in rows(till, tables.ledger) if r["reason"] == "loss"]


def test_points_burnt_again_by_an_image_are_covered_lot_by_lot(
    lent: tuple[Till, str, Grant],
) -> None:
    till, member, grant = lent
    image = till.image()
    till.sell(member, burn(grant, 500, 500), cash(1))
    till.push()
    image.sell(member, burn(grant, 450, 450), cash(1))
    image.claim()
    assert [r.code for r in image.push().results] == ["shortage"]
    # 100 of the second lot were left; the image burnt 400 of the first and 50 of the second.
    assert losses(till) == [("points", 400)]
    assert figures(till, member)["points"] == 50
    assert_whole(till)


def test_what_is_still_there_is_no_loss(lent: tuple[Till, str, Grant]) -> None:
    till, member, grant = lent
    image = till.image()
    till.sell(None, cash(1))
    till.push()
    image.sell(member, burn(grant, 450, 450), cash(1))
    image.claim()
    assert [r.code for r in image.push().results] == [""]
    assert losses(till) == []
    assert_whole(till)


def test_two_legs_of_one_sale_on_one_lease_are_counted_together(till: Till) -> None:
    member = till.enrol()
    lease = till.top_up(member, 10_000)
    till.push()
    image = till.image()
    till.sell(member, stored_value(lease, 7_000))
    till.push()
    image.sell(member, stored_value(lease, 2_000), stored_value(lease, 2_500))
    image.claim()
    image.push()
    assert losses(till) == [("CNY", 1_500)]
    assert figures(till, member)["principal"] == 0
    assert_whole(till)


def test_points_given_back_twice_come_back_once(lent: tuple[Till, str, Grant]) -> None:
    till, member, grant = lent
    image = till.image()
    till.sell(member, burn(grant, 450, 450), cash(1))
    till.push()
    image.give_back(grant, 600)
    image.give_back(grant, 100)
    image.claim()
    assert [r.code for r in image.push().results] == ["lease_void", "lease_void"]
    assert figures(till, member)["free_points"] == 150
    assert losses(till) == []
    assert_whole(till)
