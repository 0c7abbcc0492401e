"""Posting: what moves is guarded, and the ledger keeps every transfer for ever."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import (
    FIGURE_KINDS,
    LOT_KINDS,
    POINTS,
    AccountId,
    Kind,
    Reason,
    Transfer,
    lease_account,
    member_account,
    store_account,
)
from sync.server import posting, tables
from sync.server.database import ServerDatabase
from tests.sync.server.books import assert_balanced, rows
from tests.sync.server.far_end import NOW_MS, Till, cash

SHOP = store_account("s", "opening")


@pytest.fixture
def member(till: Till) -> str:
    found = till.enrol()
    till.push()
    return found


def post(database: ServerDatabase, cause: str, *transfers: Transfer) -> bool:
    with database.writing() as connection:
        return posting.post(connection, cause, transfers, no=1, now_ms=NOW_MS)


def into(account: AccountId, amount: int, *, unit: str = "CNY", lot: str = "") -> Transfer:
    return Transfer(SHOP, account, amount, unit, Reason.TOP_UP, lot, "2027-01-01" if lot else "")


def out_of(account: AccountId, amount: int, *, unit: str = "CNY", lot: str = "") -> Transfer:
    return Transfer(account, SHOP, amount, unit, Reason.SPEND, lot)


def test_figures_that_change_are_said(database: ServerDatabase, till: Till, member: str) -> None:
    principal = member_account(member, Kind.PRINCIPAL)
    assert post(database, "a", into(principal, 500))
    assert not post(database, "b", Transfer(SHOP, store_account("s", "x"), 1, "CNY", Reason.TENDER))
    assert not post(database, "c")
    assert [(row["cause_id"], row["line"]) for row in rows(till, tables.ledger)] == [
        ("a", 0),
        ("b", 0),
    ]


@pytest.mark.parametrize("kind", FIGURE_KINDS)
def test_nothing_goes_below_zero(
    database: ServerDatabase, till: Till, member: str, kind: Kind
) -> None:
    account = member_account(member, kind)
    lot = "lot" if kind in LOT_KINDS else ""
    post(database, "a", into(account, 500, lot=lot))
    with pytest.raises(Refused) as refused:
        post(database, "b", out_of(account, 501, lot=lot))
    assert refused.value.code == "balance_short"
    post(database, "c", out_of(account, 500, lot=lot))
    assert_balanced(till)


def test_a_lot_gives_no_more_than_it_has(database: ServerDatabase, till: Till, member: str) -> None:
    points = member_account(member, Kind.POINTS)
    for lot in ("a", "b"):
        post(database, lot, into(points, 100, unit=POINTS, lot=lot))
    with pytest.raises(Refused) as refused:
        post(database, "c", out_of(points, 101, unit=POINTS, lot="a"))
    assert (refused.value.code, refused.value.values) == ("lots_short", {"lot": "a"})
    assert_balanced(till)


def test_points_without_a_lot_are_nobodys(database: ServerDatabase, member: str) -> None:
    with pytest.raises(Refused) as refused:
        post(database, "a", into(member_account(member, Kind.POINTS), 100, unit=POINTS))
    assert refused.value.code == "lot_missing"


def test_in_and_out_of_a_lot_at_once_moves_nothing(
    database: ServerDatabase, till: Till, member: str
) -> None:
    points = member_account(member, Kind.POINTS)
    lease = lease_account("l", member, Kind.POINTS)
    there = Transfer(points, lease, 5, POINTS, Reason.LEND, "a")
    back = Transfer(lease, points, 5, POINTS, Reason.RETURN, "a")
    post(database, "a", into(points, 5, unit=POINTS, lot="a"))
    with pytest.raises(Refused) as refused:
        post(database, "b", there, back)
    assert refused.value.code == "lease_short"
    assert_balanced(till)


def test_a_transfer_beyond_all_reason_is_refused(database: ServerDatabase, member: str) -> None:
    with pytest.raises(Refused) as refused:
        post(database, "a", into(member_account(member, Kind.BONUS), posting.AMOUNT_MAX + 1))
    assert refused.value.code == "amount_too_large"


@pytest.mark.parametrize("table", [tables.ledger, tables.operation], ids=lambda t: str(t.name))
@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_was_written_stays(
    database: ServerDatabase, till: Till, table: sa.Table, change: str
) -> None:
    till.sell(None, cash(100))
    till.push()
    before = rows(till, table)
    what = (
        sa.update(table).values(kind="x")
        if "kind" in table.c
        else sa.update(table).values(unit="x")
    )
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as connection:
        connection.execute(what if change == "update" else sa.delete(table))
    assert rows(till, table) == before
