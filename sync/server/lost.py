"""A till that will not come back: its leases end, and members get back at once what they hold.

It may have spent from them, and may come back after all. Then what it did is taken in as it
happened, and the store bears what was given back already: never the member.
"""

from collections import Counter

from sqlalchemy import Connection

from pos_member.domain.ledger import Kind
from sync.server import incarnations, programs, recovery, terminals
from sync.server.desk import Desk
from sync.server.house import House


def declare(
    connection: Connection, terminal_id: str, house: House, *, now_ms: int
) -> dict[str, object]:
    """Declare a till lost; return how much went back to members, by kind.

    Raises:
        Refused: ``terminal_unknown``.
    """
    terminals.end(connection, terminal_id, terminals.LOST)
    recovery.excuse(connection, terminal_id, house, now_ms=now_ms)
    rules = programs.current(connection, house, now_ms)
    desk = Desk(connection, house, terminal_id, house.store.store_id, now_ms, rules)
    given = settle(desk, terminals.LOST)
    return {"given_back": {kind.value: amount for kind, amount in sorted(given.items())}}


def settle(desk: Desk, status: str) -> Counter[Kind]:
    """Give back what the leases of a ``lost`` till hold; of one that is revoked, nothing."""
    given = Counter[Kind]()
    if status != terminals.LOST:
        return given
    holding = incarnations.every_void_lease(desk.connection, desk.terminal_id)
    desk.read((), wanted={lease.member_id for lease in holding})
    # Once more: the members are locked only now.
    holding = incarnations.every_void_lease(desk.connection, desk.terminal_id)
    incarnations.give_back(desk, holding)
    for lease in holding:
        if lease.kind is not Kind.HEADROOM:
            given[lease.kind] += lease.remaining
    return given
