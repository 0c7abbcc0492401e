"""Checks the server's books from their first row and names the first one that is wrong.

Three things are worked out again from what cannot have been changed together: the chain of every
till from its entries, the transfers of every operation from its body, and every figure, lease and
lot from the transfers. The database's own checks are not relied upon.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged
from pos_member.domain.journal import GENESIS, Draft, Entry, Moment, check_chain
from pos_member.domain.ledger import (
    COUPON,
    HEADROOM,
    LEASED_KINDS,
    LOT_KINDS,
    POINTS,
    QUALIFYING,
    SESSION,
    Kind,
    Reason,
    package_of,
)
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import LeaseOpened
from pos_member.domain.transfers import transfers_of
from sync.protocol.messages import APPLIED, QUARANTINED
from sync.server import headroom, returned, tables
from sync.server.places import FIGURES
from sync.server.posting import ledger_row
from sync.server.quarantine import UNDECIDED
from sync.server.shortage import SHORTAGE, VOID_CODE

_BATCH = 500
_OPERATION = tables.operation
_LEDGER = tables.ledger
_TRANSFER = tuple(c.name for c in _LEDGER.c if c.name not in ("no", "posted_ms"))

Row = Any
"""A row as SQLAlchemy gives it: its columns are attributes, and no type says which."""


@dataclass(slots=True)
class Verified:
    """How much was checked, and the first thing that is wrong: empty ``code`` when nothing is.

    ``row`` names table and key of the first bad row.
    """

    operations: int = 0
    transfers: int = 0
    members: int = 0
    code: str = ""
    row: str = ""


def verify(connection: Connection) -> Verified:
    """Check all the books in one reading transaction; never raises for what it finds."""
    found = Verified()
    try:
        for end in _ends(connection):
            _check_journal(connection, end, found)
        _check_strays(connection, found.operations)
        _check_effects(connection, found)
        _check_causes(connection)
        _check_returned(connection)
        _check_held_apart(connection)
        _check_members(connection, found)
        _check_coupons(connection)
    except Damaged as wrong:
        found.code, found.row = wrong.code, str(wrong.values.get("row", ""))
    return found


def _ends(connection: Connection) -> list[Row]:
    """Return where the journal of every incarnation of every till ends."""
    return list(connection.execute(_ENDS))


def _check_journal(connection: Connection, end: Row, found: Verified) -> None:
    place = {"id": end.terminal_id, "number": end.incarnation}
    seq, last = 0, GENESIS
    for row in connection.execute(_ENTRIES, place).yield_per(_BATCH):
        named = f"operation {end.terminal_id}/{end.incarnation}/{row.seq}"
        try:
            check_chain((_entry(row),), terminal_id=end.terminal_id, after=(seq, last))
        except Damaged as wrong:
            raise Damaged(wrong.code, row=named) from wrong
        seq, last = row.seq, row.hash
        found.operations += 1
    if (seq, last) != (end.last_seq, end.last_hash):
        named = f"operation {end.terminal_id}/{end.incarnation}/{max(seq, end.last_seq)}"
        raise Damaged("journal_cut", row=named)


def _check_strays(connection: Connection, chained: int) -> None:
    if connection.execute(_COUNT).scalar_one() != chained:
        raise Damaged("journal_gap", row="operation of an incarnation that never was")


def _entry(row: Row) -> Entry:
    moment = Moment(row.wall_ms, row.mono_ms, row.boot_id, row.tz_min)
    draft = Draft(row.op_id, row.kind, row.actor_id, moment, bytes(row.body), row.schema_version)
    return Entry(row.incarnation, row.seq, draft, row.prev, row.hash)


def _check_effects(connection: Connection, found: Verified) -> None:
    """Every operation moved what its body says, and one that waits moved nothing."""
    # Only what is given back names no currency of its own, and what was lent has one.
    currency = connection.execute(_CURRENCY).scalar() or ""
    for batch in connection.execute(_ORIGINALS).yield_per(_BATCH).partitions():
        ids = {"ids": [row.op_id for row in batch]}
        moved: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for line in connection.execute(_MOVED, ids):
            moved[line.cause_id].append(tuple(line))
        for row in batch:
            _check_effect(row, moved[row.op_id], currency)
            found.transfers += len(moved[row.op_id])


def _check_effect(row: Row, moved: Sequence[tuple[Any, ...]], currency: str) -> None:
    wanted = _wanted(row, currency)
    if row.code in (SHORTAGE, *headroom.CODES) and wanted:
        # What was put into leases that were short stands before it, and only that.
        covered = len(moved) - len(wanted)
        wanted = [(*line[:1], line[1] + covered, *line[2:]) for line in wanted]
        moved = moved[covered:] if covered > 0 else moved
    elif row.code == VOID_CODE:
        return
    if list(moved) != wanted:
        raise Damaged("transfers_differ", row=f"ledger {row.op_id}")


def _wanted(row: Row, currency: str) -> list[tuple[Any, ...]]:
    if row.outcome != APPLIED:
        return []
    body = read_body(row.kind, canonical.load(bytes(row.body)))
    if isinstance(body, LeaseOpened):
        return []  # posted under the lease's own id when it was lent
    made = transfers_of(row.op_id, body, currency=currency)
    lines = (ledger_row(row.op_id, line, None, each, 0) for line, each in enumerate(made))
    return [tuple(line[name] for name in _TRANSFER) for line in lines]


def _check_causes(connection: Connection) -> None:
    stray = connection.execute(_STRAY).scalar()
    if stray is not None:
        raise Damaged("cause_unknown", row=f"ledger {stray}")


def _check_returned(connection: Connection) -> None:
    line = returned.differing(connection)
    if line:
        raise Damaged("returned_differs", row=f"returned {line}")


def _check_held_apart(connection: Connection) -> None:
    """What is held apart belongs to an operation that still waits."""
    for held in connection.execute(_HELD_APART):
        op_id = held.lease_id.rpartition(".")[0]
        if connection.execute(_WAITS, {"op": op_id}).first() is None:
            raise Damaged("held_apart_differs", row=f"lease {held.lease_id}")


def _check_members(connection: Connection, found: Verified) -> None:
    """What each member holds is what the transfers come to, whole and part by part."""
    for batch in _batches(connection):
        books = _Books(connection, [row.no for row in batch])
        for row in batch:
            books.check(row)
        found.members += len(batch)


def _check_coupons(connection: Connection) -> None:
    """A coupon counts as used exactly where transfers used it; what came second, the shop paid."""
    for row in connection.execute(_COUPONS):
        named = f"coupon {row.coupon_id}"
        if bool(row.used_by) != bool(row.redeemed):
            raise Damaged("coupon_differs", row=named)
        if row.redeemed - row.lost > 1:
            raise Damaged("coupon_twice", row=named)


def _batches(connection: Connection) -> Iterator[Sequence[Row]]:
    after = -1
    while batch := connection.execute(_MEMBERS, {"after": after}).all():
        yield batch
        after = batch[-1].no


class _Books:
    """What the transfers of some members come to, account by account and lot by lot."""

    def __init__(self, connection: Connection, numbers: list[int]) -> None:
        keys = {"keys": numbers}
        self._sums = _grouped(connection.execute(_SUMS, keys))
        self._leases = _grouped(connection.execute(_LEASES, keys))
        self._lots = _grouped(connection.execute(_LOTS, keys))
        self._lease_lots = _grouped(connection.execute(_LEASE_LOTS, keys))
        self._suspense = _grouped(connection.execute(_SUSPENSE, keys))

    def check(self, held: Row) -> None:
        """Compare the rows of one member with the transfers."""
        accounts: dict[str, int] = defaultdict(int)
        lots: dict[tuple[str, str], int] = defaultdict(int)
        for row in self._sums[held.no]:
            accounts[row.account] += int(row.amount)
            if row.account.endswith(_BY_LOT) or row.account.startswith("suspense/"):
                lots[row.account, row.lot] += int(row.amount)
        _check_figures(held, accounts)
        self._check_leases(held, accounts)
        self._check_lots(held, lots)

    def _check_leases(self, held: Row, accounts: dict[str, int]) -> None:
        for lease in self._leases[held.no]:
            account = f"lease/{lease.lease_id}/{held.member_id}/{lease.kind}"
            _same(accounts.pop(account, 0), lease.remaining, "lease_differs", account)
        for account, amount in accounts.items():
            if account.startswith("lease/"):
                _same(amount, 0, "lease_differs", account)

    def _check_lots(self, held: Row, lots: dict[tuple[str, str], int]) -> None:
        for lot in self._lots[held.no]:
            kind = SESSION if package_of(lot.lot) else COUPON
            account = f"member/{held.member_id}/{kind}"
            if kind == COUPON and (account, lot.lot) not in lots:
                account = f"member/{held.member_id}/{Kind.POINTS}"
            _same(lots.pop((account, lot.lot), 0), lot.amount, "lot_differs", account)
        for lot in self._lease_lots[held.no]:
            account = f"lease/{lot.lease_id}/{held.member_id}/{lot.kind}"
            _same(lots.pop((account, lot.lot), 0), lot.amount, "lot_differs", account)
        for row in self._suspense[held.no]:
            account = f"suspense/{held.member_id}/{row.kind}"
            if lots.pop((account, row.lot), 0) != row.amount:
                raise Damaged("suspense_differs", row=account)
        for (account, _), amount in lots.items():
            if account.startswith(("member/", "lease/", "suspense/")):
                _same(amount, 0, "lot_differs", account)


def _check_figures(held: Row, accounts: dict[str, int]) -> None:
    for name in FIGURES:
        parts = [n for account, n in accounts.items() if _is_part(account, name)]
        _same(sum(parts), getattr(held, name), "figures_differ", f"holding {held.no} {name}")
    owed = -accounts.get(f"owed/{held.member_id}/{Kind.POINTS}", 0)
    _same(owed, held.owed_points, "figures_differ", f"holding {held.no} owed_points")
    for kind in LEASED_KINDS:
        free = accounts.get(f"member/{held.member_id}/{kind}", 0)
        column = f"free_{kind}"
        _same(free, getattr(held, column), "figures_differ", f"holding {held.no} {column}")


def _is_part(account: str, figure: str) -> bool:
    return account.startswith(("member/", "lease/")) and account.endswith(f"/{figure}")


def _same(wanted: int, found: int, code: str, row: str) -> None:
    if wanted != found or found < 0:
        raise Damaged(code, row=row)


def _grouped(rows: sa.CursorResult[Any]) -> dict[int, list[Row]]:
    made: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        made[row.no].append(row)
    return made


def _among(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    return column.in_(sa.bindparam("keys", expanding=True))


_END = ("terminal_id", "incarnation", "last_seq", "last_hash")
_ENDS = sa.union_all(
    sa.select(*(tables.incarnation.c[name] for name in _END)),
    sa.select(*(tables.terminal.c[name] for name in _END)),
).order_by("terminal_id", "incarnation")
_ENTRIES = (
    sa.select(_OPERATION)
    .where(_OPERATION.c.terminal_id == sa.bindparam("id"))
    .where(_OPERATION.c.incarnation == sa.bindparam("number"))
    .order_by(_OPERATION.c.seq)
)
_DECIDED = tables.resolution
_APPLIED_AFTER_ALL = _DECIDED.c.decision == APPLIED
_COUNT = sa.select(sa.func.count()).select_from(_OPERATION)
_CURRENCY = (
    sa.select(_LEDGER.c.unit)
    .where(_LEDGER.c.unit.not_in((POINTS, QUALIFYING, HEADROOM, COUPON, SESSION)))
    .limit(1)
)
_BY_LOT = tuple(f"/{kind}" for kind in LOT_KINDS)
_TO_STORE = _LEDGER.c.credit.like("store/%")
_PAID = sa.and_(_LEDGER.c.debit.like("store/%"), _LEDGER.c.reason == Reason.LOSS.value)
_USED, _LOST = (
    sa.select(sa.func.count())
    .where(_LEDGER.c.unit == COUPON, _LEDGER.c.lot == tables.coupon.c.coupon_id, side)
    # Of its member alone: that is what the ledger finds quickly.
    .where(_LEDGER.c.no == tables.coupon.c.no)
    .scalar_subquery()
    for side in (_TO_STORE, _PAID)
)
_COUPONS = sa.select(
    tables.coupon.c.coupon_id,
    tables.coupon.c.used_by,
    _USED.label("redeemed"),
    _LOST.label("lost"),
).order_by(tables.coupon.c.coupon_id)
_ORIGINALS = (
    sa.select(
        _OPERATION.c.op_id,
        _OPERATION.c.kind,
        _OPERATION.c.body,
        # One that waited and was applied after all moved what its body says, too.
        sa.case((_APPLIED_AFTER_ALL, APPLIED), else_=_OPERATION.c.outcome).label("outcome"),
        sa.case((_APPLIED_AFTER_ALL, _DECIDED.c.code), else_=_OPERATION.c.code).label("code"),
    )
    .outerjoin(
        _DECIDED,
        sa.and_(
            _DECIDED.c.terminal_id == _OPERATION.c.terminal_id,
            _DECIDED.c.incarnation == _OPERATION.c.incarnation,
            _DECIDED.c.seq == _OPERATION.c.seq,
        ),
    )
    .where(_OPERATION.c.original == 1)
    .order_by(_OPERATION.c.terminal_id, _OPERATION.c.incarnation, _OPERATION.c.seq)
)
_MOVED = (
    sa.select(*(_LEDGER.c[name] for name in _TRANSFER))
    .where(_LEDGER.c.cause_id.in_(sa.bindparam("ids", expanding=True)))
    # What was lent stands under the lease's id, which a foolish till may have used for more.
    .where(_LEDGER.c.reason != Reason.LEND.value)
    .order_by(_LEDGER.c.cause_id, _LEDGER.c.line)
)
_HELD_APART = sa.select(tables.lease.c.lease_id).where(
    tables.lease.c.terminal_id == "", tables.lease.c.remaining != 0
)
_WAITS = (
    sa.select(_OPERATION.c.op_id)
    .where(_OPERATION.c.op_id == sa.bindparam("op"), _OPERATION.c.original == 1)
    .where(_OPERATION.c.outcome == QUARANTINED, UNDECIDED)
)
_STRAY = (
    sa.select(_LEDGER.c.cause_id)
    .outerjoin(
        _OPERATION,
        sa.and_(_OPERATION.c.op_id == _LEDGER.c.cause_id, _OPERATION.c.original == 1),
    )
    .outerjoin(tables.lease, tables.lease.c.lease_id == _LEDGER.c.cause_id)
    .where(_OPERATION.c.op_id.is_(None), tables.lease.c.lease_id.is_(None))
    # Two kinds are the server's own: what it settled by itself, and what a shop began with.
    .where(sa.not_(_LEDGER.c.cause_id.contains("/")), sa.not_(_LEDGER.c.debit.like("%/opening")))
    .order_by(_LEDGER.c.cause_id)
    .limit(1)
)
_MEMBERS = (
    sa.select(tables.member.c.member_id, tables.holding)
    .join_from(tables.holding, tables.member, tables.member.c.no == tables.holding.c.no)
    .where(tables.holding.c.no > sa.bindparam("after"))
    .order_by(tables.holding.c.no)
    .limit(_BATCH)
)
_SIDES = sa.union_all(
    *(
        sa.select(
            _LEDGER.c.no,
            side.label("account"),
            _LEDGER.c.lot,
            (sign * _LEDGER.c.amount).label("amount"),
        ).where(_among(_LEDGER.c.no))
        for side, sign in ((_LEDGER.c.credit, 1), (_LEDGER.c.debit, -1))
    )
).subquery()
_SUMS = sa.select(
    _SIDES.c.no, _SIDES.c.account, _SIDES.c.lot, sa.func.sum(_SIDES.c.amount).label("amount")
).group_by(_SIDES.c.no, _SIDES.c.account, _SIDES.c.lot)
_LEASES = sa.select(tables.lease).where(_among(tables.lease.c.no)).order_by(tables.lease.c.no)
_LOTS = sa.select(tables.lot).where(_among(tables.lot.c.no)).order_by(tables.lot.c.no)
_SUSPENSE = sa.select(tables.suspense).where(_among(tables.suspense.c.no))
_LEASE_LOTS = (
    sa.select(tables.lease.c.no, tables.lease.c.kind, tables.lease_lot)
    .join(tables.lease, tables.lease.c.lease_id == tables.lease_lot.c.lease_id)
    .where(_among(tables.lease.c.no))
    .order_by(tables.lease.c.no)
)
