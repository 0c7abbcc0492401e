"""What the server knows while it works through one push: the till, its members, their leases.

All that a batch refers to is read at once, and the members' rows are locked in the order of their
numbers, so that two batches never wait for each other in a circle.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from pos_member.domain.lease import Leg
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import (
    Body,
    Enrolment,
    LeaseOpened,
    LeaseReturned,
    Sale,
    TopUp,
)
from sync.server import tables, upserts
from sync.server.house import House
from sync.server.programs import Rules


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A lease as the server has it.

    ``opened`` once the till has written it down, ``void`` once the till's ``incarnation`` ended.
    """

    lease_id: str
    terminal_id: str
    no: int
    kind: Kind
    granted: int
    opened: bool
    incarnation: int = 1
    void: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """An operation that is here already, and what became of it."""

    op_id: str
    kind: str
    actor_id: str
    wall_ms: int
    body: bytes
    outcome: str
    code: str


@dataclass(slots=True)
class Desk:
    """One push at work. Rows that an operation makes are added once it has been applied.

    Attributes:
        incarnation: the one that is pushing; leases that its operations make belong to it.
        void_up_to: operations up to this number make void leases only, because they were made in
            an incarnation that has ended.
        figures_changed, profiles_changed: members that the feed must tell about at the end.
    """

    connection: Connection
    house: House
    terminal_id: str
    store_id: str
    now_ms: int
    rules: Rules
    incarnation: int = 1
    void_up_to: int = 0
    members: dict[str, int] = field(default_factory=dict)
    leases: dict[str, LeaseRow] = field(default_factory=dict)
    operations: dict[str, Recorded] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)
    figures_changed: set[int] = field(default_factory=set)
    profiles_changed: set[int] = field(default_factory=set)

    def read(
        self, bodies: Iterable[Body], *, op_ids: Iterable[str] = (), wanted: Iterable[str] = ()
    ) -> None:
        """Read and lock all that ``bodies`` refer to, and the members ``wanted`` besides."""
        members, leases = set(wanted), set[str]()
        for body in bodies:
            of_member, of_lease = _references(body)
            members |= of_member
            leases |= of_lease
        self._read_members(members)
        self._read_leases(leases)
        self._read_operations(set(op_ids))
        names = {f"member/{name}" for name in members} | {f"lease/{name}" for name in leases}
        self._read_apart(names)

    def member_no(self, member_id: str) -> int:
        """Return the number of the member ``member_id``.

        Raises:
            Refused: ``depends_on_quarantined`` or ``member_unknown``.
        """
        no = self.members.get(member_id)
        if no is None:
            self._refuse_apart(f"member/{member_id}")
            raise Refused("member_unknown", member=member_id)
        return no

    def lease(self, lease_id: str, *, no: int, kind: Kind) -> LeaseRow:
        """Return the lease ``lease_id`` of this till on account ``kind`` of member ``no``.

        Raises:
            Refused: ``depends_on_quarantined``, ``lease_unknown`` or ``lease_foreign``.
        """
        row = self.leases.get(lease_id)
        if row is None:
            self._refuse_apart(f"lease/{lease_id}")
            raise Refused("lease_unknown", lease=lease_id)
        if (row.terminal_id, row.no, row.kind) != (self.terminal_id, no, kind):
            raise Refused("lease_foreign", lease=lease_id)
        return row

    def hold_apart(self, op_id: str, body: Body) -> None:
        """Remember what the quarantined ``body`` would have made, so that what needs it joins."""
        made = _made_by(op_id, body) - self.apart
        if made:
            self.apart |= made
            rows = [{"name": name, "op_id": op_id} for name in sorted(made)]
            self.connection.execute(_HOLD_APART[self.connection.dialect.name], rows)

    def _refuse_apart(self, name: str) -> None:
        if name in self.apart:
            raise Refused("depends_on_quarantined", name=name)

    def _read_members(self, ids: set[str]) -> None:
        for row in _in(self.connection, _MEMBERS, ids):
            self.members[row.member_id] = row.no

    def _read_leases(self, ids: set[str]) -> None:
        for row in _in(self.connection, _LEASES, ids):
            self.leases[row.lease_id] = LeaseRow(
                row.lease_id,
                row.terminal_id,
                row.no,
                Kind(row.kind),
                row.granted,
                bool(row.opened),
                row.incarnation,
                bool(row.void),
            )

    def _read_operations(self, ids: set[str]) -> None:
        for row in _in(self.connection, _OPERATIONS, ids):
            self.operations[row.op_id] = Recorded(
                row.op_id, row.kind, row.actor_id, row.wall_ms, row.body, row.outcome, row.code
            )

    def _read_apart(self, names: set[str]) -> None:
        self.apart |= {row.name for row in _in(self.connection, _APART, names)}


def _in(
    connection: Connection, statement: sa.Select[tuple[object, ...]], keys: set[str]
) -> Iterable[sa.Row[tuple[object, ...]]]:
    return connection.execute(statement, {"keys": sorted(keys)}) if keys else ()


def _keys() -> sa.BindParameter[str]:
    return sa.bindparam("keys", expanding=True)


_MEMBERS: sa.Select[tuple[object, ...]] = (
    sa.select(tables.member.c.member_id, tables.member.c.no)
    .join_from(tables.member, tables.holding, tables.member.c.no == tables.holding.c.no)
    .where(tables.member.c.member_id.in_(_keys()))
    .order_by(tables.member.c.no)
    .with_for_update(of=tables.holding)
)
_LEASES: sa.Select[tuple[object, ...]] = sa.select(
    tables.lease.c.lease_id,
    tables.lease.c.terminal_id,
    tables.lease.c.no,
    tables.lease.c.kind,
    tables.lease.c.granted,
    tables.lease.c.opened,
    tables.lease.c.incarnation,
    tables.lease.c.void,
).where(tables.lease.c.lease_id.in_(_keys()))
_OPERATIONS: sa.Select[tuple[object, ...]] = sa.select(
    tables.operation.c.op_id,
    tables.operation.c.kind,
    tables.operation.c.actor_id,
    tables.operation.c.wall_ms,
    tables.operation.c.body,
    tables.operation.c.outcome,
    tables.operation.c.code,
).where(tables.operation.c.op_id.in_(_keys()), tables.operation.c.original == 1)
_APART: sa.Select[tuple[object, ...]] = sa.select(tables.held_apart.c.name).where(
    tables.held_apart.c.name.in_(_keys())
)
_HOLD_APART = upserts.insert_new(tables.held_apart)


def _references(body: Body) -> tuple[set[str], set[str]]:
    match body:
        case Sale():
            legs = _legs(body)
            members = {body.member_id} if body.member_id else set[str]()
            return members, {leg.lease_id for leg in legs}
        case TopUp():
            return {body.member_id}, set()
        case Enrolment():
            return {body.member_id}, set()
        case LeaseOpened(grant=grant):
            return {grant.member_id}, {grant.lease_id}
        case LeaseReturned():
            return {body.member_id}, {body.lease_id}
    return set(), set()


def _legs(sale: Sale) -> list[Leg]:
    return [leg for tender in sale.tenders for leg in tender.legs]


def _made_by(op_id: str, body: Body) -> set[str]:
    match body:
        case TopUp():
            return {f"lease/{op_id}"}
        case Enrolment():
            return {f"member/{body.member_id}"}
        case LeaseOpened(grant=grant):
            return {f"lease/{grant.lease_id}"}
    return set()
