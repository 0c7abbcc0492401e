"""Sells a basket: tenders made durable one by one, then the whole sale in exactly one commit.

``op_id`` is made before the first try and kept for every retry, so a double click or a retry after
an error finds the sale that is already in the journal and returns it again.
"""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.basket import Basket, price_needs_approval
from pos_member.domain.clock import ShopDays
from pos_member.domain.errors import Refused
from pos_member.domain.journal import Entry, Moment
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Approval, Sale, Tendered, Where
from pos_member.domain.package import sold
from pos_member.domain.points import last_day
from pos_member.domain.pricing import Quote
from pos_member.domain.program import Program
from pos_member.domain.quoted import QuoteInputs, check_once, check_points, record
from pos_member.domain.tender import Settlement, TenderKind, TenderPlan, settle
from pos_member.domain.views import MemberView, SaleDone
from pos_member.services.booking import Booked, book
from pos_member.services.coupons import on_counter, redeemed
from pos_member.services.health import require_room, with_last_room
from pos_member.services.numbers import next_receipt
from pos_member.services.quoting import inputs_of, program_for
from pos_member.services.receipts import Printed, sale_receipt
from pos_member.services.rights import NOBODY, Spender, check_owner, plan_of, tendered
from pos_member.services.staff import check_approval, staff_name
from pos_member.services.suspicion import catch_up
from pos_member.services.till import Till, require_trust
from pos_member.storage import baskets, coupons, entries, members, print_jobs, tenders


@dataclass(frozen=True, slots=True)
class Payment:
    """All that a sale needs beside the tenders of its basket that are durable already.

    Attributes:
        tenders: booked together with the sale: usually the one that completes it.
        spender: who pays with what a member holds, and who allowed it.
    """

    op_id: str
    basket: Basket
    cashier_id: str
    tenders: tuple[TenderPlan, ...] = ()
    spender: Spender = NOBODY

    @property
    def member(self) -> MemberView | None:
        """Return whose sale it is."""
        return self.spender.member


@dataclass(frozen=True, slots=True)
class _Bill:
    """A basket priced with its tenders, and where it stands after them."""

    inputs: QuoteInputs
    priced: Quote
    settled: Settlement
    tenders: tuple[Tendered, ...]
    approval: Approval | None


def pay(till: Till, payment: Payment, moment: Moment) -> SaleDone:
    """Sell the basket; a second call with the same ``op_id`` returns the same sale.

    Raises:
        Refused: ``unknown_lines``, ``basket_empty``, ``not_paid`` with what is ``left_minor``,
            ``approval_needed`` (``price_override``), ``tender_of_another``, ``member_frozen``,
            ``member_closed``, ``op_id_used``, ``package_needs_member``,
            ``package_quantity``; what ``rights.tendered``, ``tender.settle`` and
            pricing refuse.
        Unavailable: ``disk_full`` … before anything is taken; the basket stays open.
    """
    done = _done_already(till, payment)
    if done is not None:
        return done
    require_trust(till)
    require_room(till.folder)
    program = program_for(till, payment.basket, moment)
    _check_basket(till, payment, program)
    return with_last_room(till.folder, lambda: _sell(till, payment, program=program, moment=moment))


def _sell(till: Till, payment: Payment, *, program: Program, moment: Moment) -> SaleDone:
    with till.journal.writing() as connection:
        bill = _bill(till, connection, payment, program=program, moment=moment)
        sale = _sale(till, connection, payment, bill, program=program, moment=moment)
        if len(bill.tenders) > len(payment.tenders):
            tenders.remove_all(connection, payment.basket.basket_id)
        coupons.drop_all(connection, payment.basket.basket_id)
        booked = _book(till, connection, payment, bill, sale=sale, moment=moment)
        baskets.close(
            connection,
            payment.basket.basket_id,
            baskets.SOLD,
            op_id=payment.op_id,
            now_ms=moment.wall_ms,
        )
    return _done(payment.op_id, sale, booked.print_job, offline=not payment.spender.online)


def find_sale(till: Till, op_id: str) -> SaleDone | None:
    """Return the sale ``op_id`` if it is in the journal: how "was it paid?" is answered."""
    with till.journal.reading() as connection:
        entry = entries.by_op(connection, op_id)
        if entry is None:
            return None
        job = print_jobs.of_op(connection, op_id)
    catch_up(till)
    return _done(op_id, _sale_of(entry), job.job if job else 0, offline=False)


def _done_already(till: Till, payment: Payment) -> SaleDone | None:
    found = find_sale(till, payment.op_id)
    return replace(found, offline=not payment.spender.online) if found else None


def _sale_of(entry: Entry) -> Sale:
    body = read_body(entry.draft.kind, canonical.load(entry.draft.body))
    if not isinstance(body, Sale):
        raise Refused("op_id_used")
    return body


def _check_basket(till: Till, payment: Payment, program: Program) -> None:
    basket = payment.basket
    if not basket.lines:
        raise Refused("basket_empty")
    if basket.unknown_lines:
        raise Refused("unknown_lines", lines=basket.unknown_lines)
    override_max = program.approvals.price_override_bp_max
    if any(price_needs_approval(line, override_max) for line in basket.lines):
        check_approval(till, payment.spender.approval, "price_override")
    if payment.member is not None:
        check_status(till, payment.member)


def check_status(till: Till, member: MemberView) -> None:
    """Check by the newest replica that the member may be served as one.

    Raises:
        Refused: ``member_frozen`` or ``member_closed``.
    """
    with till.cache.reading() as connection:
        row = members.by_id(connection, member.member_id)
    if row is not None and row.status != "active":
        raise Refused(f"member_{row.status}")


def _bill(
    till: Till, connection: Connection, payment: Payment, *, program: Program, moment: Moment
) -> _Bill:
    rows = tenders.of_basket(connection, payment.basket.basket_id)
    durable = [row.tendered for row in rows]
    check_owner(connection, durable, payment.member)
    check_once([*(each.kind for each in durable), *(plan.kind for plan in payment.tenders)])
    booked_now = [
        tendered(till, connection, plan, spender=payment.spender, program=program, moment=moment)
        for plan in payment.tenders
    ]
    taken = (*durable, *booked_now)
    plans = [plan_of(each) for each in taken]
    inputs = inputs_of(
        payment.basket,
        payment.member,
        points_offered=sum(plan.points for plan in plans),
        tenders=plans,
        coupons=on_counter(connection, payment.basket.basket_id),
        now_ms=moment.wall_ms,
    )
    priced = inputs.price(program)
    if priced.blocked is not None:
        raise Refused(priced.blocked, **priced.blocked_values)
    check_points(priced, plans)
    settled = settle(priced.due_minor, plans, program.cash)
    # The sale's own approval, or the one that a durable tender of it was given.
    given = (payment.spender.approval, *(row.approval for row in rows))
    approval = next((each for each in given if each), None)
    if not settled.complete:
        raise Refused("not_paid", left_minor=settled.left_minor)
    return _Bill(inputs, priced, settled, taken, approval)


def _sale(
    till: Till,
    connection: Connection,
    payment: Payment,
    bill: _Bill,
    *,
    program: Program,
    moment: Moment,
) -> Sale:
    days = ShopDays(program.zone, program.day_cut_hour)
    day = days.business_day(moment.wall_ms)
    member, priced = payment.member, bill.priced
    earned = priced.points_earned if member else 0
    today = days.calendar_day(moment.wall_ms)
    number = next_receipt(connection, till.identity.register, day)
    return Sale(
        where=Where(till.identity.store_id, day, number, till.identity.currency),
        member_id=member.member_id if member else None,
        identified_by=member.identified_by if member else None,
        due=priced.due_minor,
        rounding=bill.settled.rounding_minor,
        tenders=bill.tenders,
        points_earned=earned,
        points_expire_day=last_day(program.points, today) if earned else "",
        qualifying=priced.qualifying if member else 0,
        quoted=record(bill.inputs, priced),
        approval=bill.approval,
        coupons=redeemed(connection, payment.basket.basket_id, priced),
        packages=sold(
            program.packages,
            payment.basket.lines,
            member_id=member.member_id if member else None,
            today=today,
        ),
    )


def _book(
    till: Till,
    connection: Connection,
    payment: Payment,
    bill: _Bill,
    *,
    sale: Sale,
    moment: Moment,
) -> Booked:
    cashier = staff_name(till, payment.cashier_id)
    printed = Printed(payment.op_id, cashier, moment, payment.member)
    return book(
        connection,
        till,
        sale,
        op_id=payment.op_id,
        actor_id=payment.cashier_id,
        moment=moment,
        printed=sale_receipt(
            till, sale, basket=payment.basket, priced=bill.priced, printed=printed
        ),
        kick_drawer=any(each.kind == TenderKind.CASH for each in bill.tenders),
    )


def _done(op_id: str, sale: Sale, print_job: int, *, offline: bool) -> SaleDone:
    return SaleDone(
        op_id=op_id,
        receipt=sale.where.receipt,
        due=sale.due,
        change=sum(max(0, each.received - each.amount) for each in sale.tenders),
        points_earned=sale.points_earned,
        print_job=print_job,
        offline=offline,
    )
