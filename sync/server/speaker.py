"""Who speaks in a push: the till's row, locked, in the incarnation that pushes.

A device speaks only for what was begun with its own key. What an ended incarnation still has is
taken in; what one has that was not to be trusted is kept apart, whoever goes on under its name.
"""

from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from pos_member.domain.journal import GENESIS
from sync.protocol.messages import FORK, REWIND, PushRequest
from sync.server import incarnations, operations, tables, terminals

_TERMINAL = tables.terminal


@dataclass(slots=True)
class Speaker:
    """The till's row while a push is at work on it, in the incarnation that is pushing.

    ``current`` is the one in which the till goes on; ``past`` is set where another one pushes.
    ``status`` is that of the pushing incarnation; ``replaced`` where another device goes on.
    ``waits`` while the server recovers: nobody is lent anything.
    """

    terminal_id: str
    store_id: str
    status: str
    current: int
    incarnation: int
    last_seq: int
    last_hash: str
    grant_ver: int
    quarantined: int
    past: incarnations.Past | None = None
    replaced: bool = False
    waits: bool = False

    @property
    def goes_on(self) -> bool:
        """Tell whether this till is active, and pushes as what it is."""
        return self.status == terminals.ACTIVE and self.past is None

    @property
    def borrows(self) -> bool:
        """Tell whether this till may be lent anything."""
        return self.goes_on and not self.waits

    @property
    def known(self) -> bool:
        """Tell whether the pushing incarnation ever was one of this till."""
        return self.past is not None or self.incarnation == self.current


def lock(connection: Connection, request: PushRequest, *, key: bytes = b"") -> Speaker:
    """Lock the till's row for a push and return who speaks in it.

    ``key`` is the one that signed the request; empty where nobody but ourselves asks.

    Raises:
        Refused: ``terminal_unknown``; ``terminal_superseded``: the incarnation that the request
            names was begun by another device.
    """
    row = connection.execute(_LOCKED, {"id": request.terminal_id}).first()
    if row is None:
        raise Refused("terminal_unknown", terminal=request.terminal_id)
    past = None
    if request.incarnation != row.incarnation:
        past = incarnations.find(connection, request.terminal_id, request.incarnation)
    if key and key != (past.public_key if past else row.public_key):
        raise Refused("terminal_superseded", incarnation=row.incarnation)
    return Speaker(
        row.terminal_id,
        row.store_id,
        _status(row.status, past),
        row.incarnation,
        request.incarnation,
        past.last_seq if past else row.last_seq,
        past.last_hash if past else row.last_hash,
        row.grant_ver,
        row.quarantined,
        past,
        replaced=past is not None and past.public_key != row.public_key,
    )


def standing(connection: Connection, till: Speaker, request: PushRequest) -> str | None:
    """Return why the entries cannot follow what is here; ``None`` when they can."""
    returned = till.status == terminals.RETURNED and not request.claim
    if returned or not till.known:
        # One that is trusted again goes on as a new incarnation: its leases were void meanwhile.
        return FORK
    if request.base_seq > till.last_seq:
        return REWIND
    if request.base_hash != hash_at(connection, till, request.base_seq):
        return FORK
    return None


def hash_at(connection: Connection, till: Speaker, seq: int) -> str:
    """Return the hash of entry ``seq`` of the pushing incarnation, which must be here."""
    if seq == till.last_seq:
        return till.last_hash
    if seq == 0:
        return GENESIS
    (found,) = operations.between(connection, till.terminal_id, till.incarnation, (seq, seq))
    return str(found.hash)


def save(connection: Connection, till: Speaker, request: PushRequest, now_ms: int) -> None:
    """Write down how far the journal is here by now."""
    if till.past is not None:
        past = replace(till.past, last_seq=till.last_seq, last_hash=till.last_hash)
        incarnations.save(connection, till.terminal_id, past)
        seen = {"id": till.terminal_id, "held": till.quarantined, "now": now_ms}
        terminals.note_seen(connection, seen)
        return
    terminals.note_push(
        connection,
        {
            "id": till.terminal_id,
            "seq": till.last_seq,
            "hash": till.last_hash,
            "head": request.head_seq,
            "ver": till.grant_ver,
            "held": till.quarantined,
            "now": now_ms,
        },
    )


def _status(status: str, past: incarnations.Past | None) -> str:
    """Return the status of the incarnation that pushes; only the current one has to come back."""
    if past is None:
        return status
    if past.state == incarnations.BARRED:
        return terminals.REVOKED
    return terminals.ACTIVE if status == terminals.RETURNED else status


_LOCKED = (
    sa.select(_TERMINAL).where(_TERMINAL.c.terminal_id == sa.bindparam("id")).with_for_update()
)
