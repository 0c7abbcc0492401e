"""Judges the books of a chain at any moment: nothing below zero, and figures what transfers say."""

from collections import defaultdict
from collections.abc import Mapping

import sqlalchemy as sa

from pos_member.domain.ledger import FIGURE_KINDS
from sync.server import recovery, tables
from sync.simulator import coupon_judge
from sync.simulator.chain import Chain
from sync.simulator.invariants import Invariant

_FIGURES = tuple(kind.value for kind in FIGURE_KINDS)


def judge(chain: Chain) -> list[str]:
    """No account is below zero; what members have is what the transfers say.

    While the server recovers, what it has not heard yet may be missing in suspense, and there only.
    """
    unheard = ("suspense/",) if _is_recovering(chain) else ()
    balances: dict[str, int] = defaultdict(int)
    for row in _rows(chain, tables.ledger):
        balances[row["credit"]] += row["amount"]
        balances[row["debit"]] -= row["amount"]
    found = [
        Invariant.I1.broken(f"account {account} is at {balance}")
        for account, balance in balances.items()
        # Headroom stands at minus what is on loan of it, points owed at minus what they are.
        if balance < 0 and not account.startswith(("store/", "room/", "owed/", *unheard))
    ]
    lost = sum(coupon_judge.losses(chain).values())
    short = balances[coupon_judge.shortage_account(chain)] + lost
    if short and not chain.excuses.shortage:
        found.append(Invariant.I7.broken(f"the shop bears a shortage of {short}"))
    if sum(balances.values()):
        found.append(Invariant.I2.broken("the ledger does not add up to zero"))
    missing = {a for a, balance in balances.items() if balance < 0 and a.startswith(unheard)}
    booked = _by_member({a: by for a, by in balances.items() if a not in missing})
    ids = member_ids(chain)
    for row in _rows(chain, tables.holding):
        member_id = ids[row["no"]]
        found += [
            Invariant.I2.broken(
                f"{kind} of {member_id}: {row[kind]}, booked {booked[member_id, kind]}"
            )
            for kind in _FIGURES
            if row[kind] != booked[member_id, kind]
        ]
    return found


def member_ids(chain: Chain) -> dict[int, str]:
    """Return the number of each member → its id."""
    return {row["no"]: row["member_id"] for row in _rows(chain, tables.member)}


def _by_member(balances: Mapping[str, int]) -> dict[tuple[str, str], int]:
    held: dict[tuple[str, str], int] = defaultdict(int)
    for account, balance in balances.items():
        parts = account.split("/")
        if parts[0] not in ("store", "owed"):
            held[parts[-2], parts[-1]] += balance
    return held


def _is_recovering(chain: Chain) -> bool:
    with chain.centre.database.reading() as connection:
        return bool(recovery.report(connection)["recovering"])


def _rows(chain: Chain, table: sa.Table) -> list[sa.RowMapping]:
    with chain.centre.database.reading() as connection:
        return list(connection.execute(sa.select(table)).mappings())
