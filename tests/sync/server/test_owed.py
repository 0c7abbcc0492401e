"""What a refund takes back and is not there any more is owed, and the next points pay it."""

from dataclasses import replace

import pytest

from pos_member.domain.ledger import Kind
from tests.sync.server.books import assert_whole, figures
from tests.sync.server.far_end import Till, cash
from tests.sync.server.taking_back import body_of, sell, take_back
from tests.sync.server.taking_back import shopping as after_shopping
from tests.sync.server.test_recovery import Shop, come_back


@pytest.fixture
def shopping(till: Till) -> tuple[Till, str, str]:
    return after_shopping(till)


def test_earned_points_that_were_spent_are_owed_and_the_next_ones_pay(
    shopping: tuple[Till, str, str],
) -> None:
    till, member, sale_id = shopping
    grant = till.want(member, 47, Kind.POINTS)
    assert grant is not None and grant.amount == 47
    take_back(till, sale_id)
    till.push()
    # All of them are on loan, so nothing is free to pay with, and no figure is below zero.
    held = figures(till, member)
    assert (held["points"], held["free_points"], held["owed_points"]) == (47, 0, 40)
    assert_whole(till)
    till.give_back(grant, 30)
    till.push()
    held = figures(till, member)
    assert (held["points"], held["free_points"], held["owed_points"]) == (17, 0, 10)
    till.top_up(member, 1_000, points=25)
    till.push()
    held = figures(till, member)
    assert (held["points"], held["free_points"], held["owed_points"]) == (32, 15, 0)
    assert_whole(till)


def test_points_that_have_expired_pay_no_debt_but_their_own(
    shopping: tuple[Till, str, str],
) -> None:
    till, member, sale_id = shopping
    till.now_ms += 3 * 366 * 86_400_000
    take_back(till, sale_id)
    till.push()
    held = figures(till, member)
    # 40 came back out of their own lot, though it has expired; the other lot was not asked.
    assert (held["points"], held["owed_points"]) == (7, 0)
    other = sell(till, member, cash(10_000), earned=0)
    late = replace(body_of(till, other), points_earned=50, points_expire_day="2027-12-31")
    sale_id = till.write(late).draft.op_id
    take_back(till, sale_id)
    till.push()
    assert figures(till, member)["owed_points"] == 0
    assert_whole(till)


def test_a_restored_server_asks_nobody_for_points_before_it_knows_all(
    shopping: tuple[Till, str, str], other_till: Till
) -> None:
    till, member, sale_id = shopping
    other_till.sell(None, cash(1))
    other_till.push()
    shop = Shop(till, other_till)
    shop.restore()
    take_back(till, sale_id)
    come_back(till)
    # The other till may have them on loan: it has not come back yet.
    held = figures(till, member)
    assert (held["points"], held["owed_points"]) == (47, 40)
    come_back(other_till)
    till.sell(member, cash(1))
    come_back(till)
    held = figures(till, member)
    assert (held["points"], held["owed_points"]) == (7, 0)
    assert_whole(till)
