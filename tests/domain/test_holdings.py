"""What accounts and lots hold after transfers."""

import pytest

from pos_member.domain.holdings import Holdings
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import POINTS, Kind, Reason, Transfer, member_account, store_account

SHOP = store_account("s", "opening")
POINTS_OF_M = member_account("m", Kind.POINTS)
MONEY_OF_M = member_account("m", Kind.PRINCIPAL)


def given(amount: int, lot: str, last_day: str = "") -> Transfer:
    return Transfer(SHOP, POINTS_OF_M, amount, POINTS, Reason.EARN, lot, last_day)


def taken(amount: int, lot: str) -> Transfer:
    return Transfer(POINTS_OF_M, SHOP, amount, POINTS, Reason.BURN, lot)


def test_an_account_holds_what_came_less_what_went_lot_by_lot():
    books = Holdings()
    books.post([given(10, "b"), given(5, "a", "2026-12-31"), taken(4, "b")])
    assert books.amount(POINTS_OF_M, POINTS) == 11
    assert books.lots(POINTS_OF_M) == (Lot("a", 5, "2026-12-31"), Lot("b", 6, ""))
    assert books.accounts() == ((POINTS_OF_M, POINTS, 11), (SHOP, POINTS, -11))


def test_one_account_of_the_shop_holds_several_units_apart():
    books = Holdings()
    books.post([given(1, "a"), Transfer(SHOP, MONEY_OF_M, 100, "CNY", Reason.TOP_UP)])
    assert (books.amount(SHOP, "CNY"), books.amount(SHOP, POINTS)) == (-100, -1)
    assert books.lots(MONEY_OF_M) == ()


def test_what_is_empty_is_not_listed_and_comes_back_with_its_last_day():
    books = Holdings()
    books.post([given(5, "a", "2026-12-31"), taken(5, "a")])
    assert (books.accounts(), books.lots(POINTS_OF_M)) == ((), ())
    books.post([given(2, "a", "2030-01-01")])
    assert books.lots(POINTS_OF_M) == (Lot("a", 2, "2026-12-31"),)


@pytest.mark.parametrize("wrong", [taken(1, "a"), taken(3, "b")])
def test_below_zero_is_a_bug_of_whoever_made_the_transfer(wrong):
    books = Holdings()
    books.post([given(2, "b")])
    with pytest.raises(AssertionError, match="below zero"):
        books.post([wrong])
