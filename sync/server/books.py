"""The books while a batch is at work on them: what members hold and tills have on loan.

Rows are read once, under their members' locks. Operations are checked against them and move them
here, in memory; ``write`` brings all that moved into the database in a few statements, each guarded
again, so that an arithmetic of ours that went wrong writes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import FIGURE_KINDS, LEASED_KINDS, LOT_KINDS, Kind, Transfer
from sync.server import coupons, members, posting, sets, tables
from sync.server.members import Standing
from sync.server.places import COLUMNS, plain_debit
from sync.server.posting import Movement
from sync.server.tier_books import TierBooks

_LEASE = tables.lease
_NOTHING = (0,) * len(COLUMNS)
_OWED = COLUMNS.index("owed_points")
_FIGURE: dict[Kind, int] = {kind: COLUMNS.index(kind.value) for kind in FIGURE_KINDS}
_FREE: dict[Kind, int] = {kind: COLUMNS.index(f"free_{kind.value}") for kind in LEASED_KINDS}


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A lease as the server has it.

    ``opened`` once the till has written it down, ``void`` once the till's ``incarnation`` ended;
    ``remaining`` is what it held when it was read: what the batch moves comes on top.
    """

    lease_id: str
    terminal_id: str
    no: int
    kind: Kind
    granted: int
    opened: bool
    incarnation: int = 1
    void: bool = False
    remaining: int = 0
    max_single: int = 0


@dataclass(frozen=True, slots=True)
class Left:
    """What a lease holds while a batch is at work: how much, and of points and coupons each lot."""

    amount: int
    lots: dict[str, int]


def lease_values(
    row: LeaseRow, *, expires_ms: int, grant_ver: int = 0, grant_json: str = ""
) -> dict[str, object]:
    """Return the values of a new ``lease`` row; what it holds is posted to it afterwards."""
    return {
        "lease_id": row.lease_id,
        "terminal_id": row.terminal_id,
        "no": row.no,
        "kind": row.kind.value,
        "granted": row.granted,
        "remaining": 0,
        "expires_ms": expires_ms,
        "max_single": row.max_single,
        "grant_ver": grant_ver,
        "grant_json": grant_json,
        "opened": int(row.opened),
        "incarnation": row.incarnation,
        "void": int(row.void),
        "recall_keep": None,
        "recall_told": 0,
    }


@dataclass(slots=True)
class Books:
    """What a batch has read, and what its operations have moved since.

    Attributes:
        leases: by id; those that the batch refers to or makes.
        moved: what ``write`` has to write.
        tiers: the tier books of the same members.
        changes: how often something was changed: an operation that is refused must have made none.
        figures_changed: members whose figures some operation moved, be it there and back.
        touched: members whose holdings some operation moved → what moved them last.
        profiles_changed: members that are new, or of whom something else is said than before.
        redeemed: coupon → the operation of this batch that used it first.
        known_coupons: rows to make for coupons that only a till knew of, by id.
    """

    connection: Connection
    terminal_id: str
    leases: dict[str, LeaseRow] = field(default_factory=dict)
    moved: Movement = field(default_factory=Movement)
    tiers: TierBooks = field(init=False)
    changes: int = 0
    figures_changed: set[int] = field(default_factory=set)
    touched: dict[int, str] = field(default_factory=dict)
    profiles_changed: set[int] = field(default_factory=set)
    redeemed: dict[str, str] = field(default_factory=dict)
    known_coupons: dict[str, tuple[int, str]] = field(default_factory=dict)
    _held: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _lots: dict[int, dict[str, int]] = field(default_factory=dict)
    _lease_lots: dict[str, dict[str, int]] = field(default_factory=dict)
    _standings: dict[int, Standing] = field(default_factory=dict)
    _restated: set[int] = field(default_factory=set)
    _opened: list[str] = field(default_factory=list)
    _made: dict[str, dict[str, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tiers = TierBooks(self.connection)

    def read_members(self, ids: Collection[str]) -> dict[str, int]:
        """Read and lock what the members ``ids`` hold; return their numbers by id."""
        numbers: dict[str, int] = {}
        # In the order of their numbers, so that two batches never wait for each other in a circle.
        for member_id, no, *held in _MEMBERS.rows(self.connection, sorted(ids)):
            numbers[member_id] = no
            self._held[no] = tuple(held)
        return numbers

    def read_leases(self, ids: Collection[str]) -> None:
        """Read the leases ``ids``, and lot by lot what those of points and coupons hold."""
        for lease_id, till, no, kind, granted, opened, incarnation, void, *amounts in _LEASES.rows(
            self.connection, sorted(ids)
        ):
            self.leases[lease_id] = LeaseRow(
                lease_id,
                till,
                no,
                Kind(kind),
                granted,
                bool(opened),
                incarnation,
                bool(void),
                *amounts,
            )
            if kind in LOT_KINDS:
                self._lease_lots[lease_id] = {}
        for lease_id, lot, amount in _LEASE_LOTS.rows(self.connection, list(self._lease_lots)):
            self._lease_lots[lease_id][lot] = amount

    def read_standings(self, numbers: Collection[int]) -> None:
        """Read the tier and the last visit of the members ``numbers``."""
        # After the locks: what stands in another table is only then as it will stay.
        for no, *standing in _STANDINGS.rows(self.connection, sorted(numbers)):
            self._standings[no] = Standing(*standing)
        self.tiers.read(numbers)

    def add_member(self, no: int) -> None:
        """Take in a member that this batch has made, with nothing to its name yet."""
        self._held[no] = _NOTHING
        self.figures_changed.add(no)
        self.profiles_changed.add(no)
        self.changes += 1

    def make_lease(self, row: LeaseRow, *, expires_ms: int) -> None:
        """Make a lease of this till that holds nothing yet."""
        self.leases[row.lease_id] = row
        self._made[row.lease_id] = lease_values(row, expires_ms=expires_ms)
        self.changes += 1

    def open_lease(self, lease_id: str) -> None:
        """Note that the till has written down the lease ``lease_id``."""
        self.leases[lease_id] = replace(self.leases[lease_id], opened=True)
        self._opened.append(lease_id)
        self.changes += 1

    def post(
        self, cause_id: str, transfers: Sequence[Transfer], *, no: int | None, now_ms: int
    ) -> None:
        """Post ``transfers`` of one member (``no``) or of none: all of them, or nothing.

        Raises:
            Refused: ``balance_short``, ``lease_short``, ``lots_short``, ``lot_missing`` or
                ``amount_too_large``.
        """
        if no is not None and self._covers(no, plain_debit(transfers)):
            # Most operations: there is nothing to work out apart and to add up afterwards.
            self.moved.add(cause_id, transfers, no=no, now_ms=now_ms)
            self.figures_changed.add(no)
            self.touched[no] = cause_id
            self.changes += 1
            return
        moved = Movement()
        moved.add(cause_id, transfers, no=no, now_ms=now_ms)
        self._check_holdings(moved)
        self._check_leases(moved)
        self._check_lots(moved)
        self.moved.take_in(moved)
        self.figures_changed |= moved.changed_figures()
        self.touched |= dict.fromkeys(moved.holdings, cause_id)
        self.changes += 1

    def owed(self, no: int) -> int:
        """Return the points that member ``no`` owes."""
        return self._held[no][_OWED] + self.moved.holdings.get(no, _NOTHING)[_OWED]

    def redeem(self, coupon_id: str, op_id: str) -> None:
        """Note that the operation ``op_id`` used a coupon; the first that did is remembered."""
        self.redeemed.setdefault(coupon_id, op_id)
        self.changes += 1

    def know_coupon(self, coupon_id: str, no: int, last_day: str) -> None:
        """Take in a coupon that a till has on loan and the books may not know."""
        self.known_coupons[coupon_id] = (no, last_day)
        self.changes += 1

    def balance(self, no: int, kind: Kind) -> int:
        """Return the figure ``kind`` of member ``no``, available and on loan together."""
        place = _FIGURE[kind]
        return self._held[no][place] + self.moved.holdings.get(no, _NOTHING)[place]

    def free(self, no: int, kind: Kind, lot: str = "") -> int:
        """Return how much of ``kind`` of member ``no`` is free, in ``lot`` where it has lots."""
        if lot:
            return self._in_lot(no, lot) + self.moved.lots.get((no, lot), 0)
        place = _FREE[kind]
        return self._held[no][place] + self.moved.holdings.get(no, _NOTHING)[place]

    def left_in(self, lease_id: str) -> Left:
        """Return what lease ``lease_id`` holds now."""
        moved = self.moved
        lots = dict(self._lease_lots.get(lease_id, {}))
        # What a sale sold of packages lies in a lease that this very batch has made.
        for (lease, lot), by in moved.lease_lots.items():
            if lease == lease_id:
                lots[lot] = lots.get(lot, 0) + by
        return Left(self.leases[lease_id].remaining + moved.leases.get(lease_id, 0), lots)

    def standing(self, no: int) -> Standing:
        """Return the tier and the last visit of member ``no``."""
        if no not in self._standings:
            self.read_standings([no])
        return self._standings[no]

    def restate(self, no: int, standing: Standing) -> None:
        """Let ``standing`` be what is said of member ``no``."""
        self._standings[no] = standing
        self._restated.add(no)
        self.profiles_changed.add(no)
        self.changes += 1

    def write(self) -> None:
        """Write all that was moved and made.

        Raises:
            Refused: as ``posting.write``: the database does not agree, and nothing of the batch
                may stay.
        """
        _NEW_LEASE.run(self.connection, [self._lease_cells(lease_id) for lease_id in self._made])
        posting.write(self.connection, self.moved)
        _OPEN_LEASE.run(self.connection, [(lease_id,) for lease_id in self._opened])
        coupons.know(self.connection, self.known_coupons)
        coupons.mark_used(self.connection, self.redeemed)
        members.restate(
            self.connection, [(no, self._standings[no]) for no in sorted(self._restated)]
        )
        self.tiers.write()

    def _lease_cells(self, lease_id: str) -> tuple[object, ...]:
        values = self._made[lease_id]
        values["remaining"] = self.moved.leases.pop(lease_id, 0)
        return tuple(values[column.name] for column in _LEASE.c)

    def _covers(self, no: int, taken: tuple[str, tuple[int, ...], int] | None) -> bool:
        """Tell whether lease and member ``no`` hold what a plain debit takes."""
        if taken is None:
            return False
        lease_id, columns, amount = taken
        row = self.leases.get(lease_id)
        if row is None or row.remaining + self.moved.leases.get(lease_id, 0) < amount:
            return False
        held, pending = self._held[no], self.moved.holdings.get(no, _NOTHING)
        # A figure is never less than what is on loan of it, but that is for the books to show.
        return min(held[place] + pending[place] for place in columns) >= amount

    def _check_holdings(self, moved: Movement) -> None:
        for no, changes in moved.holdings.items():
            pending = self.moved.holdings.get(no, _NOTHING)
            for held, before, by in zip(self._held[no], pending, changes, strict=True):
                if by < 0 and held + before + by < 0:
                    raise Refused("balance_short")

    def _check_leases(self, moved: Movement) -> None:
        for lease_id, by in moved.leases.items():
            row = self.leases.get(lease_id)
            if row is None or row.remaining + self.moved.leases.get(lease_id, 0) + by < 0:
                raise Refused("lease_short", lease=lease_id)

    def _check_lots(self, moved: Movement) -> None:
        for (no, lot), by in moved.lots.items():
            if by < 0 and self._in_lot(no, lot) + self.moved.lots.get((no, lot), 0) + by < 0:
                raise Refused("lots_short", lot=lot)
        for (lease_id, lot), by in moved.lease_lots.items():
            held = self._lease_lots.get(lease_id, {}).get(lot, 0)
            if by < 0 and held + self.moved.lease_lots.get((lease_id, lot), 0) + by < 0:
                raise Refused("lots_short", lot=lot)

    def _in_lot(self, no: int, lot: str) -> int:
        if no not in self._lots:
            found = _LOTS.rows(self.connection, [no])
            self._lots[no] = {row.lot: row.amount for row in found}
        return self._lots[no].get(lot, 0)


# The amounts in the order of ``COLUMNS``.
_MEMBERS = sets.Reading(
    "SELECT member.member_id, member.no, holding.principal, holding.bonus, holding.points,"
    " holding.qualifying, holding.coupon, holding.session, holding.free_principal,"
    " holding.free_bonus,"
    " holding.free_points, holding.free_coupon, holding.free_session, holding.owed_points"
    " FROM member JOIN holding ON holding.no = member.no"
    " WHERE member.member_id {among} ORDER BY member.no {lock}",
    lock="FOR UPDATE OF holding",
)
_LEASES = sets.Reading(
    "SELECT lease_id, terminal_id, no, kind, granted, opened, incarnation, void, remaining,"
    " max_single"
    " FROM lease WHERE lease_id {among}"
)
_LEASE_LOTS = sets.Reading("SELECT lease_id, lot, amount FROM lease_lot WHERE lease_id {among}")
_LOTS = sets.Reading("SELECT lot, amount FROM lot WHERE no {among}")
_STANDINGS = sets.Reading(
    "SELECT no, tier_id, last_visit_day, rest FROM member WHERE no {among} ORDER BY no {lock}",
    lock="FOR UPDATE",
)
_NEW_LEASE = sets.inserting(_LEASE)
_OPEN_LEASE = sets.updating(
    _LEASE,
    {"lease_id": _LEASE.c.lease_id},
    change="opened = 1",
    where="lease.lease_id = :lease_id",
)
