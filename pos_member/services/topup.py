"""Tops stored value up: the principal becomes a lease of this till, spendable here at once.

The lease's id is the operation's id, so the server posts the money there and never into what other
tills may borrow. The bonus is the server's to lend. Below a cap both fill headroom that is on loan
here, so that no two tills lift a balance above it together.
"""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.clock import ShopDays
from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.lease import Leg, draw
from pos_member.domain.ledger import Kind
from pos_member.domain.member import Status
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Approval, Tendered, TopUp, Where
from pos_member.domain.points import last_day
from pos_member.domain.program import Program
from pos_member.domain.stored_value import TopUpHolder, TopUpPlan, plan_top_up
from pos_member.domain.tender import MEMBER_FUNDED, TenderKind, TenderPlan
from pos_member.domain.views import MemberView, TopUpDone
from pos_member.services.booking import book
from pos_member.services.checkout import check_status
from pos_member.services.health import require_room, with_last_room
from pos_member.services.leases import spendable
from pos_member.services.lookup import open_member
from pos_member.services.numbers import next_receipt
from pos_member.services.program import program_at
from pos_member.services.receipts import Printed, top_up_receipt
from pos_member.services.shop_time import check_clock, trusted_ms
from pos_member.services.staff import check_approval, staff_name
from pos_member.services.suspicion import catch_up
from pos_member.services.till import Till, require_trust
from pos_member.storage import entries, print_jobs


@dataclass(frozen=True, slots=True)
class TopUpOrder:
    """A top-up that was confirmed. ``op_id`` is made before the first try and kept for retries.

    ``tender`` pays the principal, with money from outside.
    """

    op_id: str
    member: MemberView
    pay_minor: int
    tender: TenderPlan
    cashier_id: str
    approval: Approval | None = None


def plan(program: Program, member: MemberView, pay_minor: int) -> TopUpPlan:
    """Return what paying ``pay_minor`` in gives to ``member``; pure.

    Raises:
        Refused: as ``domain.stored_value.plan_top_up`` says.
    """
    standing = member.standing
    holder = TopUpHolder(Status(member.status), standing.book, standing.sure_room)
    return plan_top_up(program, pay_minor, member=holder)


def top_up(till: Till, order: TopUpOrder, moment: Moment) -> TopUpDone:
    """Book the top-up; a second call with the same ``op_id`` returns the same one.

    Raises:
        Refused: as ``plan``; ``approval_needed`` with the reason ``bonus_over_limit``;
            ``top_up_tender`` when it is not outside money for exactly the principal;
            ``member_frozen``, ``member_closed``, ``op_id_used``; ``clock_wrong`` below a cap.
        Unavailable: the disk has no room.
    """
    done = _done_already(till, order, moment)
    if done is not None:
        return done
    require_trust(till)
    require_room(till.folder)
    check_status(till, order.member)
    program = program_at(till, moment.wall_ms)
    held = open_member(till, order.member.member_id, order.member.identified_by, moment)
    if program.stored_value.balance_cap_minor is not None:
        with till.journal.reading() as connection:
            check_clock(connection, moment)
    planned = plan(program, held, order.pay_minor)
    if planned.needs_approval:
        check_approval(till, order.approval, planned.reason)
    _check_tender(order)
    return with_last_room(
        till.folder,
        lambda: _book(till, order, planned, held=held, program=program, moment=moment),
    )


def _book(
    till: Till,
    order: TopUpOrder,
    planned: TopUpPlan,
    *,
    held: MemberView,
    program: Program,
    moment: Moment,
) -> TopUpDone:
    with till.journal.writing() as connection:
        days = ShopDays(program.zone, program.day_cut_hour)
        day = days.business_day(moment.wall_ms)
        number = next_receipt(connection, till.identity.register, day)
        where = Where(till.identity.store_id, day, number, till.identity.currency)
        today = days.calendar_day(moment.wall_ms)
        body = _body(order, planned, where=where, program=program, today=today)
        body = replace(body, headroom=_headroom(connection, held, planned, moment))
        cashier = staff_name(till, order.cashier_id)
        printed = Printed(order.op_id, cashier, moment, held)
        booked = book(
            connection,
            till,
            body,
            op_id=order.op_id,
            actor_id=order.cashier_id,
            moment=moment,
            printed=top_up_receipt(till, body, printed=printed),
            kick_drawer=order.tender.kind is TenderKind.CASH,
        )
    return _done(till, order, body, booked.print_job, moment=moment)


def _headroom(
    connection: Connection, member: MemberView, planned: TopUpPlan, moment: Moment
) -> tuple[Leg, ...]:
    if not planned.headroom_minor:
        return ()
    now_ms = trusted_ms(connection, moment)
    held = spendable(connection, member.member_id, (Kind.HEADROOM,), moment)
    return draw(held, Kind.HEADROOM, planned.headroom_minor, now_ms)


def _check_tender(order: TopUpOrder) -> None:
    tender = order.tender
    if tender.kind in MEMBER_FUNDED or tender.amount_minor != order.pay_minor:
        raise Refused("top_up_tender", kind=tender.kind.value)
    if tender.received_minor and tender.received_minor < tender.amount_minor:
        raise Refused("cash_short", missing_minor=tender.amount_minor - tender.received_minor)


def _body(
    order: TopUpOrder, planned: TopUpPlan, *, where: Where, program: Program, today: str
) -> TopUp:
    tender = order.tender
    return TopUp(
        where=where,
        member_id=order.member.member_id,
        identified_by=order.member.identified_by,
        principal=planned.principal_minor,
        bonus=planned.bonus_minor,
        points=planned.points,
        points_expire_day=last_day(program.points, today) if planned.points else "",
        offer_id=planned.offer_id,
        program_version=program.version,
        tender=Tendered(
            tender.kind.value, tender.amount_minor, (), tender.received_minor, tender.reference
        ),
        approval=order.approval if planned.needs_approval else None,
    )


def _done_already(till: Till, order: TopUpOrder, moment: Moment) -> TopUpDone | None:
    with till.journal.reading() as connection:
        entry = entries.by_op(connection, order.op_id)
        job = print_jobs.of_op(connection, order.op_id)
    if entry is None:
        return None
    body = read_body(entry.draft.kind, canonical.load(entry.draft.body))
    if not isinstance(body, TopUp):
        raise Refused("op_id_used")
    catch_up(till)
    return _done(till, order, body, job.job if job else 0, moment=moment)


def _done(
    till: Till, order: TopUpOrder, body: TopUp, print_job: int, *, moment: Moment
) -> TopUpDone:
    after = open_member(till, body.member_id, order.member.identified_by, moment)
    return TopUpDone(
        op_id=order.op_id,
        receipt=body.where.receipt,
        principal=body.principal,
        bonus=body.bonus,
        points=body.points,
        book=after.standing.book,
        print_job=print_job,
    )
