"""What an operation takes is plain where it is money of one lease, and nothing else moves."""

import pytest

from pos_member.domain.ledger import (
    POINTS,
    Kind,
    Reason,
    Transfer,
    lease_account,
    member_account,
    owed_account,
    store_account,
)
from sync.server.places import AMOUNT_MAX, COLUMNS, plain_debit

SALES = store_account("store", "sales")
GRANTED = store_account("store", "points_granted")
LENT = lease_account("lease", "member", Kind.PRINCIPAL)
SPENT = Transfer(LENT, SALES, 300, "CNY", Reason.SPEND)
EARNED = Transfer(
    GRANTED, member_account("member", Kind.POINTS), 3, POINTS, Reason.EARN, "op", "2028-11-22"
)


def test_money_of_one_lease_with_points_earned_is_plain():
    assert plain_debit([SPENT, EARNED]) == ("lease", (COLUMNS.index("principal"),), 300)


@pytest.mark.parametrize(
    "odd",
    [
        SPENT,
        Transfer(member_account("member", Kind.BONUS), SALES, 1, "CNY", Reason.SPEND),
        Transfer(lease_account("other", "member", Kind.POINTS), SALES, 1, POINTS, Reason.BURN, "l"),
        Transfer(lease_account("other", "member", Kind.HEADROOM), SALES, 1, "x", Reason.HEADROOM),
        Transfer(SALES, lease_account("other", "member", Kind.BONUS), 1, "CNY", Reason.LEND),
        Transfer(SALES, owed_account("member"), 1, POINTS, Reason.OWED, "lot"),
        Transfer(GRANTED, member_account("member", Kind.POINTS), 1, POINTS, Reason.EARN),
        Transfer(SALES, GRANTED, AMOUNT_MAX + 1, "CNY", Reason.TENDER),
    ],
)
def test_anything_besides_is_not(odd):
    assert plain_debit([SPENT, odd]) is None
    assert plain_debit([odd, SPENT]) is None


def test_where_no_lease_is_taken_from_nothing_is_plain():
    assert plain_debit([EARNED]) is None
