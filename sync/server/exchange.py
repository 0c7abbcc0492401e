"""One push of a till, in one transaction: the journal goes on, wishes are answered.

The till's row is locked first, so of two pushes of one till the second sees what the first did. An
entry that is here already is compared, not applied; what became of it is said again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.clock import ShopDays
from pos_member.domain.errors import Refused
from pos_member.domain.journal import GENESIS, check_chain
from sync.protocol import limits
from sync.protocol.messages import (
    FORK,
    OK,
    QUARANTINED,
    RAISED,
    REFOUNDED,
    REVOKED,
    REWIND,
    SUPERSEDED,
    PushedEntry,
    PushReply,
    PushRequest,
    Result,
    Want,
)
from sync.server import (
    feed,
    incarnations,
    lending,
    levelling,
    lost,
    operations,
    programs,
    recovery,
    tables,
    terminals,
)
from sync.server.apply import (
    REUSED_CODE,
    Opened,
    Outcome,
    apply_all,
    keep_personal,
    open_entry,
)
from sync.server.desk import Desk
from sync.server.house import House

_TERMINAL = tables.terminal
REVOKED_CODE = "terminal_revoked"
SUPERSEDED_CODE = "terminal_superseded"


@dataclass(slots=True)
class _Till:
    """The till's row while a push is at work on it, in the incarnation that is pushing.

    ``current`` is the one in which the till goes on; ``past`` is set where another one pushes.
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


def push(
    connection: Connection,
    request: PushRequest,
    *,
    now_ms: int,
    house: House,
    speaks_for: int | None = None,
) -> PushReply:
    """Take in what ``request`` brings, answer its wishes, say how far the journal is here.

    ``speaks_for`` is the last incarnation of the device that signed; ``None`` for the till's own.

    Raises:
        Refused: ``terminal_unknown``; ``terminal_superseded``: the device speaks for an incarnation
            that is not its own.
        Damaged: ``journal_gap`` or ``journal_altered``: the entries do not hang together; nothing
            was taken in.
    """
    if speaks_for is not None and (request.claim or request.incarnation > speaks_for):
        raise Refused("terminal_superseded", terminal=request.terminal_id)
    till = _lock(connection, request)
    if request.claim and till.status != terminals.REVOKED:
        return _claimed(connection, till, request, now_ms=now_ms, house=house)
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
    desk = _desk(connection, till, request, now_ms=now_ms, house=house)
    waiting = levelling.due(connection, till.terminal_id, now_ms)
    opened = [open_entry(pushed) for pushed in request.entries[len(known) :]]
    results += _take_in(desk, till, opened, [*request.wants, *waiting])
    refused = _answer_wants(desk, till, request.wants)
    _level(desk, till, waiting, opened)
    _settle(desk, till, request)
    _save(connection, till, request, now_ms)
    feed.changed(connection, feed.Change.FIGURES, desk.figures_changed)
    feed.changed(connection, feed.Change.PROFILE, desk.profiles_changed)
    if desk.relearning:
        has_all = till.past is None and till.last_seq >= request.head_seq
        till.waits = recovery.heard(desk, has_all=has_all and request.epoch == house.epoch)
    return _answer(desk, till, request, results, refused)


def _desk(
    connection: Connection, till: _Till, request: PushRequest, *, now_ms: int, house: House
) -> Desk:
    recovering = recovery.standing(connection, till.terminal_id)
    till.waits = recovering.on
    if recovering.relearning:
        till.grant_ver = max(till.grant_ver, request.grant_ver)
    return Desk(
        connection,
        house,
        till.terminal_id,
        till.store_id,
        now_ms,
        programs.current(connection, house, now_ms),
        incarnation=till.incarnation,
        void_up_to=request.copied if till.goes_on else request.head_seq,
        relearning=recovering.relearning,
    )


def _lock(connection: Connection, request: PushRequest) -> _Till:
    row = connection.execute(_LOCKED, {"id": request.terminal_id}).first()
    if row is None:
        raise Refused("terminal_unknown", terminal=request.terminal_id)
    past = None
    if request.incarnation < row.incarnation:
        past = incarnations.find(connection, request.terminal_id, request.incarnation)
    return _Till(
        row.terminal_id,
        row.store_id,
        row.status,
        row.incarnation,
        request.incarnation,
        past.last_seq if past else row.last_seq,
        past.last_hash if past else row.last_hash,
        row.grant_ver,
        row.quarantined,
        past,
    )


def _claimed(
    connection: Connection, till: _Till, request: PushRequest, *, now_ms: int, house: House
) -> PushReply:
    """Let a till whose journal parted from ours go on as a new incarnation.

    It continues after what it was acknowledged, if that is still so here; else with everything.
    """
    agreed = _standing(connection, till, request) is None
    number = incarnations.granted(connection, till.terminal_id, request.claim)
    if number is None:
        number = max(till.current, request.incarnation) + 1
        incarnations.raise_to(
            connection,
            till.terminal_id,
            number,
            state=incarnations.CLAIMED,
            claim=request.claim,
            now_ms=now_ms,
        )
    return PushReply(
        RAISED if agreed else REFOUNDED,
        request.base_seq if agreed else 0,
        request.base_hash if agreed else GENESIS,
        house.epoch,
        now_ms,
        quarantined=till.quarantined,
        incarnation=number,
    )


def _standing(connection: Connection, till: _Till, request: PushRequest) -> str | None:
    """Return why the entries cannot follow what is here; ``None`` when they can."""
    if not till.known:
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
    (found,) = operations.between(connection, till.terminal_id, till.incarnation, (seq, seq))
    return str(found.hash)


def _known_results(
    connection: Connection, till: _Till, known: Sequence[PushedEntry]
) -> list[Result] | None:
    """Return what became of entries that are here already; ``None`` if one differs."""
    if not known:
        return []
    span = known[0].entry.seq, known[-1].entry.seq
    stored = operations.between(connection, till.terminal_id, till.incarnation, span)
    if [row.hash for row in stored] != [pushed.entry.hash for pushed in known]:
        return None
    return [Result(row.seq, row.outcome, row.code) for row in stored]


def _take_in(
    desk: Desk, till: _Till, opened: Sequence[Opened], asked: Sequence[Want | levelling.Due]
) -> list[Result]:
    entries = [each.pushed for each in opened]
    wanted = {each.member_id for each in asked}
    wanted |= {lease.member_id for lease in _void_leases(desk, till)}
    if till.status != terminals.REVOKED:
        outcomes = apply_all(desk, opened, wanted=wanted)
    else:
        outcomes = [_kept(desk, each) for each in opened]
    if not entries:
        return []
    operations.record(desk, entries, outcomes)
    last = entries[-1].entry
    till.last_seq, till.last_hash = last.seq, last.hash
    till.quarantined += sum(_waits(outcome) for outcome in outcomes)
    return [
        Result(pushed.entry.seq, outcome.outcome, outcome.code)
        for pushed, outcome in zip(entries, outcomes, strict=True)
    ]


def _waits(outcome: Outcome) -> bool:
    """Tell whether an operation is one more that waits for a manager; a copy of one is not."""
    if outcome.outcome != QUARANTINED:
        return False
    return outcome.original or outcome.code in (REVOKED_CODE, REUSED_CODE)


def _void_leases(desk: Desk, till: _Till) -> list[incarnations.VoidLease]:
    """Return the void leases that this push may give back."""
    if till.past is not None:
        return incarnations.void_leases(desk.connection, till.terminal_id, till.incarnation)
    if till.incarnation == 1:
        return []
    return incarnations.claimed_leases(desk.connection, till.terminal_id, till.incarnation)


def _settle(desk: Desk, till: _Till, request: PushRequest) -> None:
    """Give void leases back once everything that may have been spent from them is here."""
    if till.status != terminals.ACTIVE:
        lost.settle(desk, till.status)
        return
    if till.incarnation == 1 == till.current:
        return
    if till.past is not None:
        if request.sealed and till.last_seq >= request.head_seq:
            incarnations.settle(desk, till.incarnation)
            till.past = replace(till.past, state=incarnations.SETTLED)
    elif till.last_seq >= request.copied:
        incarnations.settle_claimed(desk)


def _kept(desk: Desk, opened: Opened) -> Outcome:
    """Keep an entry as evidence, with its place in the chain and without any effect."""
    keep_personal(desk, opened.pushed)
    return Outcome(QUARANTINED, REVOKED_CODE, original=False)


def _answer_wants(desk: Desk, till: _Till, wants: Sequence[Want]) -> tuple[tuple[str, str], ...]:
    if till.waits:
        return tuple((want.lease_id, recovery.CODE) for want in wants)
    if not till.borrows:
        return tuple((want.lease_id, SUPERSEDED_CODE) for want in wants if till.past)
    till.grant_ver, refused = lending.lend_all(
        desk, wants, grant_ver=till.grant_ver, today=_today(desk)
    )
    return refused


def _level(
    desk: Desk, till: _Till, waiting: Sequence[levelling.Due], opened: Sequence[Opened]
) -> None:
    """Bring this till, and others by way of their wishes, to what they should hold."""
    if till.borrows:
        moved = levelling.touched(desk, [each.body for each in opened if each.body is not None])
        till.grant_ver = levelling.settle(
            desk, waiting, moved, grant_ver=till.grant_ver, today=_today(desk)
        )


def _today(desk: Desk) -> str:
    return ShopDays(desk.house.store.zone).calendar_day(desk.now_ms)


def _save(connection: Connection, till: _Till, request: PushRequest, now_ms: int) -> None:
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


def _answer(
    desk: Desk,
    till: _Till,
    request: PushRequest,
    results: Iterable[Result],
    refused: tuple[tuple[str, str], ...],
) -> PushReply:
    usual = OK if till.past is None else SUPERSEDED
    status = usual if till.status == terminals.ACTIVE else REVOKED
    # After the others, so that what was decided is the last word.
    decided = operations.decided(desk.connection, till.terminal_id, till.incarnation)
    all_results = [*results, *decided][: limits.PUSH_OPS_MAX]
    said = _reply(till, status, now_ms=desk.now_ms, house=desk.house, results=all_results)
    if status != OK:
        return replace(said, refused_wants=refused)
    return replace(
        said,
        grants=lending.grants_after(desk.connection, till.terminal_id, request.grant_ver),
        refused_wants=refused,
        recalls=lending.recalls(desk.connection, till.terminal_id),
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
        incarnation=till.current,
        recovering=till.waits,
    )


_LOCKED = (
    sa.select(_TERMINAL).where(_TERMINAL.c.terminal_id == sa.bindparam("id")).with_for_update()
)
