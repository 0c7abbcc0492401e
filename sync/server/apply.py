"""Applies one operation of a till, exactly once: created, exists, or quarantined with a code.

An operation has happened: the customer has left. So it is never refused. What does not fit is kept
in quarantine with its reason, takes no effect, and the next one goes on.
"""

from dataclasses import dataclass, replace

import sqlalchemy as sa
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
    Sale,
    TopUp,
)
from pos_member.domain.transfers import transfers_of
from sync.protocol.messages import APPLIED, QUARANTINED, PushedEntry
from sync.protocol.personal import seal
from sync.server import coherence, lending, members, posting, shortage, tables, upserts
from sync.server.desk import Desk, LeaseRow, Recorded

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


def apply_entry(desk: Desk, opened: Opened) -> Outcome:
    """Apply an entry inside a savepoint; sticky: the same operation has the same outcome for ever.

    ``desk`` has read what the entry refers to.
    """
    draft = opened.pushed.entry.draft
    known = desk.operations.get(draft.op_id)
    if known is not None:
        same = _is_same(known, draft)
        return (
            Outcome(known.outcome, known.code, original=False)
            if same
            else Outcome(QUARANTINED, REUSED_CODE, original=False)
        )
    outcome = _attempt(desk, opened)
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
    desk.connection.execute(
        _KEEP_PERSONAL[desk.connection.dialect.name],
        {"op_id": pushed.entry.draft.op_id, "sealed": seal(desk.house.field_key, plain)},
    )


def _attempt(desk: Desk, opened: Opened) -> Outcome:
    if opened.body is None:
        return Outcome(QUARANTINED, opened.code)
    try:
        coherence.check_id(opened.pushed.entry.draft.op_id)
        coherence.check(opened.body, store_id=desk.store_id, currency=desk.house.store.currency)
        with desk.connection.begin_nested():
            return Outcome(APPLIED, _book(desk, opened.pushed, opened.body))
    except PosError as refused:
        return Outcome(QUARANTINED, refused.code)
    except (IntegrityError, DataError):
        return Outcome(QUARANTINED, "constraint")


def _book(desk: Desk, pushed: PushedEntry, body: Body) -> str:
    """Do what ``body`` says; return the code of what was left undone, mostly none."""
    draft = pushed.entry.draft
    match body:
        case Sale():
            return _book_sale(desk, draft.op_id, body)
        case TopUp():
            _book_top_up(desk, draft, body, void=pushed.entry.seq <= desk.void_up_to)
        case Enrolment():
            return _book_enrolment(desk, pushed.personal, body)
        case LeaseOpened():
            _book_lease_opened(desk, body)
        case LeaseReturned():
            return _book_lease_returned(desk, draft.op_id, body)
        case _:
            _post(desk, draft.op_id, body, None)
    return ""


def _book_sale(desk: Desk, op_id: str, sale: Sale) -> str:
    no = desk.member_no(sale.member_id) if sale.member_id else None
    for tender in sale.tenders:
        for leg in tender.legs:
            _check_leg(desk, leg, no)
    covered = shortage.cover(desk, sale)
    _post(desk, op_id, sale, no, covered)
    code = shortage.SHORTAGE if covered else ""
    if no is None:
        return code
    visited = members.visited(desk.connection, no, sale.where.day)
    raised = sale.qualifying and members.raised(desk.connection, no, desk.rules)
    if visited or raised:
        desk.profiles_changed.add(no)
    return code


def _book_top_up(desk: Desk, draft: Draft, top_up: TopUp, *, void: bool) -> None:
    no = desk.member_no(top_up.member_id)
    row = LeaseRow(
        draft.op_id,
        desk.terminal_id,
        no,
        Kind.PRINCIPAL,
        top_up.principal,
        opened=True,
        incarnation=desk.incarnation,
        void=void,
    )
    expires_ms = draft.moment.wall_ms + desk.rules.policy.valid_ms
    desk.connection.execute(lending.NEW_LEASE, lending.lease_values(row, expires_ms=expires_ms))
    _post(desk, draft.op_id, top_up, no)
    if not void:
        lending.recall_excess(desk.connection, row, desk.rules.policy)
    desk.leases[draft.op_id] = row


def _book_enrolment(desk: Desk, personal: Personal | None, enrolment: Enrolment) -> str:
    if enrolment.member_id in desk.members:
        raise Refused("member_exists", member=enrolment.member_id)
    if personal is not None and personal.hashes() != enrolment.personal:
        raise Refused("personal_altered", member=enrolment.member_id)
    values = personal.values if personal else {}
    tier_id = desk.rules.entry_tier() or desk.house.entry_tier
    profile = members.enrolled(enrolment, values, desk.house, tier_id=tier_id)
    no, code = members.add(desk.connection, profile, desk.house, now_ms=desk.now_ms)
    desk.members[enrolment.member_id] = no
    desk.profiles_changed.add(no)
    desk.figures_changed.add(no)
    return code


def _book_lease_opened(desk: Desk, opened: LeaseOpened) -> None:
    grant = opened.grant
    no = desk.member_no(grant.member_id)
    row = desk.lease(grant.lease_id, no=no, kind=grant.kind)
    if (grant.amount, grant.terminal_id) != (row.granted, desk.terminal_id):
        raise Refused("grant_differs", lease=grant.lease_id)
    if row.opened and not row.void:
        raise Refused("lease_opened_before", lease=grant.lease_id)
    desk.connection.execute(_OPEN_LEASE, {"id": grant.lease_id})
    desk.leases[grant.lease_id] = replace(row, opened=True)


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


def _post(
    desk: Desk, op_id: str, body: Body, no: int | None, covered: tuple[Transfer, ...] = ()
) -> None:
    made = covered + transfers_of(op_id, body, currency=desk.house.store.currency)
    if posting.post(desk.connection, op_id, made, no=no, now_ms=desk.now_ms) and no is not None:
        desk.figures_changed.add(no)


def _is_same(known: Recorded, draft: Draft) -> bool:
    mine = (draft.kind, draft.actor_id, draft.moment.wall_ms, draft.body)
    return mine == (known.kind, known.actor_id, known.wall_ms, known.body)


_KEEP_PERSONAL = upserts.insert_new(tables.operation_personal)
_OPEN_LEASE = (
    sa.update(tables.lease).where(tables.lease.c.lease_id == sa.bindparam("id")).values(opened=1)
)
