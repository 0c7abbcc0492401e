"""Posts transfers: the ledger's rows, and what they move, guarded so that nothing goes below zero.

What many operations move is added up first and moves in a few statements; each moves nothing where
an amount is short. Points move lot by lot, on loan as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import Transfer
from sync.server import sets, tables
from sync.server.places import AMOUNT_MAX, BY_LOT, COLUMNS, FIGURES, OWED, Place, place_of
from sync.server.sets import Cells, Writing


@dataclass(slots=True)
class Movement:
    """What transfers do to members: to their holdings, to leases, to lots; and the ledger's rows.

    Attributes:
        holdings: member number → changes in the order of ``COLUMNS``.
        expires: owner (member or lease) and lot → the last day of its life, as first put there.
        suspense: member, kind and lot → change of what is unsettled; ``suspended``: the lot's last
            day.
    """

    holdings: dict[int, list[int]] = field(default_factory=dict)
    leases: dict[str, int] = field(default_factory=dict)
    lots: dict[tuple[int, str], int] = field(default_factory=dict)
    lease_lots: dict[tuple[str, str], int] = field(default_factory=dict)
    expires: dict[tuple[int | str, str], str] = field(default_factory=dict)
    suspense: dict[tuple[int, str, str], int] = field(default_factory=dict)
    suspended: dict[tuple[int, str, str], str] = field(default_factory=dict)
    ledger: list[Cells] = field(default_factory=list)

    def add(
        self, cause_id: str, transfers: Iterable[Transfer], *, no: int | None, now_ms: int
    ) -> None:
        """Count ``transfers`` of one member (``no``) or of none, each on both its sides.

        Raises:
            Refused: ``lot_missing``, ``amount_too_large``, or ``balance_short`` where a member's
                account moves and there is no member.
        """
        for line, transfer in enumerate(transfers):
            amount = transfer.amount
            if amount > AMOUNT_MAX:
                raise Refused("amount_too_large", amount=amount)
            debit, credit = place_of(transfer.debit), place_of(transfer.credit)
            if debit is not None:
                self._side(debit, -amount, transfer, no)
            if credit is not None:
                self._side(credit, amount, transfer, no)
            self.ledger.append(_ledger_cells(cause_id, line, no, transfer, now_ms))

    def take_in(self, other: "Movement") -> None:
        """Count all that ``other`` counts as well."""
        for no, changes in other.holdings.items():
            mine = self.holdings.setdefault(no, changes)
            if mine is not changes:
                for place, by in enumerate(changes):
                    mine[place] += by
        for lease_id, by in other.leases.items():
            self.leases[lease_id] = self.leases.get(lease_id, 0) + by
        for lot, by in other.lots.items():
            self.lots[lot] = self.lots.get(lot, 0) + by
        for lent, by in other.lease_lots.items():
            self.lease_lots[lent] = self.lease_lots.get(lent, 0) + by
        for put, day in other.expires.items():
            self.expires.setdefault(put, day)
        self._take_in_suspense(other)
        self.ledger += other.ledger

    def _take_in_suspense(self, other: "Movement") -> None:
        for key, by in other.suspense.items():
            self.suspense[key] = self.suspense.get(key, 0) + by
            self.suspended[key] = other.suspended[key]

    def changed_figures(self) -> set[int]:
        """Return the numbers of the members whose figures change."""
        shown = len(FIGURES)
        return {no for no, changes in self.holdings.items() if any(changes[:shown])}

    def _side(self, place: Place, change: int, transfer: Transfer, no: int | None) -> None:
        if no is None:
            raise Refused("balance_short")
        kind, lease_id, columns = place
        if not columns and not lease_id:
            unsettled = (no, kind, transfer.lot)
            self.suspense[unsettled] = self.suspense.get(unsettled, 0) + change
            self.suspended[unsettled] = transfer.expires_day
            return
        changes = self.holdings.get(no)
        if changes is None:
            changes = self.holdings[no] = [0] * len(COLUMNS)
        # What a member owes is counted above zero: its account stands at minus that.
        by = -change if columns == OWED else change
        for column in columns:
            changes[column] += by
        if lease_id:
            self.leases[lease_id] = self.leases.get(lease_id, 0) + change
        if kind in BY_LOT:
            self._lot(lease_id, change, transfer, no)

    def _lot(self, lease_id: str, change: int, transfer: Transfer, no: int) -> None:
        if not transfer.lot:
            raise Refused("lot_missing")
        if lease_id:
            lent = (lease_id, transfer.lot)
            self.lease_lots[lent] = self.lease_lots.get(lent, 0) + change
        else:
            free = (no, transfer.lot)
            self.lots[free] = self.lots.get(free, 0) + change
        if change > 0:
            self.expires.setdefault((lease_id or no, transfer.lot), transfer.expires_day)


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
        Refused: as ``Movement.add`` and ``write``; what was written until then has to be rolled
            back.
    """
    moved = Movement()
    moved.add(cause_id, transfers, no=no, now_ms=now_ms)
    write(connection, moved)
    return bool(moved.changed_figures())


_HELD = tables.holding
_MOVE_HOLDING = sets.updating(
    _HELD,
    {name: _HELD.c[name] for name in ("no", *COLUMNS)},
    change=", ".join(f"{name} = holding.{name} + :{name}" for name in COLUMNS),
    where=" AND ".join(
        ["holding.no = :no", *(f"holding.{name} + :{name} >= 0" for name in COLUMNS)]
    ),
)
_MOVE_LEASE = sets.updating(
    tables.lease,
    {"lease_id": tables.lease.c.lease_id, "by": tables.lease.c.remaining},
    # A lease that holds no more than it was asked to keep has met its recall.
    change="remaining = lease.remaining + :by, recall_keep = CASE WHEN"
    " lease.remaining + :by <= lease.recall_keep THEN NULL ELSE lease.recall_keep END",
    where="lease.lease_id = :lease_id AND lease.remaining + :by >= 0",
)


def _lots_of(table: sa.Table, owner: str) -> tuple[Writing, Writing]:
    """Return the statements that put into lots of ``table`` and that take out of them."""
    name = table.name
    put = sets.inserting(
        table,
        f"ON CONFLICT ({owner}, lot) DO UPDATE SET amount = {name}.amount + excluded.amount",
    )
    take = sets.updating(
        table,
        {owner: table.c[owner], "lot": table.c.lot, "by": table.c.amount},
        change=f"amount = {name}.amount - :by",
        where=f"{name}.{owner} = :{owner} AND {name}.lot = :lot AND {name}.amount >= :by",
    )
    return put, take


_LOTS = _lots_of(tables.lot, "no")
_LEASE_LOTS = _lots_of(tables.lease_lot, "lease_id")
_LEDGER = sets.inserting(tables.ledger)
_SUSPENSE = sets.inserting(
    tables.suspense,
    "ON CONFLICT (no, kind, lot) DO UPDATE SET amount = suspense.amount + excluded.amount,"
    " moves = suspense.moves + 1",
)


def write(connection: Connection, moved: Movement) -> None:
    """Write all that ``moved`` says, in the order of keys: nobody waits for another in a circle.

    Raises:
        Refused: ``balance_short``, ``lease_short`` or ``lots_short``; what was written until then
            has to be rolled back.
    """
    holdings = [(no, *changes) for no, changes in sorted(moved.holdings.items()) if any(changes)]
    if _MOVE_HOLDING.run(connection, holdings) != len(holdings):
        raise Refused("balance_short")
    leases = sorted(moved.leases.items())
    if _MOVE_LEASE.run(connection, leases) != len(leases):
        raise Refused("lease_short", lease=leases[0][0])
    _write_lots(connection, moved)
    _SUSPENSE.run(
        connection,
        [(*key, moved.suspended[key], by, 1) for key, by in sorted(moved.suspense.items())],
    )
    _LEDGER.run(connection, moved.ledger)


def _write_lots(connection: Connection, moved: Movement) -> None:
    lots = [(no, lot, by) for (no, lot), by in sorted(moved.lots.items())]
    _write_lots_of(connection, _LOTS, lots, moved)
    lent = [(lease_id, lot, by) for (lease_id, lot), by in sorted(moved.lease_lots.items())]
    _write_lots_of(connection, _LEASE_LOTS, lent, moved)


def _write_lots_of(
    connection: Connection,
    statements: tuple[Writing, Writing],
    lots: Sequence[tuple[int | str, str, int]],
    moved: Movement,
) -> None:
    put, take = statements
    # A lot that came and went again leaves its row behind, as it does in two transactions.
    put.run(
        connection,
        [(owner, lot, moved.expires[owner, lot], by) for owner, lot, by in lots if by >= 0],
    )
    taken = [(owner, lot, -by) for owner, lot, by in lots if by < 0]
    if take.run(connection, taken) != len(taken):
        raise Refused("lots_short", lot=taken[0][1])


def _ledger_cells(
    cause_id: str, line: int, no: int | None, transfer: Transfer, now_ms: int
) -> Cells:
    return (
        cause_id,
        line,
        no,
        transfer.debit,
        transfer.credit,
        transfer.amount,
        transfer.unit,
        transfer.reason.value,
        transfer.lot,
        transfer.expires_day,
        now_ms,
    )


def ledger_row(
    cause_id: str, line: int, no: int | None, transfer: Transfer, now_ms: int
) -> dict[str, object]:
    """Return the ledger's row ``line`` of what ``cause_id`` moved."""
    cells = _ledger_cells(cause_id, line, no, transfer, now_ms)
    return dict(zip(tables.ledger.c.keys(), cells, strict=True))
