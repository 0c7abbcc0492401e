"""Tills that do whatever a real one may, from a seed: spend, ask, give back, lose replies."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from pos_member.domain.lease import Leg, Lot, oldest_lots, without_lots
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import LeaseOpened, LeaseReturned, Tendered
from sync.protocol.messages import PushReply, Want
from sync.server.database import ServerDatabase
from sync.server.house import House
from tests.sync.server.books import assert_whole, figures
from tests.sync.server.far_end import Till, cash

BOUNDS = (1, 2, 99, 100, 101, 5_000, 10_000)


@dataclass
class Held:
    """What a till holds of a lease by its own book."""

    member: str
    kind: Kind
    left: int
    lots: tuple[Lot, ...] = ()


@dataclass
class Player:
    """A till with the leases that its journal says it holds."""

    till: Till
    chance: random.Random
    held: dict[str, Held] = field(default_factory=dict)
    spent: int = 0
    topped_up: int = 0

    def step(self, members: list[str]) -> None:
        choices: list[Callable[[str], None]] = [
            self.spend, self.spend, self.burn, self.ask, self.ask, self.top_up, self.give_back,
            self.push, self.lose_reply, self.earn,
        ]  # fmt: skip
        self.chance.choice(choices)(self.chance.choice(members))

    def top_up(self, member: str) -> None:
        amount = self.chance.choice(BOUNDS)
        lease = self.till.top_up(member, amount, bonus=amount // 10, points=amount // 50)
        self.held[lease] = Held(member, Kind.PRINCIPAL, amount)
        self.topped_up += amount + amount // 10

    def earn(self, member: str) -> None:
        self.till.sell(member, cash(500), points=self.chance.choice((1, 50, 300)))

    def spend(self, member: str) -> None:
        """Pay with whatever is here, from several leases at once, as often as not all of it."""
        legs = []
        for lease, held in self.held.items():
            if held.member == member and held.kind is not Kind.POINTS and held.left:
                part = held.left if self.chance.randrange(2) else self.chance.randint(1, held.left)
                legs.append(Leg(lease, held.kind, part))
                held.left -= part
        if legs:
            paid = sum(leg.amount for leg in legs)
            self.spent += paid
            self.till.sell(member, Tendered("stored_value", paid, tuple(legs)), cash(7))

    def burn(self, member: str) -> None:
        for lease, held in self.held.items():
            if held.member == member and held.kind is Kind.POINTS and held.left:
                part = self.chance.randint(1, held.left)
                lots = oldest_lots(held.lots, part)
                held.left -= part
                held.lots = without_lots(held.lots, lots)
                leg = Leg(lease, Kind.POINTS, part, lots)
                self.till.sell(member, Tendered("points", part, (leg,)))
                return

    def give_back(self, member: str) -> None:
        for lease, held in self.held.items():
            if held.member == member and held.left:
                self.shrink(lease, self.chance.randint(0, held.left))
                return

    def shrink(self, lease: str, keep: int) -> None:
        held = self.held[lease]
        back = held.left - keep
        if back > 0:
            lots = oldest_lots(held.lots, back)
            held.left, held.lots = keep, without_lots(held.lots, lots)
            self.till.write(LeaseReturned(lease, held.member, held.kind, back, lots))

    def ask(self, member: str) -> None:
        kind = self.chance.choice((Kind.PRINCIPAL, Kind.BONUS, Kind.POINTS))
        amount = self.chance.choice((0, 0, *BOUNDS))
        self.push(member, Want(self.till.new_id(), member, kind, amount))

    def push(self, _: str = "", *wants: Want) -> None:
        self.take(self.till.send(self.till.request(*wants)))

    def lose_reply(self, member: str) -> None:
        """The server commits, and the till never hears of it; then it sends the same again."""
        request = self.till.request(Want(self.till.new_id(), member, Kind.PRINCIPAL, 50))
        replies = [self.till.send(request) for _ in range(self.chance.randint(1, 3))]
        assert {r.results for r in replies} == {replies[0].results}
        if self.chance.randrange(2):
            self.take(self.chance.choice(replies))

    def take(self, reply: PushReply) -> None:
        assert reply.status == "ok"
        assert {(r.outcome, r.code) for r in reply.results} <= {("applied", "")}
        self.till.acked = max(self.till.acked, reply.ack_seq)
        for grant in reply.grants:
            self.till.write(LeaseOpened(grant))
            self.till.grant_ver = grant.grant_ver
            self.held[grant.lease_id] = Held(grant.member_id, grant.kind, grant.amount, grant.lots)
        for recall in reply.recalls:
            if self.chance.randrange(3):
                self.shrink(recall.lease_id, min(recall.keep, self.held[recall.lease_id].left))


def players(database: ServerDatabase, house: House, seed: int, count: int = 3) -> list[Player]:
    return [
        Player(
            Till(database, house, seed=100 * seed + n, register=str(n)).register_here(),
            random.Random(f"{seed}/{n}"),
        )
        for n in range(count)
    ]


def members_of(player: Player, count: int) -> list[str]:
    found = [player.till.enrol(phone=f"138{i:08d}") for i in range(count)]
    player.push()
    return found


def settle(crew: list[Player], members: list[str]) -> None:
    """Let everybody finish, and check that the books and the tills agree to the fen."""
    for player in crew:
        for _ in range(10):
            player.push()
            if player.till.acked == len(player.till.entries):
                break
    totals = assert_whole(crew[0].till)
    assert totals["quarantined"] == 0
    held = sum(figures(crew[0].till, m)[k] for m in members for k in ("principal", "bonus"))
    assert held == sum(p.topped_up for p in crew) - sum(p.spent for p in crew)
    for kind in (Kind.PRINCIPAL, Kind.BONUS, Kind.POINTS):
        mine = sum(h.left for p in crew for h in p.held.values() if h.kind is kind)
        assert totals["on_loan"].get(kind.value, 0) == mine
