"""What stands at the far end of the server in its tests: a till's journal, nothing more."""

import copy
import random
from dataclasses import dataclass, field, replace

from pos_member.domain import canonical
from pos_member.domain.ids import uuid7
from pos_member.domain.journal import GENESIS, Draft, Entry, Moment, seal
from pos_member.domain.lease import Grant, LeasePolicy, Leg, oldest_lots
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import (
    Body,
    Enrolment,
    LeaseOpened,
    LeaseReturned,
    MemberCodeBinding,
    Personal,
    Redeemed,
    Sale,
    Tendered,
    TopUp,
    Where,
)
from sync.protocol.messages import PushedEntry, PushReply, PushRequest, Want
from sync.protocol.signing import SigningKey
from sync.server import exchange, terminals
from sync.server.database import ServerDatabase
from sync.server.house import House, Store

NOW_MS = 1_790_000_000_000
DAY = "2026-09-21"
STORE = Store("00000000-0000-7000-8000-00000000000a", "悦己生活馆 · 徐汇店")


def house(seed: int = 1, *, policy: LeasePolicy | None = None, epoch: str = "") -> House:
    chance = random.Random(seed)
    return House(
        epoch=epoch or uuid7(NOW_MS, chance.randbytes(10)),
        store=STORE,
        key=SigningKey(chance.randbytes(32)),
        member_code_keys={1: SigningKey(chance.randbytes(32))},
        phone_index_key=chance.randbytes(32),
        field_key=chance.randbytes(32),
        policy=policy or LeasePolicy(),
    )


@dataclass
class Till:
    """A journal with its key; ``push`` sends what the server has not acknowledged."""

    database: ServerDatabase
    house: House
    seed: int = 1
    register: str = "1"
    entries: list[PushedEntry] = field(default_factory=list)
    acked: int = 0
    grant_ver: int = 0
    now_ms: int = NOW_MS
    day: str = DAY
    incarnation: int = 1
    copied: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(f"till {self.seed}")
        self.key = SigningKey(self.chance.randbytes(32))
        self.terminal_id = self.new_id()

    def register_here(self) -> "Till":
        with self.database.writing() as connection:
            terminals.register_terminal(
                connection,
                self.house,
                terminal_id=self.terminal_id,
                register=self.register,
                public_key=self.key.public,
                now_ms=self.now_ms,
            )
        return self

    def new_id(self) -> str:
        return uuid7(NOW_MS, self.chance.randbytes(10))

    @property
    def head(self) -> str:
        return self.entries[-1].entry.hash if self.entries else GENESIS

    def write(
        self, body: Body, *, op_id: str = "", personal: Personal | None = None, kind: str = ""
    ) -> Entry:
        return self.write_raw(kind or body.kind, canonical.dump(body.to_json()), op_id, personal)

    def write_raw(
        self, kind: str, body: bytes, op_id: str = "", personal: Personal | None = None
    ) -> Entry:
        seq = len(self.entries) + 1
        moment = Moment(self.now_ms + seq, seq, "boot", 480)
        draft = Draft(op_id or self.new_id(), kind, "cashier", moment, body)
        return self._append(draft, personal)

    def _append(self, draft: Draft, personal: Personal | None) -> Entry:
        entry = seal(
            draft,
            terminal_id=self.terminal_id,
            incarnation=self.incarnation,
            seq=len(self.entries) + 1,
            prev=self.head,
        )
        self.entries.append(PushedEntry(entry, personal))
        return entry

    def image(self, chance: int = 99) -> "Till":
        """Return this till as it stands now, on another machine: same name, same key."""
        made = copy.copy(self)
        made.entries = list(self.entries)
        made.chance = random.Random(f"image {chance}")
        return made

    def claim(self, claim: str = "") -> PushReply:
        """Ask to go on as a new incarnation, and do so: what was not acknowledged is copied."""
        asked = replace(self.request(most=0), claim=claim or self.new_id())
        reply = self.send(asked)
        assert reply.status in ("raised", "refounded")
        rest = self.entries[reply.ack_seq :]
        self.incarnation, self.copied, self.acked = reply.incarnation, len(rest), 0
        self.entries = []
        for pushed in rest:
            self._append(pushed.entry.draft, pushed.personal)
        return reply

    def request(self, *wants: Want, base: int | None = None, most: int = 200) -> PushRequest:
        start = self.acked if base is None else base
        return PushRequest(
            terminal_id=self.terminal_id,
            incarnation=self.incarnation,
            copied=self.copied,
            base_seq=start,
            base_hash=self.entries[start - 1].entry.hash if start else GENESIS,
            head_seq=len(self.entries),
            grant_ver=self.grant_ver,
            entries=tuple(self.entries[start : start + most]),
            wants=wants,
        )

    def send(self, request: PushRequest) -> PushReply:
        """Let the server work ``request``; the reply may be lost on its way to us."""
        return self.database.write(
            lambda connection: exchange.push(
                connection, request, now_ms=self.now_ms, house=self.house
            )
        )

    def push(self, *wants: Want) -> PushReply:
        """Send, and take the reply in: acknowledgement, and grants written down at once."""
        reply = self.send(self.request(*wants))
        assert reply.status == "ok"
        self.acked = reply.ack_seq
        for grant in reply.grants:
            self.write(LeaseOpened(grant))
            self.grant_ver = grant.grant_ver
        return reply

    def want(self, member_id: str, amount: int = 0, kind: Kind = Kind.PRINCIPAL) -> Grant | None:
        """Ask for a lease, open it, and tell the server so."""
        reply = self.push(Want(self.new_id(), member_id, kind, amount))
        self.push()
        return reply.grants[-1] if reply.grants else None

    def enrol(self, name: str = "王小美", phone: str = "13800138000", *, headroom: int = 0) -> str:
        member_id = self.new_id()
        given = {"name": name, "phone": phone}
        personal = Personal("ab" * 16, {key: value for key, value in given.items() if value})
        code = MemberCodeBinding("qr", self.chance.randbytes(10).hex())
        self.write(
            Enrolment(
                self.where(),
                member_id,
                personal.hashes(),
                (code,),
                ("service",),
                "1",
                headroom=headroom,
            ),
            personal=personal,
        )
        return member_id

    def top_up(
        self,
        member_id: str,
        principal: int,
        bonus: int = 0,
        points: int = 0,
        *,
        headroom: tuple[Leg, ...] = (),
    ) -> str:
        body = TopUp(
            self.where(),
            member_id,
            "code",
            principal,
            bonus,
            points,
            "2027-12-31",
            None,
            1,
            Tendered("cash", principal, received=principal),
            headroom=headroom,
        )
        return self.write(body).draft.op_id

    def sell(
        self,
        member_id: str | None,
        *tenders: Tendered,
        points: int = 0,
        expires_day: str = "2027-12-31",
        coupons: tuple[Redeemed, ...] = (),
    ) -> Entry:
        due = sum(tender.amount for tender in tenders)
        return self.write(
            Sale(
                self.where(),
                member_id,
                "code" if member_id else None,
                due,
                0,
                tenders,
                points,
                expires_day,
                due if member_id else 0,
                None,
                coupons=coupons,
            )
        )

    def give_back(self, grant: Grant, amount: int) -> Entry:
        lots = oldest_lots(grant.lots, amount)
        return self.write(LeaseReturned(grant.lease_id, grant.member_id, grant.kind, amount, lots))

    def give_back_lease(
        self, lease_id: str, member_id: str, amount: int, kind: Kind = Kind.PRINCIPAL
    ) -> Entry:
        return self.write(LeaseReturned(lease_id, member_id, kind, amount))

    def fund(self, member_id: str, amount: int) -> None:
        """Top up, and give all of it back, so that any till may be lent it."""
        lease = self.top_up(member_id, amount)
        self.push()
        self.give_back_lease(lease, member_id, amount)
        self.push()

    def where(self) -> Where:
        return Where(STORE.store_id, self.day, f"{self.register}-{len(self.entries) + 1:06d}")


def cash(amount: int) -> Tendered:
    return Tendered("cash", amount, received=amount)


def stored_value(lease_id: str, amount: int, kind: Kind = Kind.PRINCIPAL) -> Tendered:
    return Tendered("stored_value", amount, (Leg(lease_id, kind, amount),))


def burn(grant: Grant, points: int, worth: int) -> Tendered:
    return Tendered(
        "points",
        worth,
        (Leg(grant.lease_id, Kind.POINTS, points, oldest_lots(grant.lots, points)),),
    )


def last(till: Till) -> tuple[str, str]:
    """Push, and say what became of the last entry."""
    result = till.push().results[-1]
    return result.outcome, result.code
