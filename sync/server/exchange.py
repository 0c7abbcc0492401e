"""One push of a till, in one transaction: the journal goes on, wishes are answered.

The till's row is locked first, so of two pushes of one till the second sees what the first did. An
entry that is here already is compared, not applied; what became of it is said again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.clock import ShopDays
from pos_member.domain.errors import Refused
from pos_member.domain.journal import GENESIS, check_chain
from sync.protocol.messages import (
    FORK,
    OK,
    QUARANTINED,
    REVOKED,
    REWIND,
    PushedEntry,
    PushReply,
    PushRequest,
    Result,
)
from sync.server import feed, lending, programs, tables
from sync.server.apply import Opened, Outcome, apply_entry, keep_personal, open_entry
from sync.server.desk import Desk
from sync.server.house import House

_TERMINAL = tables.terminal
_OPERATION = tables.operation
REVOKED_CODE = "terminal_revoked"


@dataclass(slots=True)
class _Till:
    """The till's row while a push is at work on it."""

    terminal_id: str
    store_id: str
    active: bool
    incarnation: int
    last_seq: int
    last_hash: str
    grant_ver: int
    quarantined: int


def push(connection: Connection, request: PushRequest, *, now_ms: int, house: House) -> PushReply:
    """Take in what ``request`` brings, answer its wishes, say how far the journal is here.

    Raises:
        Refused: ``terminal_unknown``.
        Damaged: ``journal_gap`` or ``journal_altered``: the entries do not hang together; nothing
            was taken in.
    """
    till = _lock(connection, request.terminal_id)
    status = _standing(connection, till, request)
    if status is not None:
        return _reply(till, status, now_ms=now_ms, house=house)
    base = (request.base_seq, request.base_hash)
    entries = [pushed.entry for pushed in request.entries]
    check_chain(entries, terminal_id=till.terminal_id, after=base)
    known = [pushed for pushed in request.entries if pushed.entry.seq <= till.last_seq]
    results = _known_results(connection, till, known)
    if results is None:
        return _reply(till, FORK, now_ms=now_ms, house=house)
    rules = programs.current(connection, house, now_ms)
    desk = Desk(connection, house, till.terminal_id, till.store_id, now_ms, rules)
    results += _take_in(desk, till, request.entries[len(known) :], request)
    refused = _answer_wants(desk, till, request)
    _save(connection, till, request, now_ms)
    feed.changed(connection, feed.Change.FIGURES, desk.figures_changed)
    feed.changed(connection, feed.Change.PROFILE, desk.profiles_changed)
    return _answer(desk, till, request, results, refused)


def _lock(connection: Connection, terminal_id: str) -> _Till:
    row = connection.execute(_LOCKED, {"id": terminal_id}).first()
    if row is None:
        raise Refused("terminal_unknown", terminal=terminal_id)
    return _Till(
        row.terminal_id,
        row.store_id,
        row.status == "active",
        row.incarnation,
        row.last_seq,
        row.last_hash,
        row.grant_ver,
        row.quarantined,
    )


def _standing(connection: Connection, till: _Till, request: PushRequest) -> str | None:
    """Return why the entries cannot follow what is here; ``None`` when they can."""
    if request.incarnation != till.incarnation:
        return FORK
    if request.base_seq > till.last_seq:
        return REWIND
    if request.base_hash != _hash_at(connection, till, request.base_seq):
        return FORK
    return None


def _hash_at(connection: Connection, till: _Till, seq: int) -> str:
    if seq == till.last_seq:
        return till.last_hash
    if seq == 0:
        return GENESIS
    place = {"id": till.terminal_id, "inc": till.incarnation, "first": seq, "last": seq}
    found: str = connection.execute(_STORED, place).one().hash
    return found


def _known_results(
    connection: Connection, till: _Till, known: Sequence[PushedEntry]
) -> list[Result] | None:
    """Return what became of entries that are here already; ``None`` if one differs."""
    if not known:
        return []
    first, last = known[0].entry.seq, known[-1].entry.seq
    place = {"id": till.terminal_id, "inc": till.incarnation, "first": first, "last": last}
    stored = connection.execute(_STORED, place).all()
    if [row.hash for row in stored] != [pushed.entry.hash for pushed in known]:
        return None
    return [Result(row.seq, row.outcome, row.code) for row in stored]


def _take_in(
    desk: Desk, till: _Till, entries: Sequence[PushedEntry], request: PushRequest
) -> list[Result]:
    opened = [open_entry(pushed) for pushed in entries]
    desk.read(
        (each.body for each in opened if each.body is not None),
        op_ids=(each.pushed.entry.draft.op_id for each in opened),
        wanted=(want.member_id for want in request.wants),
    )
    taken = [(each, _outcome(desk, till, each)) for each in opened]
    if not taken:
        return []
    desk.connection.execute(
        _RECORD, [_record(desk, each.pushed, outcome) for each, outcome in taken]
    )
    last = entries[-1].entry
    till.last_seq, till.last_hash = last.seq, last.hash
    till.quarantined += sum(outcome.outcome == QUARANTINED for _, outcome in taken)
    return [Result(each.pushed.entry.seq, outcome.outcome, outcome.code) for each, outcome in taken]


def _outcome(desk: Desk, till: _Till, opened: Opened) -> Outcome:
    if till.active:
        return apply_entry(desk, opened)
    # Evidence: kept with its place in the chain, without any effect.
    keep_personal(desk, opened.pushed)
    return Outcome(QUARANTINED, REVOKED_CODE, original=False)


def _answer_wants(desk: Desk, till: _Till, request: PushRequest) -> tuple[tuple[str, str], ...]:
    if not till.active:
        return ()
    today = ShopDays(desk.house.store.zone).calendar_day(desk.now_ms)
    till.grant_ver, refused = lending.lend_all(
        desk, request.wants, grant_ver=till.grant_ver, today=today
    )
    return refused


def _save(connection: Connection, till: _Till, request: PushRequest, now_ms: int) -> None:
    connection.execute(
        _SAVED,
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


def _answer(
    desk: Desk,
    till: _Till,
    request: PushRequest,
    results: Iterable[Result],
    refused: tuple[tuple[str, str], ...],
) -> PushReply:
    if not till.active:
        return _reply(till, REVOKED, now_ms=desk.now_ms, house=desk.house, results=results)
    return PushReply(
        OK,
        till.last_seq,
        till.last_hash,
        desk.house.epoch,
        desk.now_ms,
        tuple(results),
        lending.grants_after(desk.connection, till.terminal_id, request.grant_ver),
        refused,
        lending.recalls(desk.connection, till.terminal_id),
        till.quarantined,
    )


def _reply(
    till: _Till, status: str, *, now_ms: int, house: House, results: Iterable[Result] = ()
) -> PushReply:
    return PushReply(
        status,
        till.last_seq,
        till.last_hash,
        house.epoch,
        now_ms,
        tuple(results),
        quarantined=till.quarantined,
    )


def _record(desk: Desk, pushed: PushedEntry, outcome: Outcome) -> dict[str, object]:
    entry, draft = pushed.entry, pushed.entry.draft
    return {
        "terminal_id": desk.terminal_id,
        "incarnation": entry.incarnation,
        "seq": entry.seq,
        "op_id": draft.op_id,
        "kind": draft.kind,
        "schema_version": draft.schema_version,
        "actor_id": draft.actor_id,
        "wall_ms": draft.moment.wall_ms,
        "mono_ms": draft.moment.mono_ms,
        "boot_id": draft.moment.boot_id,
        "tz_min": draft.moment.tz_min,
        "body": draft.body,
        "prev": entry.prev,
        "hash": entry.hash,
        "outcome": outcome.outcome,
        "code": outcome.code,
        "original": int(outcome.original),
        "received_ms": desk.now_ms,
    }


_LOCKED = (
    sa.select(_TERMINAL).where(_TERMINAL.c.terminal_id == sa.bindparam("id")).with_for_update()
)
_STORED = (
    sa.select(_OPERATION.c.seq, _OPERATION.c.hash, _OPERATION.c.outcome, _OPERATION.c.code)
    .where(_OPERATION.c.terminal_id == sa.bindparam("id"))
    .where(_OPERATION.c.incarnation == sa.bindparam("inc"))
    .where(_OPERATION.c.seq.between(sa.bindparam("first"), sa.bindparam("last")))
    .order_by(_OPERATION.c.seq)
)
_RECORD = sa.insert(_OPERATION)
_SAVED = (
    sa.update(_TERMINAL)
    .where(_TERMINAL.c.terminal_id == sa.bindparam("id"))
    .values(
        last_seq=sa.bindparam("seq"),
        last_hash=sa.bindparam("hash"),
        head_seq=sa.bindparam("head"),
        grant_ver=sa.bindparam("ver"),
        quarantined=sa.bindparam("held"),
        seen_ms=sa.bindparam("now"),
    )
)
