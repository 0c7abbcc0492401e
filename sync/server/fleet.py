"""The shop's tills as a manager sees them: which there are, how they stand, and what to do."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from sync.server import columns, incarnations, programs, tables, terminals
from sync.server.desk import Desk
from sync.server.house import House

_TERMINAL = tables.terminal
_PAST = tables.incarnation
_LEASE = tables.lease


def report(connection: Connection) -> list[dict[str, Any]]:
    """Return the tills by register: how each stands, and what ended machines of it still hold.

    ``waiting`` of an ended incarnation is what its leases hold, by kind, in minor units or points:
    its members have that back once it has sent all, or a manager declares that it never will.
    """
    ended = [dict(row) for row in connection.execute(_ENDED).mappings()]
    held = [dict(row) for row in connection.execute(_HELD).mappings()]
    found = []
    for row in connection.execute(_TILLS).mappings():
        till = dict(row)
        till["ended"] = [
            {
                "incarnation": past["incarnation"],
                "state": past["state"],
                "ended_ms": past["ended_ms"],
                "waiting": {
                    each["kind"]: int(each["amount"])
                    for each in held
                    if _place(each) == _place(past)
                },
            }
            for past in ended
            if past["terminal_id"] == till["terminal_id"]
        ]
        found.append(till)
    return found


def named(connection: Connection, name: str) -> terminals.TerminalRow:
    """Return the till that ``name`` names: by its id, or by its register.

    Raises:
        Refused: ``terminal_unknown``; ``terminal_ambiguous``: several have that register.
    """
    found = terminals.find(connection, name)
    if found is not None:
        return found
    ids = connection.execute(_OF_REGISTER, {"name": name}).scalars().all()
    if len(ids) > 1:
        raise Refused("terminal_ambiguous", register=name)
    found = terminals.find(connection, ids[0]) if ids else None
    if found is None:
        raise Refused("terminal_unknown", terminal=name)
    return found


def new_code(
    connection: Connection,
    house: House,
    *,
    register: str,
    replaces: str,
    random_bytes: Callable[[int], bytes],
    now_ms: int,
) -> dict[str, object]:
    """Return an enrolment code, for a new till ``register`` or for a new device of ``replaces``.

    Raises:
        Refused: ``terminal_unknown`` or ``terminal_ambiguous``.
    """
    replaced = named(connection, replaces) if replaces else None
    code = terminals.create_code(
        connection,
        house,
        register=replaced.register if replaced else register,
        random_7=random_bytes(7),
        now_ms=now_ms,
        replaces=replaced.terminal_id if replaced else "",
    )
    return {
        "code": code,
        "valid_ms": terminals.CODE_VALID_MS,
        "replaces": replaced.terminal_id if replaced else "",
    }


def declare_ended(
    connection: Connection, terminal_id: str, house: House, *, now_ms: int
) -> dict[str, object]:
    """Give members back what a till's former devices hold: nothing more will come of them.

    What they spent and never sent is lost to the shop, not to the members.

    Raises:
        Refused: ``terminal_unknown``.
    """
    till = named(connection, terminal_id)
    rules = programs.current(connection, house, now_ms)
    place = (till.terminal_id, house.store.store_id, now_ms, rules)
    desk = Desk(connection, house, *place, incarnation=till.incarnation)
    settled = []
    for number in incarnations.unsettled(connection, till.terminal_id):
        incarnations.declare_ended(desk, number)
        settled.append(number)
    return {"ended": settled}


def _place(row: dict[str, Any]) -> tuple[str, int]:
    return row["terminal_id"], row["incarnation"]


_TILLS = sa.select(
    _TERMINAL.c.terminal_id,
    _TERMINAL.c.register,
    _TERMINAL.c.status,
    _TERMINAL.c.incarnation,
    (_TERMINAL.c.head_seq - _TERMINAL.c.last_seq).label("unsent"),
    _TERMINAL.c.quarantined,
    _TERMINAL.c.seen_ms,
).order_by(_TERMINAL.c.register, _TERMINAL.c.terminal_id)
_ENDED = sa.select(
    _PAST.c.terminal_id, _PAST.c.incarnation, _PAST.c.state, _PAST.c.ended_ms
).order_by(_PAST.c.terminal_id, _PAST.c.incarnation)
_HELD = (
    sa.select(
        _LEASE.c.terminal_id,
        _LEASE.c.incarnation,
        _LEASE.c.kind,
        sa.cast(sa.func.sum(_LEASE.c.remaining), columns.WHOLE).label("amount"),
    )
    .where(_LEASE.c.void == 1, _LEASE.c.remaining > 0)
    .group_by(_LEASE.c.terminal_id, _LEASE.c.incarnation, _LEASE.c.kind)
)
_OF_REGISTER = sa.select(_TERMINAL.c.terminal_id).where(
    _TERMINAL.c.register == sa.bindparam("name")
)
