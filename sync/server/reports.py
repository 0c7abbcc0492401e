"""Totals that prove the books: what the day's report compares with what the tills say."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.ledger import FIGURE_KINDS, LEASED_KINDS
from sync.protocol.messages import QUARANTINED
from sync.server import columns, tables
from sync.server.quarantine import UNDECIDED

_HELD = tables.holding
_LEDGER = tables.ledger
_LEASE = tables.lease
_OPERATION = tables.operation


def totals(connection: Connection) -> dict[str, Any]:
    """Return counts and sums over all the books, amounts in minor units.

    ``operations``: per terminal and kind, by outcome. ``moved``: what each till's operations
    transferred, by reason and unit. ``figures``: sums over all members.
    ``ledger``: what the transfers alone come to, per kind, which must be the same. ``ledger_sum``,
    ``duplicates``, ``overdrawn`` and ``mismatched`` must be 0.
    """
    figures = dict(connection.execute(_FIGURES).mappings().one())
    return {
        "members": int(connection.execute(_MEMBERS).scalar_one()),
        "operations": [dict(row) for row in connection.execute(_COUNTS).mappings()],
        "moved": [dict(row) for row in connection.execute(_MOVED).mappings()],
        "figures": {name: int(value) for name, value in figures.items()},
        "ledger": _ledger_figures(connection),
        "ledger_sum": _ledger_sum(connection),
        "duplicates": int(connection.execute(_DUPLICATES).scalar_one()),
        "quarantined": int(connection.execute(_QUARANTINED).scalar_one()),
        "on_loan": {row.kind: int(row.amount) for row in connection.execute(_ON_LOAN)},
        "overdrawn": int(connection.execute(_OVERDRAWN).scalar_one()),
        "mismatched": int(connection.execute(_MISMATCHED).scalar_one()),
    }


def quarantine(connection: Connection, *, rows_max: int = 500) -> list[dict[str, Any]]:
    """Return the operations that wait for a manager, newest first, without personal data."""
    found = connection.execute(_WAITING.limit(rows_max)).mappings()
    return [dict(row) for row in found]


def _ledger_figures(connection: Connection) -> dict[str, int]:
    """Return what the transfers alone come to, by the kind that ends an account's name."""
    row = connection.execute(_BY_KIND).mappings().one()
    return {kind: int(value) for kind, value in row.items()}


def _ledger_sum(connection: Connection) -> int:
    """Add up every account's balance: each transfer is in it twice, with either sign."""
    return int(connection.execute(_SUM).scalar_one())


def _sum_by(column: sa.Column[Any], sign: int) -> sa.Select[Any]:
    return sa.select(column.label("account"), (sign * _LEDGER.c.amount).label("amount"))


_MEMBERS = sa.select(sa.func.count()).select_from(tables.member)
_FIGURES = sa.select(
    *(
        sa.func.coalesce(sa.func.sum(_HELD.c[kind.value]), 0).label(kind.value)
        for kind in FIGURE_KINDS
    )
)
_COUNTS = (
    sa.select(
        _OPERATION.c.terminal_id,
        tables.terminal.c.register,
        _OPERATION.c.kind,
        _OPERATION.c.outcome,
        sa.func.count().label("count"),
    )
    .join(tables.terminal, tables.terminal.c.terminal_id == _OPERATION.c.terminal_id)
    .group_by(
        _OPERATION.c.terminal_id,
        tables.terminal.c.register,
        _OPERATION.c.kind,
        _OPERATION.c.outcome,
    )
    .order_by(tables.terminal.c.register, _OPERATION.c.kind, _OPERATION.c.outcome)
)


def _into(kind: str) -> sa.Label[Any]:
    """Return the sum into accounts of ``kind`` less the sum out of them."""
    moved: sa.ColumnElement[int] = sa.literal(0)
    for side, sign in ((_LEDGER.c.credit, 1), (_LEDGER.c.debit, -1)):
        ours = sa.or_(side.like(f"member/%/{kind}"), side.like(f"lease/%/{kind}"))
        moved += sa.func.coalesce(sa.func.sum(sa.case((ours, sign * _LEDGER.c.amount))), 0)
    return moved.label(kind)


_BY_KIND = sa.select(*(_into(kind.value) for kind in FIGURE_KINDS))
_MOVED = (
    sa.select(
        _OPERATION.c.terminal_id,
        tables.terminal.c.register,
        _LEDGER.c.reason,
        _LEDGER.c.unit,
        sa.func.count().label("count"),
        sa.cast(sa.func.sum(_LEDGER.c.amount), columns.WHOLE).label("amount"),
    )
    .join(_OPERATION, _OPERATION.c.op_id == _LEDGER.c.cause_id)
    .join(tables.terminal, tables.terminal.c.terminal_id == _OPERATION.c.terminal_id)
    .where(_OPERATION.c.original == 1)
    .group_by(
        _OPERATION.c.terminal_id, tables.terminal.c.register, _LEDGER.c.reason, _LEDGER.c.unit
    )
    .order_by(tables.terminal.c.register, _LEDGER.c.reason, _LEDGER.c.unit)
)
_BALANCES = sa.union_all(_sum_by(_LEDGER.c.credit, 1), _sum_by(_LEDGER.c.debit, -1)).subquery()
_SUM = sa.select(sa.func.coalesce(sa.func.sum(_BALANCES.c.amount), 0))
_REPEATED = (
    sa.select(_OPERATION.c.op_id)
    .where(_OPERATION.c.original == 1)
    .group_by(_OPERATION.c.op_id)
    .having(sa.func.count() > 1)
    .subquery()
)
_DUPLICATES = sa.select(sa.func.count()).select_from(_REPEATED)
_QUARANTINED = (
    sa.select(sa.func.count())
    .select_from(_OPERATION)
    .where(_OPERATION.c.outcome == QUARANTINED, UNDECIDED)
)
_ON_LOAN = (
    sa.select(_LEASE.c.kind, sa.func.sum(_LEASE.c.remaining).label("amount"))
    .group_by(_LEASE.c.kind)
    .order_by(_LEASE.c.kind)
)
_OVERDRAWN = (
    sa.select(sa.func.count())
    .select_from(_HELD)
    .where(sa.or_(*(column < 0 for column in _HELD.c if column.name != "no")))
)


def _lent(kind: str) -> sa.ScalarSelect[Any]:
    return (
        sa.select(sa.func.coalesce(sa.func.sum(_LEASE.c.remaining), 0))
        .where(_LEASE.c.no == _HELD.c.no, _LEASE.c.kind == kind)
        .scalar_subquery()
    )


_MISMATCHED = (
    sa.select(sa.func.count())
    .select_from(_HELD)
    .where(
        sa.or_(*(_HELD.c[kind] != _HELD.c[f"free_{kind}"] + _lent(kind) for kind in LEASED_KINDS))
    )
)
_WAITING = sa.select(
    _OPERATION.c.terminal_id,
    _OPERATION.c.seq,
    _OPERATION.c.op_id,
    _OPERATION.c.kind,
    _OPERATION.c.code,
    _OPERATION.c.wall_ms,
    _OPERATION.c.received_ms,
).where(_OPERATION.c.outcome == QUARANTINED, UNDECIDED)
_WAITING = _WAITING.order_by(_OPERATION.c.received_ms.desc(), _OPERATION.c.seq.desc())
