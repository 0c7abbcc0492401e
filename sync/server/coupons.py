"""Coupons as rows: what each is, who used it first, and where the right to it lies now.

A coupon is an account of its member that holds one, and its lot is its id; so it is lent, returned
and redeemed by the same postings as everything else. The row says only what a lot cannot.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from sync.server import sets, tables

_COUPON = tables.coupon
_LEASE = tables.lease
_LENT = tables.lease_lot
_LOT = tables.lot

OPEN = sa.and_(_COUPON.c.used_by == "", _COUPON.c.ended == 0, _COUPON.c.template_id != "")
"""Whether its member may still use it, as far as the server knows."""

SHOWN = sa.select(
    _COUPON.c.coupon_id,
    _COUPON.c.no,
    _COUPON.c.template_id,
    _COUPON.c.first_day,
    _COUPON.c.last_day,
    _COUPON.c.offline_ok,
    sa.case((_COUPON.c.used_by != "", "used"), (OPEN, "open"), else_="ended").label("state"),
)
"""Coupons in the replica's own columns."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A coupon that a till asks for.

    Attributes:
        is_open: not used, and not taken back by the shop.
        is_free: on loan to nobody.
        lease_id, terminal_id: the lease that holds it, and whose that is; empty where none does.
    """

    no: int
    last_day: str
    is_open: bool
    offline_ok: bool
    is_free: bool
    lease_id: str = ""
    terminal_id: str = ""

    def why_not(self, today: str) -> str:
        """Return the code of why it is lent to nobody on the shop's day ``today``, else nothing."""
        if not self.is_open:
            return "coupon_used"
        if self.last_day and today > self.last_day:
            return "coupon_expired"
        return "coupon_needs_none" if self.offline_ok else ""


def find(connection: Connection, coupon_id: str) -> Wanted | None:
    """Return coupon ``coupon_id`` and where it lies; its member's lock keeps that so."""
    row = connection.execute(_FIND, {"id": coupon_id}).first()
    if row is None:
        return None
    held = connection.execute(_HELD, {"id": coupon_id}).first()
    return Wanted(
        row.no,
        row.last_day,
        bool(row.is_open),
        bool(row.offline_ok),
        bool(row.is_free),
        held.lease_id if held else "",
        held.terminal_id if held else "",
    )


def to_bring(connection: Connection, no: int, today: str) -> list[str]:
    """Return the coupons of member ``no`` that are free, needed on lease, and not over yet."""
    return list(connection.execute(_TO_BRING, {"no": no, "today": today}).scalars())


def know(connection: Connection, found: Mapping[str, tuple[int, str]]) -> None:
    """Make rows of coupons (member's number, last day) that only a till knew of.

    What they take off is not known, so nobody is lent them: the shop issues others.
    """
    _KNOW.run(
        connection,
        [(coupon_id, no, "", "", day, 0, 0, "", 0) for coupon_id, (no, day) in found.items()],
    )


def mark_used(connection: Connection, found: Mapping[str, str]) -> None:
    """Note which operation used each coupon, unless another one did before."""
    _USE.run(connection, [(coupon_id, op_id) for coupon_id, op_id in sorted(found.items())])


_FREE = sa.exists().where(
    _LOT.c.no == _COUPON.c.no, _LOT.c.lot == _COUPON.c.coupon_id, _LOT.c.amount > 0
)
_FIND = sa.select(
    _COUPON.c.no,
    _COUPON.c.last_day,
    _COUPON.c.offline_ok,
    sa.case((OPEN, 1), else_=0).label("is_open"),
    sa.case((_FREE, 1), else_=0).label("is_free"),
).where(_COUPON.c.coupon_id == sa.bindparam("id"))
_HELD = (
    sa.select(_LEASE.c.lease_id, _LEASE.c.terminal_id)
    .join(_COUPON, sa.and_(_COUPON.c.no == _LEASE.c.no, _COUPON.c.coupon_id == sa.bindparam("id")))
    .join(_LENT, _LENT.c.lease_id == _LEASE.c.lease_id)
    .where(_LEASE.c.kind == "coupon", _LEASE.c.remaining > 0, _LEASE.c.void == 0)
    .where(_LENT.c.lot == _COUPON.c.coupon_id, _LENT.c.amount > 0)
)
_TO_BRING = (
    sa.select(_COUPON.c.coupon_id)
    .where(_COUPON.c.no == sa.bindparam("no"), OPEN, _COUPON.c.offline_ok == 0, _FREE)
    .where(sa.or_(_COUPON.c.last_day == "", _COUPON.c.last_day >= sa.bindparam("today")))
    .order_by(_COUPON.c.last_day == "", _COUPON.c.last_day, _COUPON.c.coupon_id)
    .limit(20)
)
_KNOW = sets.inserting(_COUPON, "ON CONFLICT DO NOTHING")
_USE = sets.updating(
    _COUPON,
    {"coupon_id": _COUPON.c.coupon_id, "op": _COUPON.c.used_by},
    change="used_by = :op",
    where="coupon.coupon_id = :coupon_id AND coupon.used_by = ''",
)
