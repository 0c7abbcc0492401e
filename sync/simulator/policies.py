"""What each lease policy lets members pay on the same trade, and what it costs in overdraft.

Leases are shared out, drawn, topped up and recalled by the product's own functions; only clocks,
files and messages are left out. Beside them stand what other products do: refuse, or trust a
balance that was read before the line went.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import count

from pos_member.domain.lease import Lease, LeasePolicy, Spread, draw, sure_here
from pos_member.domain.lease_share import (
    VISITS_MAX,
    Custom,
    Holder,
    is_high,
    is_low,
    recall_plan,
    shares,
)
from pos_member.domain.ledger import Kind
from sync.simulator.trade import LONG, MEMBERS, SHORT, Trade, Visit, store_of, tills_of

FLOOR_MINOR = 5_000
KIND = Kind.PRINCIPAL


@dataclass(frozen=True, slots=True)
class Plan:
    """A way of paying by stored value.

    Attributes:
        lends: how much is lent to tills; ``None`` lends nothing.
        cached: offline, the balance that was last read is trusted.
        floor_minor: offline, so much is taken beyond what is lent, at the store's risk.
    """

    lends: LeasePolicy | None = None
    cached: bool = False
    floor_minor: int = 0


DEFAULT = "weighted"
PLANS = {
    "refuse": Plan(),
    "cached": Plan(cached=True),
    "floor": Plan(floor_minor=FLOOR_MINOR),
    "one": Plan(LeasePolicy(spread=Spread.ONE, share_bp=10_000)),
    "split": Plan(LeasePolicy(spread=Spread.SPLIT, share_bp=10_000, tills=3)),
    "split-half": Plan(LeasePolicy(spread=Spread.SPLIT, share_bp=5_000, tills=3)),
    DEFAULT: Plan(LeasePolicy()),
    "weighted-whole": Plan(LeasePolicy(share_bp=10_000)),
    "weighted-half": Plan(LeasePolicy(share_bp=5_000)),
    "weighted-floor": Plan(LeasePolicy(), floor_minor=FLOOR_MINOR),
}
"""The ways that the table compares, by name; ``DEFAULT`` is what a program without a word has."""


@dataclass(slots=True)
class Tally:
    """What came of the attempts that the member could afford; counts, and minor units."""

    offline: int = 0
    accepted: int = 0
    in_part: int = 0
    online: int = 0
    held_up: int = 0
    overdrawn: int = 0
    overdraft_minor: int = 0

    @property
    def accepted_bp(self) -> int:
        """Return the part of the offline attempts that was paid in full, in basis points."""
        return self.accepted * 10_000 // max(1, self.offline)

    @property
    def in_part_bp(self) -> int:
        """Return the part of the offline attempts that was paid in part."""
        return self.in_part * 10_000 // max(1, self.offline)

    @property
    def held_up_bp(self) -> int:
        """Return the part of the online attempts that could not be paid in full, rounded up."""
        return -(-self.held_up * 10_000 // max(1, self.online))

    def to_json(self) -> dict[str, int]:
        """Return the counts."""
        return {name: int(getattr(self, name)) for name in self.__slots__}

    def add(self, other: "Tally") -> None:
        """Add what another run came to."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class Account:
    """What one member has.

    Attributes:
        true_minor: what was paid in less what was paid by it, wherever; nobody knows it offline.
        told: (when the server hears of it, change) of each operation, oldest first.
        free: what the server may lend; ``held``: till → its leases.
        owed: taken beyond all leases, not settled yet.
        latest: the tills of the latest visits.
    """

    true_minor: int = 0
    told: list[tuple[int, int]] = field(default_factory=list)
    free: int = 0
    held: dict[str, list[Lease]] = field(default_factory=dict)
    owed: int = 0
    latest: list[str] = field(default_factory=list)

    def book(self, at_ms: int) -> int:
        """Return the balance as the server has it at ``at_ms``."""
        return sum(change for heard_ms, change in self.told if heard_ms <= at_ms)

    def at(self, till: str) -> int:
        """Return what the leases of ``till`` hold."""
        return sum(lease.remaining for lease in self.held.get(till, ()))

    def grant(self, till: str, amount: int, lease_id: str, until_ms: int) -> None:
        """Lend ``amount`` out of what is free."""
        self.free -= amount
        lease = Lease(lease_id, "", KIND, amount, 0, until_ms)
        self.held.setdefault(till, []).append(lease)

    def give_back(self, till: str, lease_id: str, keep: int) -> None:
        """Return all that a lease of ``till`` holds above ``keep``."""
        leases = self.held[till]
        place = next(i for i, lease in enumerate(leases) if lease.lease_id == lease_id)
        self.free += leases[place].remaining - keep
        leases[place : place + 1] = [replace(leases[place], remaining=keep)] if keep else []


class Lender:
    """The server's part under a lease policy, over whatever lines are whole."""

    def __init__(self, policy: LeasePolicy, trade: Trade) -> None:
        self._policy = policy
        self._trade = trade
        self._numbers = count(1)

    def fetch(self, account: Account, till: str, missing: int, now_ms: int) -> None:
        """Lend ``till`` what a payment is short of; ask it back elsewhere where none is free."""
        wanted = missing - account.free
        self._recall(account, wanted, {}, but=till, now_ms=now_ms)
        self._lend(account, till, min(missing, account.free), now_ms)

    def even_out(self, account: Account, now_ms: int) -> None:
        """Bring every till that is online and low to its share."""
        balance = account.free + sum(map(account.at, account.held))
        due = shares(balance, KIND, self._policy, custom_of(account))
        for till in [till for till, held in account.held.items() if held]:
            held, share = account.at(till), due.get(till, 0)
            if is_high(held, share) and self._online(till, now_ms):
                self._recall(account, held - share, due, but="", now_ms=now_ms, only=till)
        for till, share in due.items():
            held = account.at(till)
            if is_low(held, share) and self._online(till, now_ms):
                self._recall(account, share - held - account.free, due, but=till, now_ms=now_ms)
                self._lend(account, till, min(share - held, account.free), now_ms)

    def topped_up(self, account: Account, visit: Visit) -> None:
        """Take the new rights of a top-up in: they are the till's that took it."""
        account.free += visit.top_up_minor
        until_ms = visit.at_ms + self._policy.valid_ms
        account.grant(visit.till, visit.top_up_minor, self._number(), until_ms)

    def renew(self, account: Account, now_ms: int) -> None:
        """Have leases that expired while their till was online returned and lent again."""
        for till, leases in account.held.items():
            online_ms = self._trade.cut_since(store_of(till), now_ms) or now_ms
            for place, lease in enumerate(leases):
                if lease.expires_ms <= online_ms:
                    lives = (online_ms - lease.expires_ms) // self._policy.valid_ms + 1
                    until_ms = lease.expires_ms + lives * self._policy.valid_ms
                    leases[place] = replace(lease, expires_ms=until_ms)

    def _recall(
        self,
        account: Account,
        missing: int,
        keeps: dict[str, int],
        *,
        but: str,
        now_ms: int,
        only: str = "",
    ) -> None:
        holders = [
            Holder(lease.lease_id, till, lease.remaining)
            for till, leases in account.held.items()
            if till != but and till == (only or till) and self._online(till, now_ms)
            for lease in leases
        ]
        for held, keep in recall_plan(missing, holders, keeps):
            account.give_back(held.till, held.lease_id, keep)

    def _lend(self, account: Account, till: str, amount: int, now_ms: int) -> None:
        if amount > 0:
            account.grant(till, amount, self._number(), now_ms + self._policy.valid_ms)

    def _online(self, till: str, now_ms: int) -> bool:
        return not self._trade.cut_since(store_of(till), now_ms)

    def _number(self) -> str:
        return f"{next(self._numbers):09d}"


class Chain:
    """All shops under one plan; ``tally`` is what came of it."""

    def __init__(self, plan: Plan, trade: Trade) -> None:
        self._plan = plan
        self._trade = trade
        self._lender = Lender(plan.lends, trade) if plan.lends else None
        self._accounts: dict[int, Account] = {}
        self.tally = Tally()

    def serve(self, visit: Visit) -> None:
        """Serve one member: what they hold pays, or they pay cash and top up."""
        account = self._accounts.setdefault(visit.member, Account())
        _settle(account)
        offered = self._offered(account, visit)
        if account.true_minor < visit.bill_minor and offered < visit.bill_minor:
            self._top_up(account, visit)
        else:
            self._count(account, visit, offered)
            self._pay(account, visit, offered)
        account.latest.append(visit.till)
        del account.latest[:-VISITS_MAX]
        if self._lender is not None:
            self._lender.even_out(account, visit.at_ms)

    def _offered(self, account: Account, visit: Visit) -> int:
        """Return how much of the bill the till takes by stored value."""
        bill = visit.bill_minor
        if self._lender is None:
            sure = self._unleased(account, visit)
        else:
            self._lender.renew(account, visit.at_ms)
            short = bill - self._sure(account, visit)
            if short > 0 and not visit.cut_ms:
                self._lender.fetch(account, visit.till, short, visit.at_ms)
            sure = self._sure(account, visit)
        known = account.book(visit.cut_ms)
        if visit.cut_ms and bill - sure <= self._plan.floor_minor and bill <= known:
            return bill
        return min(bill, sure)

    def _unleased(self, account: Account, visit: Visit) -> int:
        if not visit.cut_ms:
            return max(0, account.book(visit.at_ms))
        known = account.book(visit.cut_ms)
        return known if self._plan.cached and known >= visit.bill_minor else 0

    def _sure(self, account: Account, visit: Visit) -> int:
        return sure_here(account.held.get(visit.till, ()), KIND, visit.at_ms)

    def _pay(self, account: Account, visit: Visit, amount: int) -> None:
        if not amount:
            return
        if self._lender is not None:
            leased = min(amount, self._sure(account, visit))
            for leg in draw(account.held[visit.till], KIND, leased, visit.at_ms) if leased else ():
                lease = next(x for x in account.held[visit.till] if x.lease_id == leg.lease_id)
                account.give_back(visit.till, leg.lease_id, lease.remaining - leg.amount)
                account.free -= leg.amount
            account.owed += amount - leased
        self._tell(account, visit, -amount)

    def _top_up(self, account: Account, visit: Visit) -> None:
        self._tell(account, visit, visit.top_up_minor)
        if self._lender is not None:
            self._lender.topped_up(account, visit)

    def _tell(self, account: Account, visit: Visit, change: int) -> None:
        account.true_minor += change
        heard_ms = self._trade.cut_until(store_of(visit.till), visit.at_ms) or visit.at_ms
        account.told.append((heard_ms, change))

    def _count(self, account: Account, visit: Visit, offered: int) -> None:
        if not visit.counts:
            return
        tally, bill = self.tally, visit.bill_minor
        short = offered - max(0, account.true_minor)
        if short > 0:
            tally.overdrawn += 1
            tally.overdraft_minor += short
        elif visit.cut_ms:
            tally.offline += 1
            tally.accepted += offered == bill
            tally.in_part += 0 < offered < bill
        else:
            tally.online += 1
            tally.held_up += offered < bill


def _settle(account: Account) -> None:
    """Take what was spent beyond leases from what is free now."""
    paid = min(account.owed, account.free)
    account.free -= paid
    account.owed -= paid


def custom_of(account: Account) -> Custom:
    """Return where the member of ``account`` shops: the shop visited most is home."""
    visits = Counter(account.latest)
    if not visits:
        return Custom({})
    stores = Counter(store_of(till) for till in account.latest)
    return Custom(visits, tills_of(stores.most_common(1)[0][0]))


def compare(
    names: Iterable[str],
    seeds: Iterable[int],
    on_progress: Callable[[str], None] | None = None,
    *,
    members: int = MEMBERS,
) -> dict[str, tuple[Tally, Tally]]:
    """Return what each plan comes to in ``seeds``: under short outages, and under long ones."""
    found = {name: (Tally(), Tally()) for name in names}
    for seed in seeds:
        for place, outages in enumerate((SHORT, LONG)):
            trade = Trade(seed, outages, members=members)
            visits = list(trade.visits())
            for name, tallies in found.items():
                chain = Chain(PLANS[name], trade)
                for visit in visits:
                    chain.serve(visit)
                tallies[place].add(chain.tally)
                if on_progress is not None:
                    on_progress(f"{name}, seed {seed}, outages of {outages.hours} h")
    return found
