"""What each kind of operation does in the books of the server: one function for each.

Nothing here knows whether an operation came before or what becomes of one that does not fit.
"""

from collections.abc import Iterable
from dataclasses import replace

from pos_member.domain.errors import Refused
from pos_member.domain.journal import Draft
from pos_member.domain.lease import Leg
from pos_member.domain.ledger import Kind, Transfer
from pos_member.domain.operations import (
    Body,
    Enrolment,
    LeaseOpened,
    LeaseReturned,
    Personal,
    Refund,
    Sale,
    SessionRedeemed,
    TopUp,
)
from pos_member.domain.program import Program
from pos_member.domain.transfers import transfers_of
from sync.protocol.messages import PushedEntry
from sync.server import headroom, members, recovery, refunds, shortage, tier_books
from sync.server.books import LeaseRow
from sync.server.desk import Desk


def book(desk: Desk, pushed: PushedEntry, body: Body) -> str:
    """Do what ``body`` says; return the code of what was left undone, mostly none."""
    draft, void = pushed.entry.draft, pushed.entry.seq <= desk.void_up_to
    match body:
        case Sale():
            code = _book_sale(desk, draft, body, void=void)
        case SessionRedeemed():
            code = _book_session(desk, draft.op_id, body)
        case Refund():
            code = _book_refund(desk, draft, body, void=void)
        case TopUp():
            code = _book_top_up(desk, draft, body, void=void)
        case Enrolment():
            code = _book_enrolment(desk, pushed.personal, body)
            _book_headroom(desk, draft, body, void=void)
        case LeaseOpened() | LeaseReturned():
            code = _book_lending(desk, draft.op_id, body, void=void)
        case _:
            code = ""
            _post(desk, draft.op_id, body, None)
    return code


def _book_sale(desk: Desk, draft: Draft, sale: Sale, *, void: bool) -> str:
    op_id = draft.op_id
    no = desk.member_no(sale.member_id) if sale.member_id else None
    legs = sale.legs
    for leg in legs:
        _check_leg(desk, leg, no)
    _check_singles(desk, sale, legs)
    covered = shortage.cover(desk, sale, legs)
    if no is not None and sale.packages:
        sessions = sum(each.sessions for each in sale.packages)
        _make_lease(desk, draft, no, (Kind.SESSION, sessions), void=void)
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


def _book_session(desk: Desk, op_id: str, used: SessionRedeemed) -> str:
    no = desk.member_no(used.member_id)
    for leg in used.legs:
        _check_leg(desk, leg, no)
    covered = shortage.cover(desk, used, used.legs)
    _post(desk, op_id, used, no, covered)
    before = desk.books.standing(no)
    now = members.visited(before, used.where.day)
    if now is not before:
        desk.books.restate(no, now)
    return shortage.SHORTAGE if covered else ""


def _qualified(
    desk: Desk, no: int, said: members.Standing, sale: Sale, program: Program
) -> members.Standing:
    """Count a purchase towards the tier; return what is said of the member then."""
    tiers, rest = desk.books.tiers, tier_books.Rest(said.rest, said.tier_id)
    new = tier_books.purchase(sale.qualifying, sale.where.day, program, desk.now_ms)
    if tiers.takes(no, rest, program, new):
        return said
    tier_id = tier_books.purchased(
        tiers,
        no,
        rest,
        program=program,
        new=new,
        before=desk.books.balance(no, Kind.QUALIFYING) - sale.qualifying,
    )
    return said if tier_id == said.tier_id else replace(said, tier_id=tier_id)


def _book_refund(desk: Desk, draft: Draft, refund: Refund, *, void: bool) -> str:
    sale = refunds.sale_of(desk, refund)
    covered = refunds.cover(desk, refund, sale)
    no = desk.member_no(refund.member_id) if refund.member_id else None
    for leg in refund.sessions:
        _check_leg(desk, leg, no)
    covered += shortage.cover(desk, refund, refund.sessions)
    if no is not None and refund.principal:
        _make_lease(desk, draft, no, (Kind.PRINCIPAL, refund.principal), void=void)
    _post(desk, draft.op_id, refund, no, covered)
    if no is not None:
        refunds.take_from_tier(desk, no, refund, sale)
        desk.taken_back.add((no, refund.sale_id))
    refunds.note(desk, refund)
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


def _book_lending(desk: Desk, op_id: str, body: LeaseOpened | LeaseReturned, *, void: bool) -> str:
    if isinstance(body, LeaseReturned):
        return _book_lease_returned(desk, op_id, body)
    _book_lease_opened(desk, body, void=void)
    return ""


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


def _check_singles(desk: Desk, sale: Sale, legs: Iterable[Leg]) -> None:
    """Check that no lease gave more than a printed code opens, unless a manager allowed it.

    The limit is the one that the lease was lent under, which the till has in writing.
    """
    taken: dict[str, int] = {}
    for leg in legs:
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
