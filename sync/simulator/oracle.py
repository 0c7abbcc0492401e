"""Judges a chain at rest: its own arithmetic, from rows, not the product's reports about itself.

What left a printer is counted against what the server holds; what the server's transfers add up to
against what it and every till say that members have.
"""

from collections import Counter as Tally
from collections import defaultdict

import sqlalchemy as sa

from pos_member.domain.errors import PosError
from pos_member.domain.lease import Grant, Lot
from pos_member.domain.ledger import FIGURE_KINDS, LEASED_KINDS, Kind
from pos_member.services import acknowledge, lookup
from pos_member.services.till import Till
from pos_member.storage import entries, leases, meta
from sync.server import headroom, programs, tables
from sync.server.reinstated import KEPT
from sync.simulator import (
    belongings,
    book_judge,
    coupon_judge,
    drawer_judge,
    package_judge,
    refund_judge,
)
from sync.simulator.chain import Chain
from sync.simulator.counter import Counter
from sync.simulator.invariants import Invariant

APPLIED = "applied"
PRINTED_KINDS = ("sale", "refund", "top_up", "shift_opened", "cash_moved", "shift_closed")
_SHOWN = tuple(kind.value for kind in FIGURE_KINDS if kind not in (Kind.COUPON, Kind.SESSION))
"""Figures that a till shows as one number; of coupons it shows each, of sessions what lies here."""


def judge(chain: Chain) -> list[str]:
    """Return every promise that is broken, in words; nothing when all hold.

    The chain must be at rest, its tills running and its network whole.
    """
    found = [
        *_receipts(chain),
        *book_judge.judge(chain),
        *refund_judge.judge(chain),
        *coupon_judge.judge(chain),
        *package_judge.judge(chain),
        *drawer_judge.judge(chain),
        *_loans(chain),
        *_capped(chain),
    ]
    found += [broken for counter in chain.counters for broken in counter.line.retries.broken]
    for counter in _running(chain):
        found += [
            promise.broken(f"till {counter.name}: {what}")
            for promise, what in _till(chain, counter)
        ]
    return found


def operations(chain: Chain) -> dict[str, int]:
    """Return how many operations of each kind the server holds."""
    return dict(Tally(row["kind"] for row in _rows(chain, tables.operation)))


def _running(chain: Chain) -> list[Counter]:
    gone = chain.excuses.gone
    return [each for each in chain.counters if each.identity.terminal_id not in gone]


def _rows(chain: Chain, table: sa.Table) -> list[sa.RowMapping]:
    with chain.centre.database.reading() as connection:
        return list(connection.execute(sa.select(table)).mappings())


def _receipts(chain: Chain) -> list[str]:
    """Every printed receipt stands on the server once, and nothing was sold without one."""
    operations = _rows(chain, tables.operation)
    # A copy in a later incarnation is the same operation, and has no effect of its own.
    stored = Tally(row["op_id"] for row in operations if row["original"])
    printed = [receipt for counter in chain.counters for receipt in counter.receipts]
    found = [f"operation {op_id} stands {n} times" for op_id, n in stored.items() if n > 1]
    found += [
        f"receipt {receipt.number} stands {stored[receipt.op_id]} times on the server"
        for receipt in printed
        if stored[receipt.op_id] != 1 and receipt.op_id not in chain.excuses.lost
    ]
    for what, names in (
        ("number", _numbers(chain)),
        ("wish", _wishes(chain)),
    ):
        found += [f"{what} {name} has {n} receipts" for name, n in Tally(names).items() if n > 1]
    on_paper = {receipt.op_id for receipt in printed} | chain.excuses.unprinted
    found += [
        f"{row['kind']} {row['op_id']} was never printed"
        for row in operations
        if row["kind"] in PRINTED_KINDS and row["op_id"] not in on_paper
    ]
    # In a world of honest tills nothing is ever quarantined, unless a disaster brought it.
    excused = chain.excuses.quarantined
    # What a till sent while it was not trusted is kept, and counts where it was said again.
    excused = excused | {
        row["op_id"]
        for row in operations
        if row["code"] == KEPT and (stored[row["op_id"]] or row["op_id"] in chain.excuses.lost)
    }
    held = [row for row in operations if row["outcome"] != APPLIED and row["op_id"] not in excused]
    return [Invariant.I3.broken(what) for what in found] + [
        Invariant.I9.broken(f"quarantined {row['kind']}: {row['code']}") for row in held
    ]


def _wishes(chain: Chain) -> list[str]:
    """Return the wishes that were printed; two copies of a till may print what waited in both."""
    found: list[str] = []
    elsewhere: set[tuple[str, str, str]] = set()
    for counter in chain.counters:
        own = [(each.wish, each.op_id, each.number) for each in counter.receipts]
        found += [each[0] for each in own if each not in elsewhere]
        elsewhere |= set(own)
    return found


def _numbers(chain: Chain) -> list[tuple[str, str]]:
    """Return the printed numbers, but not those that two copies of a till may have printed."""
    copied = chain.excuses.copied
    return [
        (receipt.register, receipt.number)
        for counter in chain.counters
        for receipt in counter.receipts
        if counter.identity.terminal_id not in copied
    ]


def _capped(chain: Chain) -> list[str]:
    """Nobody has more than the cap, nor could, if every till filled what it may.

    A right that was used twice, by a till that was put back with its mark or copied, lifts a
    balance above it: then somebody must be told.
    """
    with chain.centre.database.reading() as connection:
        cap = programs.current(connection, chain.centre.house, chain.world.now_ms).cap
        told = headroom.above_cap(connection, cap)
    if cap is None:
        return []
    lent: dict[int, int] = defaultdict(int)
    for row in _rows(chain, tables.lease):
        lent[row["no"]] += row["remaining"] if row["kind"] == Kind.HEADROOM else 0
    found, back = [], refund_judge.given_back(chain)
    for row in _rows(chain, tables.holding):
        balance, room = row["principal"] + row["bonus"], lent[row["no"]]
        # A refund is never refused for the cap, and fills no room: it only lowers what is free.
        if balance + room > cap + back[row["no"]] and not chain.excuses.shortage:
            what = f"member {row['no']} has {balance}, may be given {room}, the cap is {cap}"
            found.append(Invariant.I13.broken(what))
        if balance > cap and not told["top_ups"]:
            what = f"nobody was told that member {row['no']} has {balance}"
            found.append(Invariant.I13.broken(what))
    return found


def _loans(chain: Chain) -> list[str]:
    """A lease holds the same here and there, and what is free is never below zero."""
    found = []
    rows = [
        row for row in _rows(chain, tables.lease) if row["terminal_id"] not in chain.excuses.gone
    ]
    there = {
        (row["terminal_id"], row["lease_id"]): int(row["remaining"])
        for row in rows
        if not row["void"]
    }
    seen: set[tuple[str, str]] = set()
    void = {row["lease_id"] for row in rows if row["void"]}
    found += [
        Invariant.I5.broken(f"lease {row['lease_id']} is void and holds {row['remaining']}")
        for row in rows
        if row["void"] and row["remaining"] and row["terminal_id"]
    ]
    for row in _rows(chain, tables.holding):
        found += [
            Invariant.I1.broken(f"free {kind} of member {row['no']} is {row[f'free_{kind}']}")
            for kind in LEASED_KINDS
            if row[f"free_{kind.value}"] < 0
        ]
    for counter in _running(chain):
        if _is_superseded(chain, counter):
            continue
        for grant, remaining, _ in _held(_till_of(counter)):
            # Of two copies that did the same both hold it, until one of them does anything.
            lease = (counter.identity.terminal_id, grant.lease_id)
            said = 0 if grant.lease_id in void else there.get(lease)
            seen.add(lease)
            if said != remaining:
                what = f"lease {grant.lease_id}: {remaining} at the till, {said} there"
                found.append(Invariant.I5.broken(what))
    found += [
        Invariant.I5.broken(f"lease {lease_id} was never opened")
        for _, lease_id in sorted(there.keys() - seen)
    ]
    return found


def _held(till: Till) -> list[tuple[Grant, int, tuple[Lot, ...]]]:
    with till.journal.reading() as connection:
        return leases.every(connection)


def _till(chain: Chain, counter: Counter) -> list[tuple[Invariant, str]]:
    """The till has sent all, shows what the server has, and its journal is the server's."""
    till = _till_of(counter)
    found = []
    queue = acknowledge.queue_of(till)
    superseded = _is_superseded(chain, counter)
    if queue.queued or (queue.standing and not superseded):
        what = f"{queue.queued} operations are still queued, {queue.standing or 'well'}"
        found.append((Invariant.I11, what))
    if not counter.state.get("online"):
        found.append((Invariant.I11, "is offline"))
    if not superseded:
        found += [(Invariant.I5, what) for what in _shown(chain, counter, till)]
    with till.journal.reading() as connection:
        incarnation = meta.head(connection).incarnation
        own = [(e.seq, e.hash) for e in entries.every(connection, incarnation)]
    there = sorted(
        (row["seq"], row["hash"])
        for row in _rows(chain, tables.operation)
        if row["terminal_id"] == counter.identity.terminal_id and row["incarnation"] == incarnation
    )
    if own != there:
        found.append((Invariant.I4, "its journal is not the server's"))
    return found


def _shown(chain: Chain, counter: Counter, till: Till) -> list[str]:
    found = []
    ids = book_judge.member_ids(chain)
    usable = coupon_judge.usable(chain)
    for row in _rows(chain, tables.holding):
        member_id = ids[row["no"]]
        try:
            view = lookup.open_member(till, member_id, "code", counter.moment())
        except PosError as missing:
            found.append(f"member {member_id}: {missing}")
            continue
        if {each.coupon_id for each in view.coupons} != usable[row["no"]]:
            found.append(f"shows {view.coupons} of {member_id}, open are {usable[row['no']]}")
        shown = {kind: getattr(view.standing, kind) for kind in _SHOWN}
        there = {kind: row[kind] for kind in _SHOWN}
        if shown != there:
            found.append(f"shows {shown} of {member_id}, the server has {there}")
    return found


def _is_superseded(chain: Chain, counter: Counter) -> bool:
    """Tell whether another machine goes on; this one then only sells, for cash."""
    excuses = chain.excuses
    if counter.identity.terminal_id not in excuses.copied and counter.name not in excuses.replaced:
        return False
    return belongings.is_superseded(_till_of(counter))


def _till_of(counter: Counter) -> Till:
    assert counter.till is not None, "a till is judged when it runs"
    return counter.till
