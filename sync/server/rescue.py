"""Takes in what was rescued of a till's broken journal, each operation once.

What goes on where the server stands is pushed as the till would have. What does not, because rows
between are lost or the journals had parted, is said again in a new incarnation, as a till itself
does it: same operations, same ids, a chain of its own. The broken device's incarnation ends then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.journal import GENESIS, Entry, seal
from sync.protocol.limits import PUSH_OPS_MAX
from sync.protocol.messages import OK, QUARANTINED, REVOKED, PushedEntry, PushRequest
from sync.protocol.personal import open_personal
from sync.protocol.rescue import load_rescue
from sync.server import exchange, incarnations, tables
from sync.server.house import House


@dataclass(frozen=True, slots=True)
class Admitted:
    """What became of a rescue: operations taken in now, those here before, those that wait."""

    taken: int
    known: int
    waiting: int = 0


def admit(connection: Connection, raw: bytes, *, now_ms: int, house: House) -> Admitted:
    """Take in the file ``raw``; the same file again changes nothing.

    Raises:
        Damaged: ``rescue_unreadable``, ``rescue_altered``: this till did not sign it.
        Refused: ``terminal_unknown``, ``rescue_foreign``: it is another shop's.
    """
    rescue = load_rescue(raw)
    if rescue.store_id != house.store.store_id:
        raise Refused("rescue_foreign", store=rescue.store_id)
    row = connection.execute(_TERMINAL, {"id": rescue.terminal_id}).first()
    if row is None:
        raise Refused("terminal_unknown", terminal=rescue.terminal_id)
    former = incarnations.former_keys(connection, rescue.terminal_id)
    rescue = load_rescue(raw, [row.public_key, *(key for _, key in former)])
    new = [entry for entry in rescue.entries if not _is_here(connection, entry)]
    known = len(rescue.entries) - len(new)
    if not new:
        return Admitted(0, known)
    copied = 0
    if not _go_on(new, row):
        named = max(entry.incarnation for entry in new)
        number = incarnations.next_number(connection, rescue.terminal_id, named)
        incarnations.raise_to(
            connection, rescue.terminal_id, number, state=incarnations.REPLACED, now_ms=now_ms
        )
        new, copied = _said_again(new, rescue.terminal_id, number), len(new)
    pushed = [PushedEntry(entry, None) for entry in new]
    for place, each in enumerate(pushed):
        sealed = rescue.sealed.get(each.entry.draft.op_id)
        if sealed:
            pushed[place] = PushedEntry(each.entry, open_personal(house.field_key, sealed))
    waiting = _push(connection, rescue.terminal_id, pushed, copied, now_ms=now_ms, house=house)
    return Admitted(len(new), known, waiting)


def _is_here(connection: Connection, entry: Entry) -> bool:
    found = connection.execute(_SAME, {"op": entry.draft.op_id}).first()
    return found is not None and bytes(found.body) == entry.draft.body


def _go_on(new: Sequence[Entry], row: "sa.Row[tuple[object, ...]]") -> bool:
    """Tell whether the entries follow, without a gap, what is here of the till's incarnation."""
    first = new[0]
    if (first.incarnation, first.seq) != (row.incarnation, row.last_seq + 1):
        return False
    follows = all(a.hash == b.prev and a.seq + 1 == b.seq for a, b in pairwise(new))
    return follows and first.prev == row.last_hash


def _said_again(new: Sequence[Entry], terminal_id: str, incarnation: int) -> list[Entry]:
    made: list[Entry] = []
    for seq, entry in enumerate(new, start=1):
        prev = made[-1].hash if made else GENESIS
        made.append(
            seal(entry.draft, terminal_id=terminal_id, incarnation=incarnation, seq=seq, prev=prev)
        )
    return made


def _push(
    connection: Connection,
    terminal_id: str,
    pushed: Sequence[PushedEntry],
    copied: int,
    *,
    now_ms: int,
    house: House,
) -> int:
    waiting = 0
    for at in range(0, len(pushed), PUSH_OPS_MAX):
        batch = tuple(pushed[at : at + PUSH_OPS_MAX])
        first = batch[0].entry
        request = PushRequest(
            terminal_id=terminal_id,
            incarnation=first.incarnation,
            base_seq=first.seq - 1,
            base_hash=first.prev,
            head_seq=pushed[-1].entry.seq,
            grant_ver=0,
            entries=batch,
            copied=copied,
        )
        reply = exchange.push(connection, request, now_ms=now_ms, house=house)
        if reply.status not in (OK, REVOKED):
            raise Damaged("rescue_refused", status=reply.status)
        waiting += sum(result.outcome == QUARANTINED for result in reply.results)
    return waiting


_TERMINAL = (
    sa.select(tables.terminal)
    .where(tables.terminal.c.terminal_id == sa.bindparam("id"))
    .with_for_update()
)
_SAME = sa.select(tables.operation.c.body).where(
    tables.operation.c.op_id == sa.bindparam("op"), tables.operation.c.original == 1
)
