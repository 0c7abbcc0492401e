"""The books at work: checked in memory as strictly as the database would, written at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import (
    POINTS,
    AccountId,
    Kind,
    Reason,
    Transfer,
    lease_account,
    member_account,
    store_account,
)
from sync.protocol.messages import Want
from sync.server import tables
from sync.server.books import Books
from tests.sync.server.books import assert_balanced, figures, rows
from tests.sync.server.far_end import NOW_MS, Till, cash

SHOP = store_account("s", "opening")


@contextmanager
def at_work(till: Till, member: str, *leases: str) -> Iterator[Books]:
    """Give the books of member 1, read; what was moved is written at the end."""
    with till.database.writing() as connection:
        books = Books(connection, till.terminal_id)
        assert books.read_members([member]) == {member: 1}
        books.read_leases(leases)
        yield books
        books.write()


def post(books: Books, cause: str, *transfers: Transfer) -> None:
    books.post(cause, transfers, no=1, now_ms=NOW_MS)


def move(debit: AccountId, credit: AccountId, amount: int, lot: str = "") -> Transfer:
    unit = POINTS if lot else "CNY"
    return Transfer(debit, credit, amount, unit, Reason.BONUS, lot, "2027-12-31" if lot else "")


@pytest.fixture
def member(till: Till) -> str:
    """A member with 100 points in one lot and 500 of bonus."""
    found = till.enrol()
    till.top_up(found, 1, bonus=500)
    till.sell(found, cash(100), points=100)
    till.push()
    return found


@pytest.mark.parametrize("kind", [Kind.BONUS, Kind.POINTS, Kind.QUALIFYING])
def test_nothing_goes_below_zero_over_several_operations(
    till: Till, member: str, kind: Kind
) -> None:
    account = member_account(member, kind)
    held = {Kind.BONUS: 500, Kind.POINTS: 100, Kind.QUALIFYING: 100}[kind]
    lot = till.entries[-1].entry.draft.op_id if kind is Kind.POINTS else ""
    with at_work(till, member) as books:
        post(books, "a", move(account, SHOP, held - 1, lot))
        with pytest.raises(Refused) as refused:
            post(books, "b", move(account, SHOP, 2, lot))
        post(books, "c", move(account, SHOP, 1, lot))
        assert books.balance(1, kind) == 0
    assert refused.value.code == "balance_short"
    assert figures(till, member)[kind.value] == 0
    assert_balanced(till)


def test_a_lot_gives_no_more_than_it_has(till: Till, member: str) -> None:
    account = member_account(member, Kind.POINTS)
    lot = till.entries[-1].entry.draft.op_id
    with at_work(till, member) as books:
        post(books, "a", move(SHOP, account, 7, "other"))
        for cause, wrong in (("b", "other"), ("c", "none")):
            with pytest.raises(Refused) as refused:
                post(books, cause, move(account, SHOP, 8, wrong))
            assert (refused.value.code, refused.value.values) == ("lots_short", {"lot": wrong})
        post(books, "d", move(account, SHOP, 7, "other"), move(account, SHOP, 100, lot))
    assert {row["lot"]: row["amount"] for row in rows(till, tables.lot)} == {lot: 0, "other": 0}
    assert_balanced(till)


def test_a_lease_gives_no_more_than_it_has_lot_by_lot(till: Till, member: str) -> None:
    till.sell(member, cash(100), points=50, expires_day="2028-12-31")
    till.push()
    grant = till.want(member, 120, Kind.POINTS)
    assert grant is not None
    lease = lease_account(grant.lease_id, member, Kind.POINTS)
    first, second = (lot.lot for lot in grant.lots)
    codes = []
    with at_work(till, member, grant.lease_id) as books:
        for taken in ((first, 101), (second, 21), (first, 100), (first, 1), (second, 21)):
            try:
                post(books, f"op {len(codes)}", move(lease, SHOP, taken[1], taken[0]))
            except Refused as refused:
                codes.append(refused.code)
            else:
                codes.append("")
    assert codes == ["lots_short", "lots_short", "", "lots_short", "lease_short"]
    assert_balanced(till)


def test_a_lease_that_is_not_here_gives_nothing(till: Till, member: str) -> None:
    with at_work(till, member) as books:
        lease = lease_account("l", member, Kind.BONUS)
        with pytest.raises(Refused) as refused:
            post(books, "a", move(member_account(member, Kind.BONUS), lease, 5))
    assert (refused.value.code, refused.value.values) == ("lease_short", {"lease": "l"})
    assert_balanced(till)


def test_points_without_a_lot_and_members_without_a_number_move_nothing(
    till: Till, member: str
) -> None:
    account = member_account(member, Kind.POINTS)
    with at_work(till, member) as books:
        with pytest.raises(Refused) as refused:
            post(books, "a", move(SHOP, account, 5))
        assert refused.value.code == "lot_missing"
        with pytest.raises(Refused) as refused:
            books.post("b", [move(SHOP, account, 5, "x")], no=None, now_ms=NOW_MS)
        assert (refused.value.code, books.changes) == ("balance_short", 0)


def test_a_lot_keeps_the_day_that_it_came_with(till: Till, member: str) -> None:
    account = member_account(member, Kind.POINTS)
    late = Transfer(SHOP, account, 3, POINTS, Reason.EARN, "lot", "2099-01-01")
    with at_work(till, member) as books:
        post(books, "a", move(SHOP, account, 2, "lot"))
        post(books, "b", late, move(account, SHOP, 5, "lot"))
    found = {row["lot"]: (row["amount"], row["expires_day"]) for row in rows(till, tables.lot)}
    assert found["lot"] == (0, "2027-12-31")
    assert_balanced(till)


def test_figures_that_go_there_and_back_are_said_to_have_changed(till: Till, member: str) -> None:
    account = member_account(member, Kind.BONUS)
    with at_work(till, member) as books:
        post(books, "a", move(account, SHOP, 5))
        post(books, "b", move(SHOP, account, 5))
        assert books.figures_changed == {1}
        assert books.changes == 2


def test_a_lease_is_opened_once_it_is_written(till: Till, member: str) -> None:
    reply = till.send(till.request(Want(till.new_id(), member, Kind.BONUS, 10)))
    (grant,) = reply.grants
    with at_work(till, member, grant.lease_id) as books:
        assert not books.leases[grant.lease_id].opened
        books.open_lease(grant.lease_id)
        assert books.leases[grant.lease_id].opened
    (row,) = [row for row in rows(till, tables.lease) if row["lease_id"] == grant.lease_id]
    assert row["opened"] == 1
