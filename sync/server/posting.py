"""Posts transfers: the ledger's rows, and what they move, guarded so that nothing goes below zero.

One statement moves all that an operation does to a member, and moves nothing where one of the
amounts is short. Points move lot by lot, on loan as well.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import LEASED_KINDS, AccountId, Kind, Transfer
from sync.server import tables, upserts

AMOUNT_MAX = 10**12
"""No single transfer of a shop is larger; what is comes from a bug or from an attacker."""

_FIGURE = {kind: kind.value for kind in Kind}
_FREE = {kind: f"free_{kind.value}" for kind in LEASED_KINDS}
_COLUMNS = (*_FIGURE.values(), *_FREE.values())


@dataclass(slots=True)
class _Moved:
    """What transfers do to one member: to the figures, to what is free, to leases, to lots."""

    holding: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COLUMNS, 0))
    leases: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lots: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lease_lots: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    expires: dict[str, str] = field(default_factory=dict)

    def add(self, transfer: Transfer) -> None:
        """Count ``transfer`` on both its sides."""
        if transfer.amount > AMOUNT_MAX:
            raise Refused("amount_too_large", amount=transfer.amount)
        self._side(transfer.debit, -transfer.amount, transfer)
        self._side(transfer.credit, transfer.amount, transfer)

    def _side(self, account: AccountId, change: int, transfer: Transfer) -> None:
        parts = account.split("/")
        if parts[0] == "store":
            return
        kind = Kind(parts[-1])
        self.holding[_FIGURE[kind]] += change
        lease_id = parts[1] if parts[0] == "lease" else None
        if lease_id:
            self.leases[lease_id] += change
        elif kind in _FREE:
            self.holding[_FREE[kind]] += change
        if kind is Kind.POINTS:
            self._lot(lease_id, change, transfer)

    def _lot(self, lease_id: str | None, change: int, transfer: Transfer) -> None:
        if not transfer.lot:
            raise Refused("lot_missing")
        self.expires[transfer.lot] = transfer.expires_day
        if lease_id:
            self.lease_lots[lease_id, transfer.lot] += change
        else:
            self.lots[transfer.lot] += change


def post(
    connection: Connection,
    cause_id: str,
    transfers: Iterable[Transfer],
    *,
    no: int | None,
    now_ms: int,
) -> bool:
    """Post ``transfers`` of one member (``no``) or of none; tell whether its figures changed.

    Raises:
        Refused: ``balance_short``, ``lease_short``, ``lots_short``, ``lot_missing`` or
            ``amount_too_large``; what was written until then has to be rolled back.
    """
    made = tuple(transfers)
    moved = _Moved()
    for transfer in made:
        moved.add(transfer)
    _move_holding(connection, no, moved)
    _move_leases(connection, moved)
    _move_lots(connection, no, moved)
    if made:
        rows = [ledger_row(cause_id, i, no, made[i], now_ms) for i in range(len(made))]
        connection.execute(_LEDGER, rows)
    return any(moved.holding[name] for name in _FIGURE.values())


_HELD = tables.holding
_MOVE_HOLDING = (
    sa.update(_HELD)
    .where(_HELD.c.no == sa.bindparam("member_no"))
    .where(*(_HELD.c[name] + sa.bindparam(f"by_{name}") >= 0 for name in _COLUMNS))
    .values({name: _HELD.c[name] + sa.bindparam(f"by_{name}") for name in _COLUMNS})
)
_LEASE = tables.lease
_MOVE_LEASE = (
    sa.update(_LEASE)
    .where(_LEASE.c.lease_id == sa.bindparam("id"))
    .where(_LEASE.c.remaining + sa.bindparam("by") >= 0)
    .values(
        remaining=_LEASE.c.remaining + sa.bindparam("by"),
        # A lease that holds no more than it was asked to keep has met its recall.
        recall_keep=sa.case(
            (_LEASE.c.remaining + sa.bindparam("by") <= _LEASE.c.recall_keep, sa.null()),
            else_=_LEASE.c.recall_keep,
        ),
    )
)
_TAKE_LOT = (
    sa.update(tables.lot)
    .where(tables.lot.c.no == sa.bindparam("member_no"), tables.lot.c.lot == sa.bindparam("id"))
    .where(tables.lot.c.amount >= sa.bindparam("by"))
    .values(amount=tables.lot.c.amount - sa.bindparam("by"))
)
_TAKE_LEASE_LOT = (
    sa.update(tables.lease_lot)
    .where(tables.lease_lot.c.lease_id == sa.bindparam("lease"))
    .where(tables.lease_lot.c.lot == sa.bindparam("id"))
    .where(tables.lease_lot.c.amount >= sa.bindparam("by"))
    .values(amount=tables.lease_lot.c.amount - sa.bindparam("by"))
)
_PUT_LOT = upserts.insert_adding(tables.lot, "amount")
_PUT_LEASE_LOT = upserts.insert_adding(tables.lease_lot, "amount")
_LEDGER = sa.insert(tables.ledger)


def _move_holding(connection: Connection, no: int | None, moved: _Moved) -> None:
    if not any(moved.holding.values()):
        return
    changes: dict[str, int | None] = {f"by_{name}": by for name, by in moved.holding.items()}
    if connection.execute(_MOVE_HOLDING, changes | {"member_no": no}).rowcount != 1:
        raise Refused("balance_short")


def _move_leases(connection: Connection, moved: _Moved) -> None:
    for lease_id in sorted(moved.leases):
        change = {"id": lease_id, "by": moved.leases[lease_id]}
        if connection.execute(_MOVE_LEASE, change).rowcount != 1:
            raise Refused("lease_short", lease=lease_id)


def _move_lots(connection: Connection, no: int | None, moved: _Moved) -> None:
    dialect = connection.dialect.name
    for lot, by in sorted(moved.lots.items()):
        row: dict[str, object] = {"no": no, "lot": lot, "expires_day": moved.expires[lot]}
        if by > 0:
            connection.execute(_PUT_LOT[dialect], row | {"amount": by})
        elif by < 0:
            _take(connection, _TAKE_LOT, {"member_no": no, "id": lot, "by": -by})
    for (lease_id, lot), by in sorted(moved.lease_lots.items()):
        row = {"lease_id": lease_id, "lot": lot, "expires_day": moved.expires[lot]}
        if by > 0:
            connection.execute(_PUT_LEASE_LOT[dialect], row | {"amount": by})
        elif by < 0:
            _take(connection, _TAKE_LEASE_LOT, {"lease": lease_id, "id": lot, "by": -by})


def _take(connection: Connection, statement: sa.Update, change: dict[str, object]) -> None:
    if connection.execute(statement, change).rowcount != 1:
        raise Refused("lots_short", lot=str(change["id"]))


def ledger_row(
    cause_id: str, line: int, no: int | None, transfer: Transfer, now_ms: int
) -> dict[str, object]:
    """Return the ledger's row ``line`` of what ``cause_id`` moved."""
    return {
        "cause_id": cause_id,
        "line": line,
        "no": no,
        "debit": transfer.debit,
        "credit": transfer.credit,
        "amount": transfer.amount,
        "unit": transfer.unit,
        "reason": transfer.reason.value,
        "lot": transfer.lot,
        "expires_day": transfer.expires_day,
        "posted_ms": now_ms,
    }
