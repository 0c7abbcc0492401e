"""Copies of receipts (补打), and who may have one: an old receipt in new print is worth money."""

from dataclasses import dataclass

from pos_member.domain import receipt
from pos_member.domain.counter_act import REPRINT, CounterAct
from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.operations import Approval, Where
from pos_member.services.booking import book
from pos_member.services.printing import queue_copy
from pos_member.services.receipt_journal import copy_is_free
from pos_member.services.staff import allowed
from pos_member.services.till import Till, shop_day
from pos_member.storage import print_jobs

REASON = "reprint"
"""Why a manager is asked: with a copy of another's receipt somebody takes goods back."""


@dataclass(frozen=True, slots=True)
class ReprintOrder:
    """A copy that somebody asked for."""

    op_id: str
    cashier_id: str
    approval: Approval | None = None


def reprint(till: Till, order: ReprintOrder, moment: Moment) -> str:
    """Queue a copy of a receipt and return its number.

    The last receipt, and one that may not have come out, take nobody's approval. Any other copy is
    written down in the journal, in the transaction that queues it: who, when, by whose right.

    Raises:
        Refused: ``no_receipt``; ``approval_needed`` (``reprint``), ``not_manager``;
            ``terminal_revoked``.
    """
    right = None
    if not copy_is_free(till, order.op_id):
        right = allowed(till, order.cashier_id, order.approval, REASON)
    with till.journal.writing() as connection:
        original = print_jobs.of_op(connection, order.op_id)
        if original is None:
            raise Refused("no_receipt")
        number = receipt.from_json(original.receipt).number
        if right is not None:
            identity = till.identity
            where = Where(identity.store_id, shop_day(moment), number, identity.currency)
            book(
                connection,
                till,
                CounterAct(where, REPRINT, order.op_id, right),
                op_id=till.next_id(),
                actor_id=order.cashier_id,
                moment=moment,
            )
        queue_copy(connection, order.op_id, moment)
    return number
