"""Looks at a chain while it runs: what must hold at every moment, and what its tills show then.

A till may show old figures, but not figures that never were: what its replica holds must have been
the server's at a moment since the one that it states (``as_of_ms``).
"""

from collections import defaultdict

import sqlalchemy as sa

from pos_member.domain.ledger import Kind
from pos_member.services.till import Till
from pos_member.storage import members
from pos_member.storage.members import MemberRow
from pos_member.storage.replica_tables import member, meta
from sync.protocol.replica import META_EPOCH
from sync.server import tables
from sync.simulator import book_judge
from sync.simulator.chain import Chain
from sync.simulator.invariants import Invariant

KINDS = (Kind.PRINCIPAL, Kind.BONUS, Kind.POINTS, Kind.QUALIFYING)

Figures = tuple[int, ...]
"""One number for each of ``KINDS``."""


def look(chain: Chain) -> list[str]:
    """Return every promise that is broken now, in words."""
    return [*book_judge.judge(chain), *_ages(chain)]


def _ages(chain: Chain) -> list[str]:
    """What a till shows of a member was so at a moment since the one that it states."""
    found = []
    history = _history(chain)
    for counter in chain.counters:
        if counter.till is None:
            continue
        for row in _shown(counter.till, chain.centre.house.epoch):
            shown = (row.principal, row.bonus, row.points, row.qualifying)
            if shown not in _since(history[row.member_id], row.as_of_ms):
                what = f"till {counter.name} shows {shown} of {row.member_id} as of {row.as_of_ms}"
                found.append(Invariant.I12.broken(what))
    return found


def _shown(till: Till, epoch: str) -> list[MemberRow]:
    """Return the members of a replica; of a server's former life nobody can tell any more."""
    with till.cache.reading() as replica:
        told = replica.scalar(sa.select(meta.c.value).where(meta.c.key == META_EPOCH))
        if told != epoch:
            return []
        ids = replica.scalars(sa.select(member.c.member_id)).all()
        found = [members.by_id(replica, member_id) for member_id in ids]
    return [row for row in found if row is not None]


def _history(chain: Chain) -> dict[str, list[tuple[int, Figures]]]:
    """Return member → (since when, figures), the oldest first, from all transfers."""
    history: dict[str, list[tuple[int, Figures]]] = defaultdict(lambda: [(0, (0,) * len(KINDS))])
    balances: dict[str, int] = defaultdict(int)
    with chain.centre.database.reading() as connection:
        rows = connection.execute(sa.select(tables.ledger).order_by(tables.ledger.c.posted_ms))
        for row in rows.mappings():
            for account, by in ((row["credit"], row["amount"]), (row["debit"], -row["amount"])):
                kind, member_id = account.split("/")[:0:-1][:2]
                before = _counted(account, balances[account])
                balances[account] += by
                if kind in KINDS and not account.startswith(("store/", "owed/")):
                    change = _counted(account, balances[account]) - before
                    _note(history[member_id], row["posted_ms"], kind, change)
    return history


def _counted(account: str, balance: int) -> int:
    """Return what ``account`` adds to a figure: what a server that recovers misses is not less."""
    return max(0, balance) if account.startswith("suspense/") else balance


def _note(states: list[tuple[int, Figures]], at_ms: int, kind: str, change: int) -> None:
    last_ms, before = states[-1]
    if last_ms == at_ms:
        # What was booked in one moment was never to be seen in its parts.
        states.pop()
    after = tuple(n + change * (kind == of) for n, of in zip(before, KINDS, strict=True))
    states.append((at_ms, after))


def _since(states: list[tuple[int, Figures]], as_of_ms: int) -> set[Figures]:
    """Return the figures that were so at ``as_of_ms`` or later; of that moment before and after."""
    older = [figures for at_ms, figures in states if at_ms < as_of_ms]
    return {figures for at_ms, figures in states if at_ms >= as_of_ms} | set(older[-1:])
