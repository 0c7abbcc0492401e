"""One push of a till, in one transaction: the journal goes on, wishes are answered.

The till's row is locked first, so of two pushes of one till the second sees what the first did. An
entry that is here already is compared, not applied; what became of it is said again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from pos_member.domain.clock import ShopDays
from pos_member.domain.journal import GENESIS, check_chain
from sync.protocol import limits
from sync.protocol.messages import (
    FORK,
    OK,
    QUARANTINED,
    RAISED,
    REFOUNDED,
    REVOKED,
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
    reinstated,
    speaker,
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
from sync.server.speaker import Speaker

SUPERSEDED_CODE = "terminal_superseded"


def push(
    connection: Connection,
    request: PushRequest,
    *,
    now_ms: int,
    house: House,
    key: bytes = b"",
) -> PushReply:
    """Take in what ``request`` brings, answer its wishes, say how far the journal is here.

    ``key`` is the one that signed the request; empty where nobody but ourselves asks.

    Raises:
        Refused: ``terminal_unknown``; ``terminal_superseded``: the request speaks for an
            incarnation of another device.
        Damaged: ``journal_gap`` or ``journal_altered``: the entries do not hang together; nothing
            was taken in.
    """
    till = speaker.lock(connection, request, key=key)
    if request.claim and till.status != terminals.REVOKED:
        return _claimed(connection, till, request, now_ms=now_ms, house=house)
    status = speaker.standing(connection, till, request) or reinstated.standing(connection, till)
    if status is not None:
        return _reply(till, _parted(till, status), now_ms=now_ms, house=house)
    base = (request.base_seq, request.base_hash)
    entries = [pushed.entry for pushed in request.entries]
    check_chain(entries, terminal_id=till.terminal_id, after=base)
    known = [pushed for pushed in request.entries if pushed.entry.seq <= till.last_seq]
    results = _known_results(connection, till, known)
    if results is None:
        return _reply(till, _parted(till, FORK), now_ms=now_ms, house=house)
    desk = _desk(connection, till, request, now_ms=now_ms, house=house)
    waiting = levelling.due(connection, till.terminal_id, now_ms)
    opened = [open_entry(pushed) for pushed in request.entries[len(known) :]]
    results += _take_in(desk, till, opened, [*request.wants, *waiting])
    refused = _answer_wants(desk, till, request.wants)
    _level(desk, till, waiting, opened)
    _settle(desk, till, request)
    speaker.save(connection, till, request, now_ms)
    feed.changed(connection, feed.Change.FIGURES, desk.figures_changed)
    feed.changed(connection, feed.Change.PROFILE, desk.profiles_changed)
    feed.changed(connection, feed.Change.COUPON, desk.coupons_changed)
    if desk.relearning:
        has_all = till.past is None and till.last_seq >= request.head_seq
        till.waits = recovery.heard(desk, has_all=has_all and request.epoch == house.epoch)
    return _answer(desk, till, request, results, refused)


def _desk(
    connection: Connection, till: Speaker, request: PushRequest, *, now_ms: int, house: House
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
        recovering=recovering.relearning or recovering.on,
    )


def _claimed(
    connection: Connection, till: Speaker, request: PushRequest, *, now_ms: int, house: House
) -> PushReply:
    """Let a till whose journal parted from ours go on as a new incarnation.

    It continues after what it was acknowledged, if that is still so here; else with everything.
    """
    agreed = speaker.standing(connection, till, request) is None
    base = (request.base_seq, request.base_hash) if agreed else (0, GENESIS)
    base = reinstated.agreed_place(connection, till, base)
    number = incarnations.granted(connection, till.terminal_id, request.claim)
    if number is None:
        if till.status == terminals.RETURNED:
            reinstated.welcome(connection, till.terminal_id)
        number = incarnations.claimed(
            connection, till.terminal_id, till.incarnation, request.claim, now_ms=now_ms
        )
    return PushReply(
        RAISED if agreed else REFOUNDED,
        *base,
        house.epoch,
        now_ms,
        quarantined=till.quarantined,
        incarnation=number,
    )


def _parted(till: Speaker, status: str) -> str:
    """Return what to say of entries that cannot follow: who is not trusted makes no claim."""
    return REVOKED if (till.status, status) == (terminals.REVOKED, FORK) else status


def _known_results(
    connection: Connection, till: Speaker, known: Sequence[PushedEntry]
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
    desk: Desk, till: Speaker, opened: Sequence[Opened], asked: Sequence[Want | levelling.Due]
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
    return outcome.original or outcome.code in (reinstated.KEPT, REUSED_CODE)


def _void_leases(desk: Desk, till: Speaker) -> list[incarnations.VoidLease]:
    """Return the void leases that this push may give back."""
    if till.past is not None:
        return incarnations.void_leases(desk.connection, till.terminal_id, till.incarnation)
    if till.incarnation == 1:
        return []
    return incarnations.claimed_leases(desk.connection, till.terminal_id, till.incarnation)


def _settle(desk: Desk, till: Speaker, request: PushRequest) -> None:
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
            reinstated.resolve(desk.connection, till, now_ms=desk.now_ms)
    elif till.last_seq >= request.copied:
        _settle_claimed(desk, till)


def _settle_claimed(desk: Desk, till: Speaker) -> None:
    if incarnations.settle_claimed(desk):
        reinstated.resolve(desk.connection, till, now_ms=desk.now_ms)


def _kept(desk: Desk, opened: Opened) -> Outcome:
    """Keep an entry as evidence, with its place in the chain and without any effect."""
    keep_personal(desk, opened.pushed)
    return Outcome(QUARANTINED, reinstated.KEPT, original=False)


def _answer_wants(desk: Desk, till: Speaker, wants: Sequence[Want]) -> tuple[tuple[str, str], ...]:
    if till.waits:
        return tuple((want.lease_id, recovery.CODE) for want in wants)
    if not till.borrows:
        return tuple((want.lease_id, SUPERSEDED_CODE) for want in wants if till.past)
    till.grant_ver, refused = lending.lend_all(
        desk, wants, grant_ver=till.grant_ver, today=_today(desk)
    )
    return refused


def _level(
    desk: Desk, till: Speaker, waiting: Sequence[levelling.Due], opened: Sequence[Opened]
) -> None:
    """Bring this till, and others by way of their wishes, to what they should hold."""
    if till.borrows:
        moved = levelling.touched(desk, [each.body for each in opened if each.body is not None])
        till.grant_ver = levelling.settle(
            desk, waiting, moved, grant_ver=till.grant_ver, today=_today(desk)
        )


def _today(desk: Desk) -> str:
    return ShopDays(desk.house.store.zone).calendar_day(desk.now_ms)


def _answer(
    desk: Desk,
    till: Speaker,
    request: PushRequest,
    results: Iterable[Result],
    refused: tuple[tuple[str, str], ...],
) -> PushReply:
    usual = OK if till.past is None else SUPERSEDED
    status = usual if till.status == terminals.ACTIVE else REVOKED
    # After the others, so that what was decided is the last word.
    decided = operations.decided(
        desk.connection, till.terminal_id, till.incarnation, now_ms=desk.now_ms
    )
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
    till: Speaker, status: str, *, now_ms: int, house: House, results: Iterable[Result] = ()
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
