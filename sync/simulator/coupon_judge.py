"""Judges the coupons of a chain at rest: each is accepted once, or the shop is told of its loss."""

from collections import Counter as Tally
from collections import defaultdict

import sqlalchemy as sa

from pos_member.domain import canonical
from pos_member.domain.ledger import COUPON, store_account
from pos_member.domain.shape import Shape
from sync.server import tables
from sync.simulator.chain import Chain
from sync.simulator.invariants import Invariant

APPLIED = "applied"


def judge(chain: Chain) -> list[str]:
    """Every coupon is accepted at most once; beyond that only as a loss of the shop, listed.

    Losses there are only of coupons that need no lease, and after a disaster.
    """
    accepted, lost = _accepted(chain), losses(chain)
    rows = {row["coupon_id"]: row for row in _rows(chain, tables.coupon)}
    found = [
        Invariant.I6.broken(f"coupon {coupon_id}: {n} times, with {lost[coupon_id]} losses")
        for coupon_id, n in accepted.items()
        if n - lost[coupon_id] > 1
    ]
    excused = chain.excuses
    for coupon_id in accepted.keys() | lost.keys():
        row = rows.get(coupon_id)
        risked = coupon_id in excused.forgotten or (row is not None and row["offline_ok"])
        if not risked and not excused.shortage and (accepted[coupon_id] > 1 or lost[coupon_id]):
            found.append(Invariant.I6.broken(f"coupon {coupon_id} was accepted twice, or lost"))
    return found + [
        Invariant.I6.broken(f"coupon {coupon_id} was accepted and counts as open")
        for coupon_id, row in rows.items()
        if coupon_id in accepted and not row["used_by"]
    ]


def _accepted(chain: Chain) -> Tally[str]:
    """Return coupon → how many sales that the server applied used it."""
    found: Tally[str] = Tally()
    for row in _rows(chain, tables.operation):
        if row["kind"] == "sale" and row["original"] and row["outcome"] == APPLIED:
            body = Shape(canonical.load(bytes(row["body"])))
            used = body.parts("coupons", lambda part: part.text("coupon"), most=20)
            found.update(used)
    return found


def losses(chain: Chain) -> Tally[str]:
    """Return coupon → how often the shop bore a use of it."""
    return Tally(
        row["lot"]
        for row in _rows(chain, tables.ledger)
        if (row["unit"], row["debit"]) == (COUPON, shortage_account(chain))
    )


def usable(chain: Chain) -> dict[int, set[str]]:
    """Return the number of each member → the coupons that nobody used."""
    found: dict[int, set[str]] = defaultdict(set)
    for row in _rows(chain, tables.coupon):
        if not row["used_by"] and not row["ended"] and row["template_id"]:
            found[row["no"]].add(row["coupon_id"])
    return found


def shortage_account(chain: Chain) -> str:
    """Return the account of what the shop has to bear."""
    return store_account(chain.centre.house.store.store_id, "shortage")


def _rows(chain: Chain, table: sa.Table) -> list[sa.RowMapping]:
    with chain.centre.database.reading() as connection:
        return list(connection.execute(sa.select(table)).mappings())
