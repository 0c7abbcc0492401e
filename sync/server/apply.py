"""Applies the operations of a till, each exactly once: applied, or quarantined with a code.

An operation has happened: the customer has left. So it is never refused. What does not fit is kept
in quarantine with its reason, takes no effect, and the next one goes on. A batch is worked out in
memory and written as one set; where the database does not agree with that, it is written in halves,
so that one bad operation is found and stands alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.exc import DataError, IntegrityError

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged, PosError, Refused
from pos_member.domain.journal import Draft
from pos_member.domain.lease import Leg
from pos_member.domain.ledger import Kind, Transfer
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import (
    Body,
    Enrolment,
    LeaseOpened,
    LeaseReturned,
    Personal,
    Refund,
    Sale,
    TopUp,
)
from pos_member.domain.program import Program
from pos_member.domain.transfers import transfers_of
from sync.protocol.messages import APPLIED, QUARANTINED, PushedEntry
from sync.protocol.personal import seal
from sync.server import (
    coherence,
    headroom,
    members,
    owed,
    quarantine,
    recovery,
    refunds,
    sets,
    shortage,
    tables,
    tier_books,
)
from sync.server.books import LeaseRow
from sync.server.desk import Desk, Recorded

REUSED_CODE = "op_id_reused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an operation; ``original`` is false where it had come here before."""

    outcome: str
    code: str = ""
    original: bool = True


@dataclass(frozen=True, slots=True)
class Opened:
    """A pushed entry with its body read: ``body`` is ``None`` where ``code`` says why not."""

    pushed: PushedEntry
    body: Body | None
    code: str = ""


def open_entry(pushed: PushedEntry) -> Opened:
    """Read the body of ``pushed``; what is wrong with it becomes the code of its quarantine."""
    draft = pushed.entry.draft
    try:
        return Opened(pushed, read_body(draft.kind, canonical.load(draft.body)))
    except Damaged as wrong:
        return Opened(pushed, None, wrong.code)
    except (ValueError, RecursionError):
        return Opened(pushed, None, "not_json")


class _Halve(Exception):
    """The batch cannot be written as one; ``code`` is what a batch of one is quarantined with."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def apply_all(
    desk: Desk, opened: Sequence[Opened], *, wanted: Collection[str] = ()
) -> list[Outcome]:
    """Apply entries in order; sticky: the same operation has the same outcome for ever.

    ``wanted``: members that the push asks leases of, read and locked together with the others.
    """
    desk.read(
        (each.body for each in opened if each.body is not None),
        op_ids=(each.pushed.entry.draft.op_id for each in opened),
        wanted=wanted,
    )
    try:
        with desk.connection.begin_nested():
            outcomes = [_apply(desk, each) for each in opened]
            _write(desk)
    except _Halve as torn:
        if len(opened) == 1:
            return [_apply_none(desk, opened[0], torn.code, wanted)]
        half = len(opened) // 2
        first = apply_all(desk, opened[:half], wanted=wanted)
        return first + apply_all(desk, opened[half:], wanted=wanted)
    return outcomes


def apply_again(desk: Desk, opened: Opened) -> str:
    """Apply as it stands an operation that waited; return the code of what was left undone.

    Raises:
        Refused: ``operation_still_waits``, with why; what was done until then has to be rolled
            back.
    """
    desk.read([] if opened.body is None else [opened.body])
    try:
        outcome = _attempt(desk, opened)
        if outcome.outcome == APPLIED:
            _write(desk)
            return outcome.code
        why = outcome.code
    except _Halve as torn:
        why = torn.code
    raise Refused("operation_still_waits", why=why)


def _write(desk: Desk) -> None:
    try:
        owed.settle(desk)
        desk.write()
        owed.ask_back(desk)
    except Refused as refused:
        raise _Halve(refused.code) from refused
    except (IntegrityError, DataError) as refused:
        raise _Halve("constraint") from refused


def _apply_none(desk: Desk, opened: Opened, code: str, wanted: Collection[str]) -> Outcome:
    """Keep apart an operation that the database does not take, as if it had not been tried."""
    desk.read([opened.body] if opened.body else [], wanted=wanted)
    outcome = _outcome_of(desk, opened, Outcome(QUARANTINED, code))
    desk.write()
    return outcome


def _apply(desk: Desk, opened: Opened) -> Outcome:
    draft = opened.pushed.entry.draft
    known = desk.operations.get(draft.op_id)
    if known is None:
        outcome = _outcome_of(desk, opened, _attempt(desk, opened))
        if outcome.outcome == QUARANTINED and opened.body is not None:
            quarantine.hold(desk, draft.op_id, opened.body, code=outcome.code)
        return outcome
    if _is_same(known, draft):
        _show_again(desk, opened.body)
        return Outcome(known.outcome, known.code, original=False)
    return Outcome(QUARANTINED, REUSED_CODE, original=False)


def _show_again(desk: Desk, body: Body | None) -> None:
    """Let the feed show the member of a copy: its till counts it until a row includes it."""
    no = desk.members.get(body.member_id or "") if isinstance(body, Sale | Refund | TopUp) else None
    if no is not None:
        desk.figures_changed.add(no)


def _outcome_of(desk: Desk, opened: Opened, outcome: Outcome) -> Outcome:
    """Remember ``outcome``, and what has to wait with an operation that waits."""
    draft = opened.pushed.entry.draft
    desk.operations[draft.op_id] = Recorded(
        draft.op_id,
        draft.kind,
        draft.actor_id,
        draft.moment.wall_ms,
        draft.body,
        outcome.outcome,
        outcome.code,
    )
    if outcome.outcome == QUARANTINED:
        keep_personal(desk, opened.pushed)
        if opened.body is not None:
            desk.hold_apart(draft.op_id, opened.body)
    return outcome


def keep_personal(desk: Desk, pushed: PushedEntry) -> None:
    """Keep, sealed, the personal values of an operation that waits for somebody to decide."""
    if pushed.personal is None:
        return
    plain = canonical.dump(pushed.personal.to_json()).decode()
    sealed = seal(desk.house.field_key, plain)
    _KEEP_PERSONAL.run(desk.connection, [(pushed.entry.draft.op_id, sealed)])


def _attempt(desk: Desk, opened: Opened) -> Outcome:
    if opened.body is None:
        return Outcome(QUARANTINED, opened.code)
    before = desk.books.changes
    try:
        coherence.check_id(opened.pushed.entry.draft.op_id)
        coherence.check(opened.body, store_id=desk.store_id, currency=desk.house.store.currency)
        return Outcome(APPLIED, _book(desk, opened.pushed, opened.body))
    except PosError as refused:
        if desk.books.changes != before:
            # Half of it is done: only giving up the whole attempt takes that back.
            raise _Halve(refused.code) from refused
        return Outcome(QUARANTINED, refused.code)
    except (IntegrityError, DataError) as refused:
        raise _Halve("constraint") from refused


def _book(desk: Desk, pushed: PushedEntry, body: Body) -> str:
    """Do what ``body`` says; return the code of what was left undone, mostly none."""
    draft = pushed.entry.draft
    match body:
        case Sale():
            return _book_sale(desk, draft.op_id, body)
        case Refund():
            return _book_refund(desk, draft, body, void=pushed.entry.seq <= desk.void_up_to)
        case TopUp():
            return _book_top_up(desk, draft, body, void=pushed.entry.seq <= desk.void_up_to)
        case Enrolment():
            code = _book_enrolment(desk, pushed.personal, body)
            _book_headroom(desk, draft, body, void=pushed.entry.seq <= desk.void_up_to)
            return code
        case LeaseOpened():
            _book_lease_opened(desk, body, void=pushed.entry.seq <= desk.void_up_to)
        case LeaseReturned():
            return _book_lease_returned(desk, draft.op_id, body)
        case _:
            _post(desk, draft.op_id, body, None)
    return ""


def _book_sale(desk: Desk, op_id: str, sale: Sale) -> str:
    no = desk.member_no(sale.member_id) if sale.member_id else None
    for leg in sale.legs:
        _check_leg(desk, leg, no)
    _check_singles(desk, sale)
    covered = shortage.cover(desk, sale)
    _post(desk, op_id, sale, no, covered)
    for used in sale.coupons:
        desk.books.redeem(used.coupon_id, op_id)
    code = shortage.SHORTAGE if covered else ""
    if no is None:
        return code
    before = desk.books.standing(no)
    now = members.visited(before, sale.where.day)
    if sale.qualifying and desk.rules.program is not None:
        now = _qualified(desk, no, now, sale, desk.rules.program)
    if now is not before:
        desk.books.restate(no, now)
    return code


def _qualified(
    desk: Desk, no: int, said: members.Standing, sale: Sale, program: Program
) -> members.Standing:
    """Count a purchase towards the tier; return what is said of the member then."""
    tier_id = tier_books.purchased(
        desk.books.tiers,
        no,
        tier_books.Rest(said.rest, said.tier_id),
        program=program,
        new=tier_books.purchase(sale.qualifying, sale.where.day, program, desk.now_ms),
        before=desk.books.balance(no, Kind.QUALIFYING) - sale.qualifying,
    )
    return said if tier_id == said.tier_id else replace(said, tier_id=tier_id)


def _book_refund(desk: Desk, draft: Draft, refund: Refund, *, void: bool) -> str:
    sale = refunds.sale_of(desk, refund)
    covered = refunds.cover(desk, refund, sale)
    no = desk.member_no(refund.member_id) if refund.member_id else None
    if no is not None and refund.principal:
        _make_lease(desk, draft, no, (Kind.PRINCIPAL, refund.principal), void=void)
    _post(desk, draft.op_id, refund, no, covered)
    refunds.note(desk, refund)
    if no is not None:
        refunds.take_from_tier(desk, no, refund, sale)
        desk.taken_back.add((no, refund.sale_id))
    if covered:
        return shortage.SHORTAGE
    return headroom.code_of_refund(desk, refund, no)


def _book_top_up(desk: Desk, draft: Draft, top_up: TopUp, *, void: bool) -> str:
    no = desk.member_no(top_up.member_id)
    for leg in top_up.headroom:
        _check_leg(desk, leg, no)
    covered = headroom.cover(desk, top_up)
    _make_lease(desk, draft, no, (Kind.PRINCIPAL, top_up.principal), void=void)
    _post(desk, draft.op_id, top_up, no, covered)
    return headroom.code_of(desk, top_up, no, covered)


def _book_headroom(desk: Desk, draft: Draft, enrolment: Enrolment, *, void: bool) -> None:
    """Lend the new member's till the room that it gave itself: nobody else can have any of it."""
    if not enrolment.headroom:
        return
    no = desk.members[enrolment.member_id]
    _make_lease(desk, draft, no, (Kind.HEADROOM, enrolment.headroom), void=void)
    _post(desk, draft.op_id, enrolment, no)


def _make_lease(desk: Desk, draft: Draft, no: int, rights: tuple[Kind, int], *, void: bool) -> None:
    """Make the lease that an operation of the till implies: its id is the operation's id."""
    row = LeaseRow(
        draft.op_id,
        desk.terminal_id,
        no,
        *rights,
        opened=True,
        incarnation=desk.incarnation,
        void=void,
    )
    desk.books.make_lease(row, expires_ms=draft.moment.wall_ms + desk.rules.policy.valid_ms)


def _book_enrolment(desk: Desk, personal: Personal | None, enrolment: Enrolment) -> str:
    known = desk.members.get(enrolment.member_id)
    if known is not None and not members.is_unnamed(desk.connection, known):
        raise Refused("member_exists", member=enrolment.member_id)
    if personal is not None and personal.hashes() != enrolment.personal:
        raise Refused("personal_altered", member=enrolment.member_id)
    values = personal.values if personal else {}
    profile = members.enrolled(enrolment, values, desk.house, tier_id=desk.entry_tier())
    if known is not None:
        desk.books.restate(known, members.named(desk.books.standing(known), profile))
        return members.name(desk.connection, known, profile, desk.house, now_ms=desk.now_ms)
    no, code = members.add(desk.connection, profile, desk.house, now_ms=desk.now_ms)
    desk.members[enrolment.member_id] = no
    desk.books.add_member(no)
    return code


def _book_lease_opened(desk: Desk, opened: LeaseOpened, *, void: bool) -> None:
    grant = opened.grant
    no = desk.member_no(grant.member_id)
    if desk.relearning and recovery.is_forgotten(desk, grant):
        recovery.relearn(desk, grant, no, void=void)
        return
    row = desk.lease(grant.lease_id, no=no, kind=grant.kind)
    if (grant.amount, grant.terminal_id) != (row.granted, desk.terminal_id):
        raise Refused("grant_differs", lease=grant.lease_id)
    if row.opened and not row.void:
        raise Refused("lease_opened_before", lease=grant.lease_id)
    desk.books.open_lease(grant.lease_id)


def _book_lease_returned(desk: Desk, op_id: str, returned: LeaseReturned) -> str:
    no = desk.member_no(returned.member_id)
    _check_leg(desk, Leg(returned.lease_id, returned.account_kind, returned.amount), no)
    body: LeaseReturned | None = returned
    if desk.leases[returned.lease_id].void:
        body = shortage.shrunk(desk, returned)
    if body is not None:
        _post(desk, op_id, body, no)
    return "" if body == returned else shortage.VOID_CODE


def _check_leg(desk: Desk, leg: Leg, no: int | None) -> None:
    assert no is not None
    if not desk.lease(leg.lease_id, no=no, kind=leg.kind).opened:
        raise Refused("lease_not_opened", lease=leg.lease_id)


def _check_singles(desk: Desk, sale: Sale) -> None:
    """Check that no lease gave more than a printed code opens, unless a manager allowed it.

    The limit is the one that the lease was lent under, which the till has in writing.
    """
    taken: dict[str, int] = {}
    for leg in sale.legs:
        taken[leg.lease_id] = taken.get(leg.lease_id, 0) + leg.amount
    for lease_id, amount in taken.items():
        most = desk.leases[lease_id].max_single
        if 0 < most < amount and sale.approval is None:
            raise Refused("over_single", lease=lease_id, limit=most)


def _post(
    desk: Desk, op_id: str, body: Body, no: int | None, covered: tuple[Transfer, ...] = ()
) -> None:
    made = covered + transfers_of(op_id, body, currency=desk.house.store.currency)
    desk.books.post(op_id, made, no=no, now_ms=desk.now_ms)


def _is_same(known: Recorded, draft: Draft) -> bool:
    mine = (draft.kind, draft.actor_id, draft.moment.wall_ms, draft.body)
    return mine == (known.kind, known.actor_id, known.wall_ms, known.body)


_KEEP_PERSONAL = sets.inserting(tables.operation_personal, "ON CONFLICT DO NOTHING")
