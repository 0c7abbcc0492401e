"""Looks into the server's books, and checks that they are whole."""

from typing import Any

import sqlalchemy as sa

from pos_member.domain.ledger import package_of
from sync.server import reports, tables
from sync.server.verify import verify
from tests.sync.server.far_end import Till


def figures(till: Till, member_id: str) -> dict[str, Any]:
    """Return what the server holds of a member."""
    with till.database.reading() as connection:
        found = connection.execute(
            sa.select(tables.holding)
            .join(tables.member, tables.member.c.no == tables.holding.c.no)
            .where(tables.member.c.member_id == member_id)
        )
        return dict(found.mappings().one())


def member_row(till: Till, member_id: str) -> dict[str, Any]:
    """Return a member's profile."""
    with till.database.reading() as connection:
        found = connection.execute(
            sa.select(tables.member).where(tables.member.c.member_id == member_id)
        )
        return dict(found.mappings().one())


def rows(till: Till, table: sa.Table) -> list[dict[str, Any]]:
    """Return all rows of ``table`` in the order of its key."""
    with till.database.reading() as connection:
        found = connection.execute(sa.select(table).order_by(*table.primary_key.columns))
        return [dict(row) for row in found.mappings()]


def operations(till: Till) -> list[str]:
    """Return the kinds that this till's journal has on the server, in order."""
    return [
        row["kind"]
        for row in rows(till, tables.operation)
        if row["terminal_id"] == till.terminal_id
    ]


def assert_whole(till: Till) -> dict[str, Any]:
    """Check that the books are whole, and that every row of them follows from an operation."""
    with till.database.snapshot_reading() as connection:
        found = verify(connection)
    assert (found.code, found.row) == ("", "")
    return assert_balanced(till)


def assert_balanced(till: Till) -> dict[str, Any]:
    """Check that nothing was made, lost, doubled or overdrawn, whoever posted it."""
    with till.database.snapshot_reading() as connection:
        totals = reports.totals(connection)
    assert totals["ledger"] == totals["figures"]
    assert {totals[name] for name in ("ledger_sum", "duplicates", "overdrawn", "mismatched")} == {0}
    assert_lots(till)
    return totals


def assert_lots(till: Till) -> None:
    """Check that lots, on loan and not, add up to the points, coupons and sessions."""
    coupons = {row["coupon_id"] for row in rows(till, tables.coupon)}
    free: dict[tuple[int, str], int] = {}
    for lot in rows(till, tables.lot):
        kind = "session" if package_of(lot["lot"]) else "points"
        key = (lot["no"], "coupon" if lot["lot"] in coupons else kind)
        free[key] = free.get(key, 0) + lot["amount"]
    for held in rows(till, tables.holding):
        assert held["free_points"] == free.get((held["no"], "points"), 0)
        assert held["free_coupon"] == free.get((held["no"], "coupon"), 0)
        assert held["free_session"] == free.get((held["no"], "session"), 0)
    lent: dict[str, int] = {}
    for lot in rows(till, tables.lease_lot):
        lent[lot["lease_id"]] = lent.get(lot["lease_id"], 0) + lot["amount"]
    for lease in rows(till, tables.lease):
        if lease["kind"] in ("points", "coupon", "session"):
            assert lease["remaining"] == lent.get(lease["lease_id"], 0)
