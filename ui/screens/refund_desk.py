"""Taking a sale back: which lines, how much of each, what goes back by which way, and the booking.

What would go back is asked anew at every change and never worked out here.
"""

from PySide6.QtCore import QObject, Signal

from pos_member.domain.errors import PosError
from pos_member.domain.operations import Approval
from pos_member.domain.receipt_views import ReceiptDetail
from pos_member.domain.refund_views import Refundable, RefundDone, RefundLine, RefundPreview
from pos_member.domain.views import GoodsView, StaffView
from ui.actions import Actions
from ui.receipt_actions import RefundWish
from ui.screens.pay_values import Ask
from ui.screens.refund_entry import QuantityEntry
from ui.screens.said import Said, Tone
from ui.worker import Worker

ONE = 1_000
"""Thousandths of one piece."""
MANAGER = "manager"


class RefundDesk(QObject):
    """One refund.

    Attributes:
        chosen: line → thousandths that come back.
        voids: the whole sale is undone, as if it had not been.

    Signals:
        changed: anything of it.
        approval_wanted: ``Ask``.
        booked: ``RefundDone``.
        refused: something was turned away; the reason stands in ``problem``.
    """

    changed = Signal()
    approval_wanted = Signal(object)
    booked = Signal(object)
    refused = Signal()

    def __init__(self, actions: Actions, ledger: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions, self._ledger = actions, ledger
        self._asked = 0
        self._op_id = ""
        self.cashier: StaffView | None = None
        self.detail: ReceiptDetail | None = None
        self.chosen: dict[str, int] = {}
        self.marked = ""
        self.entry = QuantityEntry()
        self.voids = False
        self.preview: RefundPreview | None = None
        self.problem: Said | None = None
        self.busy = False
        self.done: RefundDone | None = None

    def begin(self, detail: ReceiptDetail) -> None:
        """Start over with the sale of ``detail``; nothing is chosen yet."""
        if self.busy:
            return
        self._asked += 1
        self._op_id, self.detail = "", detail
        self.chosen, self.voids, self.entry = {}, False, QuantityEntry()
        self.preview, self.problem, self.done = None, None, None
        open_lines = [line.line_id for line in self.lines if self.most(line)]
        self.marked = (open_lines or [line.line_id for line in self.lines] or [""])[0]
        self.changed.emit()

    @property
    def sale(self) -> Refundable | None:
        """Return the sale that is taken back."""
        return self.detail.refundable if self.detail else None

    @property
    def lines(self) -> tuple[RefundLine, ...]:
        """Return the lines of the sale."""
        return self.sale.lines if self.sale else ()

    def most(self, line: RefundLine) -> int:
        """Return how many thousandths of ``line`` may still come back."""
        return 0 if line.why_not else line.left

    @property
    def blocked(self) -> Said | None:
        """Return why nothing can be booked yet."""
        if not self.chosen:
            return Said(Tone.WARN, "refund.choose_first")
        if self.preview is not None:
            return None
        return self.problem or Said(Tone.WARN, "refund.counting")

    @property
    def needs_manager(self) -> bool:
        """Tell whether somebody else has to allow it."""
        mine = self.cashier is not None and self.cashier.role == MANAGER
        return not mine or (self.sale is not None and not self.sale.sure)

    def mark(self, line_id: str) -> None:
        """Let the keys mean ``line_id``."""
        if line_id != self.marked:
            self.marked, self.entry = line_id, QuantityEntry()
            self.changed.emit()

    def move(self, step: int) -> None:
        """Let the keys mean the line ``step`` places on."""
        ids = [line.line_id for line in self.lines]
        if ids:
            self.mark(ids[max(0, min(ids.index(self.marked) + step, len(ids) - 1))])

    def change(self, line_id: str, pieces: int) -> None:
        """Take ``pieces`` more of a line, or fewer; goods by weight come whole or not at all."""
        line = self._line(line_id)
        if line is None:
            return
        self.mark(line_id)
        most, now = self.most(line), self.chosen.get(line_id, 0)
        if line.weighed:
            wanted = most if pieces > 0 else 0
        else:
            wanted = max(0, min(now + pieces * ONE, most))
        if pieces > 0 and wanted == now:
            self._turn_away(self._why_no_more(line))
            return
        self.entry = QuantityEntry()
        self._choose({**self.chosen, line_id: wanted})

    def type_key(self, key: str) -> None:
        """Take a key of the pad: how much of the marked line comes back."""
        line = self._line(self.marked)
        if line is None or self.busy or self.done is not None:
            return
        self.entry = self.entry.press(key, weighed=line.weighed)
        if self.entry.milli > self.most(line):
            self.entry = QuantityEntry()
            self._turn_away(self._why_no_more(line))
            return
        self._choose({**self.chosen, line.line_id: self.entry.milli})

    def take_goods(self, goods: GoodsView) -> None:
        """Take one piece of scanned goods back, on a line that still has some."""
        same = [line for line in self.lines if line.sku == goods.sku]
        free = [line for line in same if self.chosen.get(line.line_id, 0) < self.most(line)]
        if free:
            self.change(free[0].line_id, 1)
        elif same:
            self._turn_away(self._why_no_more(same[0]))
        else:
            self._turn_away(Said(Tone.ERROR, "refund.not_on_receipt", {"name": goods.name}))

    def take_all(self) -> None:
        """Take all that may still come back; again, nothing of it."""
        most = {line.line_id: self.most(line) for line in self.lines if self.most(line)}
        self.entry = QuantityEntry()
        self._choose({} if self.chosen == most and not self.voids else most)

    def void(self) -> None:
        """Undo the whole sale, or leave that again."""
        if self.sale is None or not self.sale.voidable:
            self._turn_away(Said(Tone.WARN, "error.void_not_today"))
            return
        voids = not self.voids
        most = {line.line_id: line.left for line in self.lines} if voids else {}
        self.entry = QuantityEntry()
        self._choose(most, voids=voids)

    def typed_state(self) -> object:
        """Return what keys have changed, for the filter that takes a scanner's keys back."""
        return self.marked, self.entry, dict(self.chosen), self.voids

    def restore_typed(self, state: object) -> None:
        """Go back to ``state``."""
        if state == self.typed_state() or not isinstance(state, tuple):
            return
        self.marked, self.entry, chosen, voids = state
        self._choose(chosen, voids=voids)

    def submit(self) -> None:
        """Book the refund, once; with a manager first where it takes one."""
        if self.busy or self.done is not None:
            return
        blocked = self.blocked
        if blocked is not None:
            self._turn_away(blocked)
        elif self.needs_manager:
            self._ask()
        else:
            self._book(None)

    def _ask(self) -> None:
        assert self.detail is not None
        assert self.preview is not None
        sure = self.sale is not None and self.sale.sure
        why = Said(Tone.WARN, "approve.refund" if sure else "approve.refund_risk")
        amount = self.preview.amount - self.preview.rounding
        self.approval_wanted.emit(Ask(why, amount, self._book, self.detail.row.member))

    def _choose(self, chosen: dict[str, int], *, voids: bool = False) -> None:
        if self.busy or self.done is not None:
            return
        self.chosen = {line_id: quantity for line_id, quantity in chosen.items() if quantity}
        self.voids, self.preview, self.problem = voids, None, None
        self._op_id = ""
        self._asked += 1
        asked, wish = self._asked, self._wish("", None)
        self.changed.emit()
        if not self.chosen:
            return

        def take(preview: RefundPreview) -> None:
            if asked == self._asked:
                self.preview = preview
                self.changed.emit()

        def failed(why: PosError) -> None:
            if asked == self._asked:
                self._turn_away(Said.error(why))

        self._ledger.submit(lambda: self._actions.receipts.preview(wish), take, failed)

    def _wish(self, op_id: str, approval: Approval | None) -> RefundWish:
        assert self.detail is not None
        return RefundWish(
            op_id=op_id,
            sale_id=self.detail.row.op_id,
            cashier_id=self.cashier.staff_id if self.cashier else "",
            lines={} if self.voids else dict(self.chosen),
            approval=approval,
            voids=self.voids,
            at_risk=self.sale is not None and not self.sale.sure,
        )

    def _book(self, approval: Approval | None) -> None:
        self._op_id = self._op_id or self._actions.new_id()
        wish = self._wish(self._op_id, approval)
        self.busy = True
        self.changed.emit()
        self._ledger.submit(lambda: self._actions.receipts.refund(wish), self._booked, self._failed)

    def _booked(self, done: RefundDone) -> None:
        self.busy, self.done = False, done
        self.changed.emit()
        self.booked.emit(done)

    def _failed(self, why: PosError) -> None:
        self.busy = False
        if why.code == "approval_needed":
            self._ask()
        else:
            self._turn_away(Said.error(why))

    def _line(self, line_id: str) -> RefundLine | None:
        return next((line for line in self.lines if line.line_id == line_id), None)

    def _why_no_more(self, line: RefundLine) -> Said:
        if line.why_not:
            return Said(Tone.ERROR, f"error.{line.why_not}", {"last_day": line.last_day})
        return Said(Tone.ERROR, "error.refund_over")

    def _turn_away(self, why: Said) -> None:
        self.problem = why
        self.changed.emit()
        self.refused.emit()
