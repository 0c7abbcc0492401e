"""The ways around the drawer: what each button of the shift asks, and what comes of the answer."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from pos_member.domain.receipt import Receipt
from pos_member.domain.shift_operations import Purpose
from pos_member.i18n import tr
from ui.screens.cash_dialog import CashAsked, CashDialog
from ui.screens.counter import Counter
from ui.screens.dialogs import Dialogs
from ui.screens.pay_values import Ask
from ui.screens.report_dialog import ReportDialog
from ui.screens.shift_page import MOVES, ShiftPage

REASONS = {
    Purpose.PAID_IN: ("shift.for_change", "shift.for_return", "shift.for_other"),
    Purpose.PAID_OUT: ("shift.for_errand", "shift.for_fee", "shift.for_other"),
    Purpose.SAFE_DROP: ("shift.for_takings", "shift.for_other"),
    Purpose.NO_SALE: ("shift.for_exchange", "shift.for_check", "shift.for_other"),
}
WHY_DIFFERENT = ("shift.for_wrong_change", "shift.for_missed", "shift.for_unknown")
_ICONS = {purpose: icon for _command, purpose, icon in MOVES}


class ShiftJourneys(QObject):
    """The page of the shift, and the dialogs it opens."""

    def __init__(self, counter: Counter, dialogs: Dialogs, ask: Callable[[Ask], None]) -> None:
        super().__init__()
        self._counter, self._dialogs, self._desk = counter, dialogs, counter.shift
        self.page = ShiftPage(counter, counter.shift)
        self.page.float_wanted.connect(self._count_in)
        self.page.move_wanted.connect(self._move)
        self.page.reason_wanted.connect(self._say_why)
        self.page.left_wanted.connect(self._leave)
        self.page.handed_over.connect(counter.lock)
        counter.shift.approval_wanted.connect(ask)
        counter.shift.report_ready.connect(self._show_report)

    def _count_in(self) -> None:
        shift = self._desk.shift
        left = shift.totals.drawer.change_left if shift else 0
        asked = CashAsked(
            tr("shift.count_in"), tr("shift.count_in_text"), "shift.count_in_take", "banknote",
            suggested=left, may_be_nothing=True,
        )  # fmt: skip
        self._ask(asked, lambda minor, _why: self._desk.count_in(minor))

    def _move(self, purpose: Purpose) -> None:
        name = f"shift.{purpose.value}"
        asked = CashAsked(
            tr(name), tr(f"{name}_text"), f"{name}_take", _ICONS[purpose],
            suggested=None if purpose is Purpose.NO_SALE else 0, reasons=REASONS[purpose],
        )  # fmt: skip
        self._ask(asked, lambda minor, why: self._desk.move_cash(purpose, minor, why))

    def _say_why(self) -> None:
        asked = CashAsked(
            tr("shift.why"), tr("shift.why_text"), "shift.why_take", "info",
            suggested=None, reasons=WHY_DIFFERENT,
        )  # fmt: skip
        self._ask(asked, lambda _minor, why: self._desk.explain(why))

    def _leave(self) -> None:
        asked = CashAsked(
            tr("shift.stays"), tr("shift.stays_text"), "shift.stays_take", "banknote",
            suggested=self._desk.left, may_be_nothing=True,
        )  # fmt: skip
        self._ask(asked, lambda minor, _why: self._desk.leave(minor))

    def _ask(self, asked: CashAsked, take: Callable[[int, str], None]) -> None:
        def made(window: QWidget) -> CashDialog:
            dialog = CashDialog(window, asked, self._counter.actions.shop.currency)
            dialog.given.connect(take)
            return dialog

        self._dialogs.show(made)

    def _show_report(self, made: Receipt, print_it: Callable[[], None] | None) -> None:
        def dialog(window: QWidget) -> ReportDialog:
            shown = ReportDialog(window, made, may_print=print_it is not None)
            if print_it is not None:
                shown.accepted.connect(print_it)
            return shown

        self._dialogs.show(dialog)
