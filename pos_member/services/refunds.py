"""Takes a sale back, whole or in parts: what comes back is worked out from the journal's own entry.

The till that sold alone knows what is left of a sale, offline too: what is left to refund of each
line lies with it like a lease, and no other till has any of it. So one receipt is never paid out
twice. Where this till cannot know (the sale is of an incarnation that ended, or the journal is in
doubt), a manager may refund at the shop's risk, and says so in the operation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pos_member.domain.clock import ShopDays
from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.operations import Approval, Refund, Sale, Tendered, Where
from pos_member.domain.program import Program
from pos_member.domain.refund import Inverse, inverse, sessions_back
from pos_member.domain.refund_views import Refundable, RefundDone, RefundLine, RefundPreview
from pos_member.domain.sold import SoldLine, sold_lines
from pos_member.domain.views import MemberView
from pos_member.services.booking import book
from pos_member.services.health import require_room, with_last_room
from pos_member.services.lookup import open_member
from pos_member.services.numbers import next_receipt
from pos_member.services.program import program_at
from pos_member.services.receipts import Printed, SoldGoods, refund_receipt
from pos_member.services.sessions import legs_back
from pos_member.services.shop_time import trusted_ms
from pos_member.services.sold_here import SoldHere, body_of, find_sale, is_voidable, window_of
from pos_member.services.staff import allowed, staff_name
from pos_member.services.suspicion import catch_up
from pos_member.services.till import Till, require_trust
from pos_member.storage import entries, print_jobs

REASON = "refund"
"""Why a manager is asked: no cashier takes money out of the drawer alone."""


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """A refund that was confirmed. ``op_id`` is made before the first try and kept for retries.

    Attributes:
        lines: line → thousandths that come back; nothing stands for all that is left.
        voids: undo the whole sale, on its own day.
        at_risk: a manager takes the risk that it was refunded elsewhere.
    """

    op_id: str
    sale_id: str
    cashier_id: str
    lines: Mapping[str, int] = field(default_factory=dict)
    approval: Approval | None = None
    voids: bool = False
    at_risk: bool = False


def refundable(till: Till, sale_id: str, moment: Moment) -> Refundable:
    """Return what is left to refund of a sale of this till, line by line.

    Raises:
        Refused: ``sale_unknown``.
        Unavailable: ``no_program``.
    """
    program = program_at(till, moment.wall_ms)
    with till.journal.reading() as connection:
        sold = find_sale(connection, sale_id)
        now_ms = trusted_ms(connection, moment)
    left = sold.left
    where = sold.sale.where
    return Refundable(
        sale_id=sale_id,
        receipt=where.receipt,
        day=where.day,
        member_id=sold.sale.member_id,
        due=sold.sale.due,
        lines=tuple(
            _shown(line, left[line.line_id], window_of(sold, line, program, now_ms))
            for line in sold_lines(sold.sale)
        ),
        sure=sold.sure,
        voidable=is_voidable(sold, program, now_ms),
    )


def preview(till: Till, order: RefundOrder, moment: Moment) -> RefundPreview:
    """Return what ``order`` would give back by each way; nothing is written and nobody asked.

    Raises:
        Refused: as ``refund``, but for the approval and the till that cannot know.
        Unavailable: ``no_program``.
    """
    program = program_at(till, moment.wall_ms)
    with till.journal.reading() as connection:
        sold = find_sale(connection, order.sale_id)
        now_ms = trusted_ms(connection, moment)
    made = _made(sold, order, program=program, now_ms=now_ms)
    return RefundPreview(
        amount=made.amount,
        rounding=made.rounding,
        tenders=_outside(made.tenders),
        principal=made.principal,
        bonus=made.bonus,
        points=sum(lot.amount for lot in made.points),
        points_worth=made.points_worth,
        earned=made.earned,
        whole=made.whole,
        sure=sold.sure,
        lines=tuple((line.line_id, line.amount) for line in made.lines),
    )


def refund(till: Till, order: RefundOrder, moment: Moment) -> RefundDone:
    """Book the refund; a second call with the same ``op_id`` returns the same one.

    A balance cap never refuses it: what was paid comes back.

    Raises:
        Refused: ``sale_unknown``; ``refund_not_here`` where this till cannot know what is left;
            ``approval_needed`` (``refund``), ``not_manager``; ``refund_empty``, ``refund_over``,
            ``line_gone``; ``refund_sessions`` and ``sessions_used`` of
            packages; ``return_too_late`` with the ``last_day``, ``return_excluded``;
            ``void_not_today``; ``op_id_used``.
        Unavailable: the disk has no room; ``no_program``.
    """
    done = _done_already(till, order)
    if done is not None:
        return done
    require_trust(till)
    require_room(till.folder)
    approval = allowed(till, order.cashier_id, order.approval, REASON)
    program = program_at(till, moment.wall_ms)
    # This thread alone writes the journal, so what is read here still stands in the transaction.
    with till.journal.reading() as connection:
        sold = find_sale(connection, order.sale_id)
        now_ms = trusted_ms(connection, moment)
    if not sold.sure and not order.at_risk:
        raise Refused("refund_not_here")
    made = _made(sold, order, program=program, now_ms=now_ms)
    day = ShopDays(program.zone, program.day_cut_hour).business_day(moment.wall_ms)
    where = Where(till.identity.store_id, day, "", till.identity.currency)
    body = _body(sold, order, made, where=where, approval=approval)
    if body.member_id is not None:
        with till.journal.reading() as connection:
            back = sessions_back(sold.sale, order.sale_id, body.lines)
            legs = legs_back(connection, body.member_id, back, moment)
        body = replace(body, sessions=legs)
    return with_last_room(till.folder, lambda: _book(till, order, sold, body, moment=moment))


def _book(
    till: Till, order: RefundOrder, sold: SoldHere, body: Refund, *, moment: Moment
) -> RefundDone:
    member = _member(till, sold.sale, moment)
    cashier = staff_name(till, order.cashier_id)
    goods = {line.line_id: line.goods for line in sold_lines(sold.sale)}
    was = SoldGoods(sold.sale.where.receipt, goods)
    with till.journal.writing() as connection:
        number = next_receipt(connection, till.identity.register, body.where.day)
        body = replace(body, where=replace(body.where, receipt=number))
        printed = Printed(order.op_id, cashier, moment, member)
        booked = book(
            connection,
            till,
            body,
            op_id=order.op_id,
            actor_id=order.cashier_id,
            moment=moment,
            printed=refund_receipt(till, body, sold=was, printed=printed),
            kick_drawer=any(each.kind == "cash" and each.amount for each in body.tenders),
        )
    return _done(order.op_id, body, booked.print_job)


def _made(sold: SoldHere, order: RefundOrder, *, program: Program, now_ms: int) -> Inverse:
    if order.voids:
        if not is_voidable(sold, program, now_ms):
            raise Refused("void_not_today")
        return inverse(sold.sale, (), sold.left, cash=program.cash)
    wanted = order.lines or sold.left
    for line in sold_lines(sold.sale):
        if wanted.get(line.line_id):
            _check_window(sold, line, program, now_ms)
    return inverse(sold.sale, sold.before, wanted, cash=program.cash)


def _check_window(sold: SoldHere, line: SoldLine, program: Program, now_ms: int) -> None:
    why, last_day = window_of(sold, line, program, now_ms)
    if why:
        raise Refused(why, last_day=last_day)


def _shown(line: SoldLine, left: int, window: tuple[str, str]) -> RefundLine:
    why, last_day = window
    goods = line.goods
    return RefundLine(
        line.line_id,
        goods.name,
        line.quantity,
        left,
        line.paid_minor,
        goods.weighed,
        why_not=why,
        last_day=last_day,
        sku=goods.sku,
        code=goods.code,
    )


def _body(
    sold: SoldHere, order: RefundOrder, made: Inverse, *, where: Where, approval: Approval
) -> Refund:
    return Refund(
        where=where,
        sale_id=order.sale_id,
        member_id=sold.sale.member_id,
        lines=made.lines,
        amount=made.amount,
        rounding=made.rounding,
        tenders=made.tenders,
        principal=made.principal,
        bonus=made.bonus,
        points=made.points,
        points_worth=made.points_worth,
        earned=made.earned,
        qualifying=made.qualifying,
        approval=approval,
        voids=order.voids,
        at_risk=not sold.sure,
    )


def _member(till: Till, sale: Sale, moment: Moment) -> MemberView | None:
    """Return whose sale it was; a receipt without figures where the replica has lost them."""
    if sale.member_id is None:
        return None
    try:
        return open_member(till, sale.member_id, sale.identified_by or "code", moment)
    except Refused:
        return None


def _done_already(till: Till, order: RefundOrder) -> RefundDone | None:
    with till.journal.reading() as connection:
        entry = entries.by_op(connection, order.op_id)
        job = print_jobs.of_op(connection, order.op_id)
    if entry is None:
        return None
    body = body_of(entry)
    if not isinstance(body, Refund):
        raise Refused("op_id_used")
    catch_up(till)
    return _done(order.op_id, body, job.job if job else 0)


def _done(op_id: str, body: Refund, print_job: int) -> RefundDone:
    return RefundDone(
        op_id=op_id,
        receipt=body.where.receipt,
        amount=body.amount,
        tenders=_outside(body.tenders),
        stored_value=body.principal + body.bonus,
        points=body.points_back,
        print_job=print_job,
    )


def _outside(tenders: tuple[Tendered, ...]) -> tuple[tuple[str, int], ...]:
    return tuple((each.kind, each.amount) for each in tenders if each.amount)
