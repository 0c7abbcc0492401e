"""The cash drawer beside sales: the float counted in, cash moved, the shift counted and closed.

Each is booked like a sale, once for each wish, and prints a slip; closing prints the Z report.
"""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.clock import ShopDays
from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import (
    CashMoved,
    DrawerOperation,
    ShiftClosed,
    ShiftOpened,
    Where,
)
from pos_member.domain.receipt import Receipt
from pos_member.domain.shift_operations import Purpose
from pos_member.domain.shift_views import (
    CashOrder,
    CloseOrder,
    DrawerDone,
    OpenOrder,
    RunningShift,
)
from pos_member.services.booking import book
from pos_member.services.health import require_room, with_last_room
from pos_member.services.numbers import next_receipt
from pos_member.services.program import program_at
from pos_member.services.shift import running, running_in
from pos_member.services.shift_receipts import Slip, cash_slip, shift_report
from pos_member.services.staff import allowed, staff_name
from pos_member.services.suspicion import catch_up
from pos_member.services.till import Till, require_trust, shop_day
from pos_member.storage import entries, print_jobs

ALLOWED_BY_MANAGER = (Purpose.PAID_OUT, Purpose.NO_SALE)


def count_in(till: Till, order: OpenOrder, moment: Moment) -> DrawerDone:
    """Write down the float; a second call with the same ``op_id`` returns the same.

    Raises:
        Refused: ``shift_counted_in``: it was counted in already; ``op_id_used``.
        Unavailable: the disk has no room; ``no_program``.
    """

    def made(connection: Connection, where: Where) -> ShiftOpened:
        shift = running_in(connection)
        if shift.counted_in:
            raise Refused("shift_counted_in", number=shift.number)
        return ShiftOpened(where, shift.number, order.float_minor)

    return _once(till, order, ShiftOpened, moment, made)


def move_cash(till: Till, order: CashOrder, moment: Moment) -> DrawerDone:
    """Open the drawer without a sale, and say why; likewise safe to call again.

    Raises:
        Refused: ``cash_amount``: nothing, or something for no sale; ``cash_reason``: none given;
            ``drawer_short`` with what it should hold; ``approval_needed`` with the reason
            ``paid_out`` or ``no_sale``; ``not_manager``, ``op_id_used``.
        Unavailable: the disk has no room; ``no_program``.
    """
    _check_move(order)
    right = order.approval
    if order.purpose in ALLOWED_BY_MANAGER:
        right = allowed(till, order.cashier_id, order.approval, order.purpose.value)

    def made(connection: Connection, where: Where) -> CashMoved:
        held = running_in(connection).totals.drawer.expected
        moved = CashMoved(where, order.purpose, order.amount_minor, order.reason, right)
        if moved.change < 0 and held + moved.change < 0:
            raise Refused("drawer_short", held_minor=max(0, held))
        return moved

    return _once(till, order, CashMoved, moment, made)


def close(till: Till, order: CloseOrder, moment: Moment) -> DrawerDone:
    """Close the shift and print its Z report; likewise safe to call again.

    Raises:
        Refused: ``shift_other``: it was closed meanwhile; ``shift_unpaid``: a payment is under way;
            ``cash_left``: more is to stay than was counted; ``cash_reason``; ``approval_needed``
            with the reason ``cash_difference``; ``not_manager``, ``op_id_used``.
        Unavailable: the disk has no room; ``no_program``.
    """

    def made(connection: Connection, where: Where) -> ShiftClosed:
        shift = running_in(connection)
        return _closed(_checked(till, order, shift), shift, where)

    return _once(till, order, ShiftClosed, moment, made)


def preview(till: Till, order: CloseOrder, moment: Moment) -> Receipt:
    """Return the Z report that closing would print; nothing is checked and nothing is booked."""
    shift = running(till)
    identity = till.identity
    where = Where(identity.store_id, shop_day(moment), "", identity.currency)
    slip = Slip("", staff_name(till, order.cashier_id), moment)
    closed = _closed(order, shift, where)
    return shift_report(till, shift.totals, shift.number, closed=closed, slip=slip)


def _closed(order: CloseOrder, shift: RunningShift, where: Where) -> ShiftClosed:
    return ShiftClosed(
        where=where,
        number=shift.number,
        expected=shift.totals.drawer.expected,
        counted=order.counted_minor,
        left=order.left_minor,
        recounts=order.recounts,
        reason=order.reason,
        totals=shift.totals.to_json(),
        approval=order.approval,
    )


def _check_move(order: CashOrder) -> None:
    if (order.amount_minor == 0) is not (order.purpose is Purpose.NO_SALE):
        raise Refused("cash_amount")
    if not order.reason.strip():
        raise Refused("cash_reason")


def _checked(till: Till, order: CloseOrder, shift: RunningShift) -> CloseOrder:
    """Return ``order`` with the right that it is done by."""
    if shift.number != order.number:
        raise Refused("shift_other", number=shift.number)
    if shift.unpaid:
        raise Refused("shift_unpaid")
    if order.left_minor > order.counted_minor:
        raise Refused("cash_left", counted_minor=order.counted_minor)
    if abs(shift.difference(order.counted_minor)) <= order.tolerance_minor:
        return order
    if not order.reason.strip():
        raise Refused("cash_reason")
    right = allowed(till, order.cashier_id, order.approval, "cash_difference")
    return replace(order, approval=right)


def _once(
    till: Till,
    order: OpenOrder | CashOrder | CloseOrder,
    kind: type[DrawerOperation],
    moment: Moment,
    made: Callable[[Connection, Where], DrawerOperation],
) -> DrawerDone:
    """Book what ``made`` makes, unless it was booked before."""
    done = _done_already(till, order.op_id, kind)
    if done is not None:
        return done
    require_trust(till)
    require_room(till.folder)
    program = program_at(till, moment.wall_ms)
    day = ShopDays(program.zone, program.day_cut_hour).business_day(moment.wall_ms)
    slip = Slip(order.op_id, staff_name(till, order.cashier_id), moment)

    def write() -> DrawerDone:
        with till.journal.writing() as connection:
            number = next_receipt(connection, till.identity.register, day)
            body = made(
                connection, Where(till.identity.store_id, day, number, till.identity.currency)
            )
            booked = book(
                connection,
                till,
                body,
                op_id=order.op_id,
                actor_id=order.cashier_id,
                moment=moment,
                printed=_printed(till, connection, body, slip),
                kick_drawer=True,
            )
        return DrawerDone(order.op_id, number, booked.print_job, body)

    return with_last_room(till.folder, write)


def _printed(till: Till, connection: Connection, body: DrawerOperation, slip: Slip) -> Receipt:
    if isinstance(body, ShiftClosed):
        totals = running_in(connection).totals
        return shift_report(till, totals, body.number, closed=body, slip=slip)
    return cash_slip(till, body, slip=slip)


def _done_already(till: Till, op_id: str, kind: type[DrawerOperation]) -> DrawerDone | None:
    with till.journal.reading() as connection:
        entry = entries.by_op(connection, op_id)
        job = print_jobs.of_op(connection, op_id)
    if entry is None:
        return None
    body = read_body(entry.draft.kind, canonical.load(entry.draft.body))
    if not isinstance(body, kind):
        raise Refused("op_id_used")
    catch_up(till)
    return DrawerDone(op_id, body.where.receipt, job.job if job else 0, body)
