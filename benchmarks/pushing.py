"""Tills that push usual sales at a server: the work that every way of applying is given.

Each sale is paid by stored value out of a lease, earns points and carries its whole quote. Members
differ from till to till, so that ways that take turns on one database do not meet.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks import million
from pos_member.domain import canonical
from pos_member.domain.basket import Basket, BasketLine
from pos_member.domain.ids import uuid7
from pos_member.domain.journal import GENESIS, Draft, Entry, Moment, seal
from pos_member.domain.lease import Grant, Leg
from pos_member.domain.ledger import Kind
from pos_member.domain.money import ONE
from pos_member.domain.operations import Body, LeaseOpened, Sale, Tendered, Where
from pos_member.domain.pricing import MemberFacts
from pos_member.domain.program import Program
from pos_member.domain.quoted import QuoteInputs, record
from pos_member.domain.tender import TenderKind, TenderPlan
from sync.protocol.messages import APPLIED, PushedEntry, PushReply, PushRequest, Want
from sync.protocol.signing import SigningKey
from sync.server import exchange, terminals
from sync.server.database import ServerDatabase
from sync.server.house import House

DAY = "2026-11-22"
_PRICE = 100
_LENT = 20_000


@dataclass
class PushingTill:
    """A till's journal at the far end of ``database``.

    Attributes:
        members: numbers and ids of those who buy here, and hold enough to be lent something.
    """

    database: ServerDatabase
    house: House
    members: Sequence[tuple[int, str]]
    program: Program
    entries: list[PushedEntry] = field(default_factory=list)
    pushed: int = 0
    grants: list[Grant] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"till {self.members[0]}")
        key = SigningKey(self.chance.randbytes(32))
        self.terminal_id = self._new_id()
        with self.database.writing() as connection:
            terminals.register_terminal(
                connection,
                self.house,
                terminal_id=self.terminal_id,
                register="9",
                public_key=key.public,
                now_ms=million.NOW_MS,
            )
        self._borrow()

    def write_sales(self, count: int) -> list[PushedEntry]:
        """Append ``count`` sales to the journal and return them; nothing is pushed."""
        return [self._append(self._sale(len(self.entries))) for _ in range(count)]

    def request(self, entries: Sequence[PushedEntry], wants: Iterable[Want] = ()) -> PushRequest:
        """Return the push of ``entries``, which follow what was pushed already."""
        base = self.entries[self.pushed - 1].entry.hash if self.pushed else GENESIS
        return PushRequest(
            self.terminal_id,
            1,
            self.pushed,
            base,
            len(self.entries),
            max((grant.grant_ver for grant in self.grants), default=0),
            tuple(entries),
            tuple(wants),
        )

    def push(self, request: PushRequest) -> PushReply:
        """Let the server work ``request`` as its route does, and see that all was applied."""
        reply = self.database.write(
            lambda connection: exchange.push(
                connection, request, now_ms=million.NOW_MS, house=self.house
            )
        )
        assert all(result.outcome == APPLIED for result in reply.results), reply.results[:3]
        self.pushed += len(request.entries)
        return reply

    def _borrow(self) -> None:
        wants = [
            Want(self._new_id(), member_id, Kind.PRINCIPAL, _LENT) for _, member_id in self.members
        ]
        self.grants += self.push(self.request((), wants)).grants
        assert len(self.grants) == len(self.members)
        for grant in self.grants:
            self._append(LeaseOpened(grant))
        self.push(self.request(self.entries))

    def _append(self, body: Body) -> PushedEntry:
        seq = len(self.entries) + 1
        moment = Moment(million.NOW_MS + seq, seq, "boot", 480)
        draft = Draft(
            self._new_id(), body.kind, "cashier-1", moment, canonical.dump(body.to_json())
        )
        prev = self.entries[-1].entry.hash if self.entries else GENESIS
        entry: Entry = seal(draft, terminal_id=self.terminal_id, incarnation=1, seq=seq, prev=prev)
        self.entries.append(PushedEntry(entry))
        return self.entries[-1]

    def _sale(self, number: int) -> Sale:
        grant = self.grants[number % len(self.grants)]
        facts = MemberFacts(grant.member_id, "regular", 0)
        plan = TenderPlan(TenderKind.STORED_VALUE, 3 * _PRICE)
        inputs = QuoteInputs(_basket(number), facts, (), 0, (plan,), million.NOW_MS)
        quoted = inputs.price(self.program)
        return Sale(
            Where(self.house.store.store_id, DAY, f"9-1122-{number:06d}"),
            grant.member_id,
            "code",
            quoted.due_minor,
            0,
            (
                Tendered(
                    "stored_value",
                    quoted.due_minor,
                    (Leg(grant.lease_id, Kind.PRINCIPAL, quoted.due_minor),),
                ),
            ),
            quoted.points_earned,
            "2028-11-22",
            quoted.qualifying,
            record(inputs, quoted),
        )

    def _new_id(self) -> str:
        return uuid7(million.NOW_MS, self.chance.randbytes(10))


def _basket(number: int) -> Basket:
    lines = tuple(
        BasketLine(str(i), f"sku-{number % 50 + i}", "护手霜 75 毫升", _PRICE, ONE, category="护理")
        for i in range(3)
    )
    return Basket(f"basket-{number}", lines, program_version=1, started_ms=million.NOW_MS)
