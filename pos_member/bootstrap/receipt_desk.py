"""What the screens ask about receipts, done by the services; on the ledger's thread."""

from pos_member.bootstrap.chance_and_time import Clock
from pos_member.bootstrap.desk import Hands
from pos_member.domain.errors import Unavailable
from pos_member.domain.operations import Approval
from pos_member.domain.receipt_views import ReceiptDetail, ReceiptPage, ReceiptWish
from pos_member.domain.refund_views import RefundDone, RefundPreview
from pos_member.services import receipt_journal, refunds, reprints
from pos_member.services.refunds import RefundOrder
from pos_member.services.till import Till
from ui.receipt_actions import RefundWish


class ReceiptDesk:
    """The receipts of one till."""

    def __init__(self, hands: Hands, *, clock: Clock) -> None:
        self._hands = hands
        self._clock = clock

    @property
    def till(self) -> Till:
        """Return the open till.

        Raises:
            Unavailable: ``starting``.
        """
        if self._hands.till is None:
            raise Unavailable("starting")
        return self._hands.till

    def page(self, wish: ReceiptWish) -> ReceiptPage:
        """Return the receipts that are asked for, newest first."""
        return receipt_journal.receipts(self.till, wish, self._clock.moment())

    def open(self, op_id: str, actor_id: str) -> ReceiptDetail:
        """Return one receipt, as ``actor_id`` may treat it."""
        return receipt_journal.receipt_detail(self.till, op_id, actor_id, self._clock.moment())

    def reprint(self, op_id: str, cashier_id: str, approval: Approval | None) -> str:
        """Queue a copy of a receipt and return its number."""
        order = reprints.ReprintOrder(op_id, cashier_id, approval)
        number = reprints.reprint(self.till, order, self._clock.moment())
        self._look()
        return number

    def preview(self, wish: RefundWish) -> RefundPreview:
        """Return what would go back by each way."""
        return refunds.preview(self.till, _order(wish), self._clock.moment())

    def refund(self, wish: RefundWish) -> RefundDone:
        """Book the refund; its receipt is printed behind it."""
        done = refunds.refund(self.till, _order(wish), self._clock.moment())
        self._look()
        if self._hands.sync is not None:
            self._hands.sync.grew()
        return done

    def _look(self) -> None:
        if self._hands.devices is not None:
            self._hands.devices.look()


def _order(wish: RefundWish) -> RefundOrder:
    return RefundOrder(
        op_id=wish.op_id,
        sale_id=wish.sale_id,
        cashier_id=wish.cashier_id,
        lines=wish.lines,
        approval=wish.approval,
        voids=wish.voids,
        at_risk=wish.at_risk,
    )
