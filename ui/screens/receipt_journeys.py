"""The ways through the receipts: from the sale to the journal, to one refund, and back."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from ui.screens.counter import Counter
from ui.screens.pay_values import Ask
from ui.screens.receipts_page import ReceiptsPage
from ui.screens.refund_page import RefundPage


class ReceiptJourneys(QObject):
    """The two pages of receipts, and what leads to them and from them."""

    def __init__(
        self, counter: Counter, go: Callable[[str], None], ask: Callable[[Ask], None]
    ) -> None:
        super().__init__()
        self._counter, self._go = counter, go
        self.receipts = ReceiptsPage(counter, counter.receipts)
        self.refund = RefundPage(counter, counter.refund)
        self.receipts.refund_wanted.connect(self._begin_refund)
        self.refund.done_wanted.connect(lambda: go("receipts"))
        counter.receipts.approval_wanted.connect(ask)
        counter.refund.approval_wanted.connect(ask)
        counter.receipt_wanted.connect(self._show)

    def _begin_refund(self) -> None:
        found = self._counter.receipts.settled
        if found is not None and found.refundable is not None:
            self._counter.refund.begin(found)
            self._go("refund")

    def _show(self, op_id: str) -> None:
        """Show the receipt whose code was scanned."""
        self._go("receipts")
        self._counter.receipts.show(op_id)
