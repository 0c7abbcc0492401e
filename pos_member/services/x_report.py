"""The report of the shift that runs on (X): who saw it, and when, stands in the journal.

It says what the drawer should hold. Whoever has seen that does not count blind any more, so it
takes a manager, and it is written down.
"""

from sqlalchemy import Connection

from pos_member.domain import receipt
from pos_member.domain.counter_act import SHIFT_REPORT, CounterAct
from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.operations import Where
from pos_member.domain.receipt import Receipt
from pos_member.domain.shift_views import ReportOrder
from pos_member.services.booking import book
from pos_member.services.shift import running
from pos_member.services.shift_receipts import Slip, shift_report
from pos_member.services.staff import allowed, staff_name
from pos_member.services.till import Till, shop_day
from pos_member.storage import entries, meta, print_jobs


def figures_so_far(till: Till, cashier_id: str, moment: Moment) -> Receipt:
    """Return the X report: the figures so far, and nothing is closed by it."""
    shift = running(till)
    slip = Slip("", staff_name(till, cashier_id), moment)
    return shift_report(till, shift.totals, shift.number, closed=None, slip=slip)


def show(till: Till, order: ReportOrder, moment: Moment) -> Receipt:
    """Return the X report to whoever may see it; that they did is written down, once.

    Raises:
        Refused: ``approval_needed`` (``shift_report``), ``not_manager``, ``terminal_revoked``.
    """
    right = allowed(till, order.cashier_id, order.approval, SHIFT_REPORT)
    made = figures_so_far(till, order.cashier_id, moment)
    identity = till.identity
    where = Where(identity.store_id, shop_day(moment), "", identity.currency)
    with till.journal.writing() as connection:
        if entries.by_op(connection, order.op_id) is None:
            act = CounterAct(where, SHIFT_REPORT, _newest(connection) or order.op_id, right)
            book(
                connection,
                till,
                act,
                op_id=order.op_id,
                actor_id=order.cashier_id,
                moment=moment,
            )
    return made


def print_shown(till: Till, order: ReportOrder, moment: Moment) -> int:
    """Queue the X report that ``order`` has shown, with the figures of now; return its job.

    Raises:
        Refused: ``no_receipt``: nobody has seen it.
    """
    made = receipt.to_json(figures_so_far(till, order.cashier_id, moment))
    with till.journal.writing() as connection:
        if entries.by_op(connection, order.op_id) is None:
            raise Refused("no_receipt")
        return print_jobs.queue(
            connection,
            order.op_id,
            made,
            copy=False,
            kick_drawer=False,
            created_ms=moment.wall_ms,
        )


def _newest(connection: Connection) -> str:
    """Return the operation up to which the figures go; none in an empty journal."""
    head = meta.head(connection)
    found = entries.at(connection, head.incarnation, head.seq)
    return found.draft.op_id if found is not None else ""
