"""Where a member shops, read out of what is kept anyway: no count is kept that could be wrong."""

from collections import Counter

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.lease import LeasePolicy, Spread
from pos_member.domain.lease_share import VISITS_MAX, Custom, shares
from pos_member.domain.ledger import Kind
from pos_member.domain.money import WHOLE_BP
from pos_member.domain.operations import Sale, SessionRedeemed, TopUp
from sync.server import tables

HOME_MAX = 50
"""Of a shop's tills, so many at most are weighed for a member."""

_LEDGER = tables.ledger
_OPERATION = tables.operation
_TERMINAL = tables.terminal


def custom_of(connection: Connection, no: int, *, here: str) -> Custom:
    """Return where member ``no`` was served of late; whom nobody served yet, at the till ``here``.

    A visit is a sale or a top-up. The shop with most of them is home.
    """
    found = connection.execute(_VISITS, {"no": no}).all()
    visits = Counter(row.terminal_id for row in found)
    stores = Counter(row.store_id for row in found)
    if not stores:
        return Custom({}).served_at(here)
    (store_id, _), *_ = stores.most_common(1)
    home = connection.execute(_TILLS, {"store": store_id}).scalars()
    return Custom(visits, tuple(home))


def home_of(connection: Connection, no: int) -> str:
    """Return the till where member ``no`` is served most; empty while nobody served them."""
    custom = custom_of(connection, no, here="")
    return next(iter(shares(1, Kind.COUPON, _WHOLE_TO_ONE, custom)), "")


_WHOLE_TO_ONE = LeasePolicy(share_bp=WHOLE_BP, cap_minor=1, spread=Spread.ONE)
_LATEST = (
    sa.select(_LEDGER.c.cause_id)
    .where(_LEDGER.c.no == sa.bindparam("no"))
    .order_by(_LEDGER.c.posted_ms.desc())
    # A visit moves a few amounts.
    .limit(4 * VISITS_MAX)
    .subquery()
)
_VISITS = (
    sa.select(_OPERATION.c.op_id, _OPERATION.c.terminal_id, _TERMINAL.c.store_id)
    .distinct()
    .join(_LATEST, _LATEST.c.cause_id == _OPERATION.c.op_id)
    .join(_TERMINAL, _TERMINAL.c.terminal_id == _OPERATION.c.terminal_id)
    .where(
        _OPERATION.c.original == 1,
        _OPERATION.c.kind.in_((Sale.kind, TopUp.kind, SessionRedeemed.kind)),
    )
    .where(_TERMINAL.c.status == "active")
)
_TILLS = (
    sa.select(_TERMINAL.c.terminal_id)
    .where(_TERMINAL.c.store_id == sa.bindparam("store"), _TERMINAL.c.status == "active")
    .order_by(_TERMINAL.c.register, _TERMINAL.c.terminal_id)
    .limit(HOME_MAX)
)
