"""What the server knows while it works through one push: the till, its members, their leases.

All that a batch refers to is read at once, and the members' rows are locked in the order of their
numbers, so that two batches never wait for each other in a circle.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import (
    Body,
    Enrolment,
    LeaseOpened,
    LeaseReturned,
    Refund,
    Sale,
    SessionRedeemed,
    TopUp,
)
from sync.server import members, sets, tables
from sync.server.books import Books, LeaseRow
from sync.server.coherence import check_id
from sync.server.house import House
from sync.server.programs import Rules
from sync.server.returned import Line, Returned


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
        relearning: the server was restored and this till has not checked in since, so its word is
            taken for members and leases that the books do not know.
        recovering: the same of any till: it may know members out of its replica whom only one
            still to come can bring, and what looks free may be on loan to that one.
        void_up_to: operations up to this number make void leases only, because they were made in
            an incarnation that has ended.
        returned: what came back of the lines that the batch refunds.
        debtors: members who owed points before the batch was written.
        taken_back: member and sale of which this batch took back what it had earned.
        books: what the members of the batch hold, and what the batch moves.
        taken: operations of this push whose effects are written, and what became of them.
        figures_changed, profiles_changed, coupons_changed: members and coupons that the feed must
            tell about at the end.
    """

    connection: Connection
    house: House
    terminal_id: str
    store_id: str
    now_ms: int
    rules: Rules
    incarnation: int = 1
    void_up_to: int = 0
    relearning: bool = False
    recovering: bool = False
    books: Books = field(init=False)
    returned: Returned = field(init=False)
    members: dict[str, int] = field(default_factory=dict)
    operations: dict[str, Recorded] = field(default_factory=dict)
    taken: dict[str, Recorded] = field(default_factory=dict)
    taken_back: set[tuple[int, str]] = field(default_factory=set)
    debtors: set[int] = field(default_factory=set)
    apart: set[str] = field(default_factory=set)
    figures_changed: set[int] = field(default_factory=set)
    profiles_changed: set[int] = field(default_factory=set)
    coupons_changed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.books = Books(self.connection, self.terminal_id)
        self.returned = Returned(self.connection)

    @property
    def leases(self) -> dict[str, LeaseRow]:
        """Return the leases that the batch refers to or makes, by id."""
        return self.books.leases

    def read(
        self, bodies: Iterable[Body], *, op_ids: Iterable[str] = (), wanted: Iterable[str] = ()
    ) -> None:
        """Read and lock all that ``bodies`` refer to, and the members ``wanted`` besides.

        What was at work before and is not written is forgotten.
        """
        named = _Named(set(wanted))
        for body in bodies:
            named.add(body)
        self.books = Books(self.connection, self.terminal_id)
        self.members = self.books.read_members(named.members)
        self.books.read_leases(named.leases)
        self.books.read_standings(self._numbers(named.visiting))
        self._read_operations(set(op_ids) | {sale_id for sale_id, _ in named.returned})
        self.returned = Returned(self.connection)
        self.returned.read(named.returned)
        self.taken_back, self.debtors = set(), set()
        names = {f"member/{name}" for name in named.members}
        names |= {f"lease/{name}" for name in named.leases}
        self.apart = {row.name for row in _APART.rows(self.connection, sorted(names))}

    def write(self) -> None:
        """Write what the batch moved and made, and remember whom the feed must tell about.

        Raises:
            Refused: as ``Books.write``.
        """
        self.books.write()
        self.returned.write()
        self.figures_changed |= self.books.figures_changed
        self.profiles_changed |= self.books.profiles_changed
        self.coupons_changed |= set(self.books.redeemed)
        self.taken = self.operations

    def member_no(self, member_id: str) -> int:
        """Return the number of the member ``member_id``; while recovering there is always one.

        Raises:
            Refused: ``depends_on_quarantined`` or ``member_unknown``.
        """
        no = self.members.get(member_id)
        if no is None:
            self._refuse_apart(f"member/{member_id}")
            if self.recovering:
                return self._add_unnamed(member_id)
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
        made = made_by(op_id, body) - self.apart
        if made:
            self.apart |= made
            _HOLD_APART.run(self.connection, [(name, op_id) for name in sorted(made)])

    def entry_tier(self) -> str:
        """Return the tier of a new member."""
        return self.rules.entry_tier() or self.house.entry_tier

    def _add_unnamed(self, member_id: str) -> int:
        check_id(member_id)
        no = members.add_unnamed(
            self.connection, member_id, self.house, tier_id=self.entry_tier(), now_ms=self.now_ms
        )
        self.members[member_id] = no
        self.books.add_member(no)
        return no

    def _refuse_apart(self, name: str) -> None:
        if name in self.apart:
            raise Refused("depends_on_quarantined", name=name)

    def _numbers(self, ids: set[str]) -> list[int]:
        return [self.members[each] for each in ids if each in self.members]

    def _read_operations(self, ids: set[str]) -> None:
        self.operations = dict(self.taken)
        for row in _OPERATIONS.rows(self.connection, sorted(ids)):
            self.operations[row.op_id] = Recorded(*row)


_OPERATIONS = sets.Reading(
    # What was decided about one that waited holds for its copies, too.
    "SELECT op_id, kind, actor_id, wall_ms, body,"
    " CASE WHEN decision IS NULL THEN outcome ELSE 'applied' END,"
    " CASE WHEN decision IS NULL THEN operation.code ELSE decision END"
    " FROM operation LEFT JOIN resolution ON resolution.terminal_id = operation.terminal_id"
    " AND resolution.incarnation = operation.incarnation AND resolution.seq = operation.seq"
    " WHERE op_id {among} AND original = 1"
)
_APART = sets.Reading("SELECT name FROM held_apart WHERE name {among}")
_HOLD_APART = sets.inserting(tables.held_apart, "ON CONFLICT DO NOTHING")


@dataclass(slots=True)
class _Named:
    """Ids that the operations of a batch refer to: members, leases, and why members matter."""

    members: set[str]
    leases: set[str] = field(default_factory=set)
    visiting: set[str] = field(default_factory=set)
    returned: set[Line] = field(default_factory=set)

    def add(self, body: Body) -> None:
        """Note what ``body`` refers to."""
        match body:
            case Sale() | SessionRedeemed():
                if body.member_id:
                    self.members.add(body.member_id)
                    self.visiting.add(body.member_id)
                    self.leases |= {leg.lease_id for leg in body.legs}
            case Refund():
                self.leases |= {leg.lease_id for leg in body.sessions}
                self.members |= {body.member_id} if body.member_id else set()
                self.returned |= {(body.sale_id, line.line_id) for line in body.lines}
            case Enrolment():
                self.members.add(body.member_id)
            case TopUp():
                self.members.add(body.member_id)
                self.leases |= {leg.lease_id for leg in body.headroom}
            case LeaseOpened(grant=grant):
                self.members.add(grant.member_id)
                self.leases.add(grant.lease_id)
            case LeaseReturned():
                self.members.add(body.member_id)
                self.leases.add(body.lease_id)


def named_by(body: Body) -> set[str]:
    """Return what ``body`` refers to: ``member/<id>``, ``lease/<id>``, ``sale/<id>``."""
    named = _Named(set())
    named.add(body)
    sales = {f"sale/{sale_id}" for sale_id, _ in named.returned}
    names = {f"member/{each}" for each in named.members}
    return sales | names | {f"lease/{each}" for each in named.leases}


def made_by(op_id: str, body: Body) -> set[str]:
    """Return what ``body`` makes when it is applied, in the same words."""
    match body:
        case Sale():
            return {f"sale/{op_id}"} | ({f"lease/{op_id}"} if body.packages else set())
        case TopUp() | Refund():
            return {f"lease/{op_id}"}
        case Enrolment():
            return {f"member/{body.member_id}", f"lease/{op_id}"}
        case LeaseOpened(grant=grant):
            return {f"lease/{grant.lease_id}"}
    return set()
