"""A till that is trusted again: revoked by mistake, or lost and found.

It goes on as a new incarnation, by a claim of its own, with what it had not sent and with what was
kept apart while it was not trusted: said again, each operation has its effect once.
"""

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from sync.protocol.messages import FORK
from sync.server import speaker, tables, terminals

DECISION = "said_again"
"""Of an operation that was kept as evidence: its till says it again, and then it counts."""
KEPT = "terminal_revoked"
"""The code of what a till sent while it was not trusted."""

_OPERATION = tables.operation
_DECIDED = tables.resolution
_TERMINAL = tables.terminal


def reinstate(connection: Connection, terminal_id: str) -> None:
    """Trust a till again that was revoked or lost; with its next push it goes on.

    Raises:
        Refused: ``terminal_unknown``; ``terminal_active``: it is trusted already.
    """
    row = terminals.find(connection, terminal_id)
    if row is None:
        raise Refused("terminal_unknown", terminal=terminal_id)
    if row.status not in (terminals.LOST, terminals.REVOKED):
        raise Refused("terminal_active", terminal=terminal_id)
    terminals.end(connection, terminal_id, terminals.RETURNED)


def agreed_place(
    connection: Connection, till: speaker.Speaker, base: tuple[int, str]
) -> tuple[int, str]:
    """Return after which entry a till goes on that was acknowledged up to ``base``.

    What was kept apart had no effect, so it is not behind it. The answer never changes.
    """
    where = {"id": till.terminal_id, "number": till.incarnation}
    first = connection.execute(_FIRST_KEPT, where).scalar()
    if first is None or first > base[0]:
        return base
    return first - 1, speaker.hash_at(connection, till, first - 1)


def standing(connection: Connection, till: speaker.Speaker) -> str | None:
    """Return why a former machine must say again what it sent while its till was not trusted.

    ``None`` where it need not. The machine in its place is told so with its first push.
    """
    if till.past is None or till.status != terminals.ACTIVE:
        return None
    where = {"id": till.terminal_id, "number": till.incarnation}
    return FORK if connection.execute(_UNSAID, where).first() else None


def welcome(connection: Connection, terminal_id: str) -> None:
    """Let a till that claims its next incarnation be active."""
    connection.execute(_WELCOME, {"id": terminal_id})


def resolve(connection: Connection, till: speaker.Speaker, *, now_ms: int) -> None:
    """Let those of the kept operations wait no more that the till has said again."""
    again = connection.execute(_SAID_AGAIN, {"id": till.terminal_id}).all()
    noted = [
        {
            "terminal_id": till.terminal_id,
            "incarnation": row.incarnation,
            "seq": row.seq,
            "decision": DECISION,
            "code": "",
            "decided_by": "",
            "reason": "",
            "decided_ms": now_ms,
        }
        for row in again
    ]
    if noted:
        connection.execute(sa.insert(_DECIDED), noted)
    till.quarantined -= len(noted)


_FIRST_KEPT = sa.select(sa.func.min(_OPERATION.c.seq)).where(
    _OPERATION.c.terminal_id == sa.bindparam("id"),
    _OPERATION.c.incarnation == sa.bindparam("number"),
    _OPERATION.c.code == KEPT,
)
_AGAIN = sa.alias(_OPERATION)
_SAID_AGAIN = (
    sa.select(_OPERATION.c.incarnation, _OPERATION.c.seq)
    .where(_OPERATION.c.terminal_id == sa.bindparam("id"), _OPERATION.c.code == KEPT)
    .where(sa.exists().where(_AGAIN.c.op_id == _OPERATION.c.op_id, _AGAIN.c.original == 1))
    .where(
        ~sa.exists().where(
            _DECIDED.c.terminal_id == _OPERATION.c.terminal_id,
            _DECIDED.c.incarnation == _OPERATION.c.incarnation,
            _DECIDED.c.seq == _OPERATION.c.seq,
        )
    )
)
_UNSAID = (
    sa.select(_OPERATION.c.seq)
    .where(
        _OPERATION.c.terminal_id == sa.bindparam("id"),
        _OPERATION.c.incarnation == sa.bindparam("number"),
        _OPERATION.c.code == KEPT,
    )
    .where(~sa.exists().where(_AGAIN.c.op_id == _OPERATION.c.op_id, _AGAIN.c.original == 1))
    .limit(1)
)
_WELCOME = (
    sa.update(_TERMINAL)
    .where(_TERMINAL.c.terminal_id == sa.bindparam("id"))
    .values(status=terminals.ACTIVE)
)
