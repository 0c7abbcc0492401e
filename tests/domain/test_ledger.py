"""Accounts have names that say whose they are; transfers move positive amounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.ledger import (
    AccountId,
    Figure,
    Kind,
    Reason,
    Transfer,
    figure_changes,
    figure_of,
    free_account,
    headroom_account,
    lease_account,
    lease_of,
    member_account,
    store_account,
    suspense_account,
    unit_of,
)

HELD = member_account("m", Kind.PRINCIPAL)
LENT = lease_account("l", "m", Kind.PRINCIPAL)
SALES = store_account("s", "sales")


def moved(debit: AccountId, credit: AccountId, amount: int) -> Transfer:
    return Transfer(debit, credit, amount, "CNY", Reason.SPEND)


def test_the_figure_a_person_sees_is_what_is_available_and_what_is_lent() -> None:
    assert figure_of(HELD) == figure_of(LENT) == Figure("m", Kind.PRINCIPAL)
    assert figure_of(SALES) is None


def test_headroom_is_in_no_figure_and_its_leases_return_to_the_room_they_came_from() -> None:
    room = headroom_account("m")
    lent = lease_account("l", "m", Kind.HEADROOM)
    assert figure_of(room) is figure_of(lent) is None
    assert free_account("m", Kind.HEADROOM) == room
    assert free_account("m", Kind.PRINCIPAL) == HELD
    assert [unit_of(kind, "CNY") for kind in Kind] == [
        "CNY", "CNY", "points", "qualifying", "coupon", "session", "headroom",
    ]  # fmt: skip


def test_only_a_lease_account_belongs_to_a_lease() -> None:
    assert lease_of(LENT) == "l"
    assert lease_of(HELD) is None
    assert lease_of(SALES) is None


@pytest.mark.parametrize("amount", [0, -1])
def test_a_transfer_moves_a_positive_amount(amount: int) -> None:
    with pytest.raises(AssertionError):
        moved(HELD, SALES, amount)


def test_a_transfer_has_two_accounts() -> None:
    with pytest.raises(AssertionError):
        moved(HELD, HELD, 1)


def test_lending_changes_no_figure() -> None:
    assert figure_changes([moved(HELD, LENT, 50), moved(LENT, HELD, 20)]) == {}


@given(st.lists(st.tuples(st.sampled_from([0, 1, 2]), st.integers(1, 1_000)), max_size=20))
def test_changes_are_the_sum_of_what_came_and_went(moves: list[tuple[int, int]]) -> None:
    ways = [(SALES, HELD), (LENT, SALES), (HELD, LENT)]
    changes = figure_changes([moved(*ways[way], amount) for way, amount in moves])
    net = sum(amount * (1, -1, 0)[way] for way, amount in moves)
    assert changes == ({Figure("m", Kind.PRINCIPAL): net} if net else {})


def test_what_is_unsettled_is_in_no_figure():
    assert figure_of(suspense_account("m", Kind.POINTS)) is None
