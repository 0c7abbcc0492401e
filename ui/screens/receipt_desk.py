"""The receipts of this till: what is looked for, what was found, which one is marked and open."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pos_member.domain.errors import PosError
from pos_member.domain.operations import Approval
from pos_member.domain.receipt_views import ReceiptDetail, ReceiptPage, ReceiptRow, ReceiptWish
from pos_member.domain.views import MemberView, StaffView
from ui.actions import Actions
from ui.screens.pay_values import Ask
from ui.screens.said import Said, Tone
from ui.worker import Worker


class ReceiptDesk(QObject):
    """One look through the receipts.

    Signals:
        changed: anything of it.
        said: ``Said``.
        approval_wanted: ``Ask``.
    """

    changed = Signal()
    said = Signal(object)
    approval_wanted = Signal(object)

    def __init__(self, actions: Actions, ledger: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions, self._ledger = actions, ledger
        self._asked = self._heard = 0
        self._opening = 0
        self.cashier: StaffView | None = None
        self.text = ""
        self.member: MemberView | None = None
        self.rows: tuple[ReceiptRow, ...] = ()
        self.older = 0
        self.marked = ""
        self.detail: ReceiptDetail | None = None
        self.answered = False
        self.printing = False
        self.problem: Said | None = None

    @property
    def wish(self) -> ReceiptWish:
        """Return what is looked for."""
        return ReceiptWish(self.text, self.member.member_id if self.member else "")

    @property
    def settled(self) -> ReceiptDetail | None:
        """Return the receipt that is open, once it is the one that was asked for last."""
        found = self.detail
        if found is None or self._asked != self._heard or found.row.op_id != self.marked:
            return None
        return found

    def refresh(self) -> None:
        """Look again for what is looked for, and open again what is open."""
        self._look(self.wish, self._found)

    def type(self, text: str) -> None:
        """Look for ``text``, which is part of a number, an amount or a member."""
        if text.strip() != self.text or self.member is not None:
            self.text, self.member = text.strip(), None
            self.refresh()

    def look_for(self, member: MemberView) -> None:
        """Look for the receipts of ``member``."""
        self.text, self.member = "", member
        self.refresh()

    def forget(self) -> None:
        """Look for nothing in particular."""
        self.text, self.member = "", None
        self.refresh()

    def look_further(self) -> None:
        """Go on to older receipts."""
        if self.older:
            wish = self.wish
            self._look(ReceiptWish(wish.text, wish.member_id, self.older), self._found_older)

    def show(self, op_id: str) -> None:
        """Open the receipt whose code was scanned, and list it alone."""
        self._asked += 1
        self._heard = self._asked
        self.text, self.member = "", None
        self.rows, self.older, self.marked = (), 0, op_id
        self._open(op_id)

    def mark(self, op_id: str) -> None:
        """Open the receipt ``op_id`` of the list."""
        if op_id != self.marked or self.detail is None:
            self.marked = op_id
            self._open(op_id)

    def move(self, step: int) -> None:
        """Open the receipt ``step`` places on."""
        ids = [row.op_id for row in self.rows]
        if self.marked in ids:
            self.mark(ids[max(0, min(ids.index(self.marked) + step, len(ids) - 1))])
        elif ids:
            self.mark(ids[0])

    def reprint(self) -> None:
        """Print the open receipt again; an old one only with a manager."""
        found = self.settled
        if found is None or self.printing:
            return
        if found.copy_is_free:
            self._reprint(found, None)
            return
        why = Said(Tone.WARN, "approve.reprint")
        self.approval_wanted.emit(
            Ask(why, found.row.amount, lambda given: self._reprint(found, given), found.row.member)
        )

    def _reprint(self, found: ReceiptDetail, approval: Approval | None) -> None:
        self.printing = True
        self.changed.emit()
        self._ledger.submit(
            lambda: self._actions.receipts.reprint(found.row.op_id, self._actor, approval),
            self._reprinting,
            self._not_printed,
        )

    def _reprinting(self, receipt: str) -> None:
        self.printing = False
        self.changed.emit()
        self.said.emit(Said(Tone.OK, "said.reprinting", {"receipt": receipt}))

    def _not_printed(self, why: PosError) -> None:
        self.printing = False
        self.changed.emit()
        self.said.emit(Said.error(why))

    @property
    def _actor(self) -> str:
        return self.cashier.staff_id if self.cashier else ""

    def _look(self, wish: ReceiptWish, found: Callable[[ReceiptPage], None]) -> None:
        self._asked += 1
        asked = self._asked

        def take(page: ReceiptPage) -> None:
            if asked == self._asked:
                self._heard = asked
                self.problem, self.answered = None, True
                found(page)

        def failed(why: PosError) -> None:
            if asked == self._asked:
                self._heard = asked
                self.problem, self.rows, self.detail = Said.error(why), (), None
                self.changed.emit()

        self._ledger.submit(lambda: self._actions.receipts.page(wish), take, failed)

    def _found(self, page: ReceiptPage) -> None:
        self.rows, self.older = page.rows, page.older
        ids = [row.op_id for row in page.rows]
        self.marked = self.marked if self.marked in ids else (ids or [""])[0]
        if self.marked:
            self._open(self.marked)
        else:
            self.detail = None
        self.changed.emit()

    def _found_older(self, page: ReceiptPage) -> None:
        self.rows, self.older = self.rows + page.rows, page.older
        self.changed.emit()

    def _open(self, op_id: str) -> None:
        self._opening += 1
        opening = self._opening

        def take(found: ReceiptDetail) -> None:
            if opening == self._opening:
                self.detail, self.problem, self.answered = found, None, True
                if not self.rows:
                    self.rows = (found.row,)
                self.changed.emit()

        def failed(why: PosError) -> None:
            if opening == self._opening:
                self.detail, self.problem = None, Said.error(why)
                self.changed.emit()
                self.said.emit(self.problem)

        self._ledger.submit(lambda: self._actions.receipts.open(op_id, self._actor), take, failed)
        self.changed.emit()
