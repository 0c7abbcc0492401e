"""The receipts journal: one line to look for them, the list, and the one that is open."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pos_member.domain.receipt_views import ReceiptRow
from pos_member.domain.views import Scanned, ScanOutcome
from pos_member.i18n import format_money, tr
from ui.kit.button import Button
from ui.kit.empty import EmptyState
from ui.kit.label import Label
from ui.kit.line_input import LineInput
from ui.kit.result_row import Result, ResultRow
from ui.kit.surfaces import column, row
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.page import Page
from ui.screens.receipt_desk import ReceiptDesk
from ui.screens.receipt_detail import ReceiptDetailCard, state_of
from ui.theme import tokens as t

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -6, Qt.Key.Key_PageDown: 6}


class ReceiptsPage(Page):
    """The receipts of this till.

    Signals:
        refund_wanted: take the open receipt's sale back.
    """

    place = "receipts"
    enter_from_fields = True
    refund_wanted = Signal()

    def __init__(self, counter: Counter, desk: ReceiptDesk) -> None:
        super().__init__()
        self.setObjectName("receipts-page")
        self._counter, self._desk = counter, desk
        self._currency = counter.actions.shop.currency
        self.count = Label("", "label_large", "text2", elide=True, name="receipts-count")
        self.every = Button(
            tr("receipts.every"), "soft", "small", icon="x", key="Esc", name="receipts-every"
        )
        self.line = LineInput(
            tr("receipts.placeholder"), icon="search", large=True, name="receipts-line"
        )
        self.further = Button(
            tr("receipts.older"), "secondary", "normal", icon="history", name="receipts-older"
        )
        self.rows: dict[str, ResultRow] = {}
        self._shown: tuple[ReceiptRow, ...] = ()
        self._list = QVBoxLayout()
        self._list.setSpacing(t.S8)
        self._list.setContentsMargins(0, 0, 0, 0)
        self.empty = EmptyState("file-text", tr("receipts.empty"), tr("receipts.empty_hint"))
        self.detail = ReceiptDetailCard(counter, desk)
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the list as it stands."""
        desk = self._desk
        if desk.rows != self._shown:
            self._show_rows()
        for op_id, shown in self.rows.items():
            shown.set_marked(marked=op_id == desk.marked)
        marked = self.rows.get(desk.marked)
        if marked is not None:
            self._scroll.ensureWidgetVisible(marked)
        self.further.setVisible(desk.older > 0)
        if self.line.text().strip() != desk.text and not self.line.edit.hasFocus():
            self._set_line(desk.text)
        self._show_state()

    @override
    def type_key(self, event: QKeyEvent) -> bool:
        """Move through the rows, or begin to type."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._desk.move(_STEPS[key])
        elif event.text().isprintable() and event.text():
            self.line.setFocus()
            self.line.edit.insert(event.text())
        else:
            return False
        return True

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move through the rows from within the line too; Enter only leaves it.

        Whoever ends a search with Enter has not asked for a refund.
        """
        if (key := Qt.Key(event.key())) in _STEPS:
            self._desk.move(_STEPS[key])
        elif key in _ENTER and self.line.edit.hasFocus():
            self.window().setFocus()
        else:
            super().keyPressEvent(event)

    @override
    def obey(self, command: str) -> bool:
        """Focus the line, print the open receipt again, go back to all."""
        if command in ("find_member", "find_goods"):
            self.line.setFocus()
            self.line.edit.selectAll()
        elif command == "reprint":
            self.detail.copy.click_if_ready()
        else:
            return False
        return True

    @override
    def take_scan(self, scanned: Scanned) -> bool:
        """Look for the receipts of whoever is scanned; goods go to the basket."""
        if scanned.outcome is ScanOutcome.MEMBER and scanned.member is not None:
            self._desk.look_for(scanned.member)
            return True
        return False

    @override
    def primary_button(self) -> Button | None:
        """Return the button that goes on to the refund."""
        return self.detail.primary

    @override
    def go_back(self) -> bool:
        """Show every receipt again first."""
        desk = self._desk
        if not (desk.text or desk.member or self.line.text()):
            return False
        self._set_line("")
        desk.forget()
        return True

    @override
    def arrive(self) -> None:
        """Look again: something may have been sold meanwhile."""
        self._desk.refresh()

    def _set_line(self, text: str) -> None:
        self.line.edit.blockSignals(True)
        self.line.set_text(text)
        self.line.edit.blockSignals(False)

    def _lay_out(self) -> None:
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(t.S8)
        inside.addLayout(self._list)
        inside.addWidget(self.further)
        inside.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        head = row(Label(tr("receipts.title"), "title"), gap=t.S10)
        head.addWidget(self.count, 1)
        head.addWidget(self.every)
        left = column(head, self.line, gap=t.S10)
        left.addWidget(self._scroll, 1)
        left.addWidget(self.empty, 1)
        box = QHBoxLayout(self)
        box.setContentsMargins(t.S16, t.S16, t.S16, t.S16)
        box.setSpacing(t.S16)
        box.addLayout(left, 1)
        box.addWidget(self.detail)

    def _connect(self) -> None:
        self.line.text_changed.connect(self._desk.type)
        self.every.clicked.connect(self.go_back)
        self.further.clicked.connect(self._desk.look_further)
        self.detail.primary.clicked.connect(self.refund_wanted)
        self._desk.changed.connect(self.refresh)

    def _show_rows(self) -> None:
        for gone in self.rows.values():
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.rows, self._shown = {}, self._desk.rows
        for shown in self._shown:
            made = ResultRow(self._result(shown), tr("receipts.open"), tr("receipts.opened"))
            made.marked.connect(self._desk.mark)
            made.chosen.connect(self._desk.mark)
            self.rows[shown.op_id] = made
            self._list.addWidget(made)

    def _show_state(self) -> None:
        desk = self._desk
        found = len(desk.rows)
        searching = bool(desk.text or desk.member)
        more = "receipts.count_more" if desk.older else "receipts.count"
        self.count.setText(tr(more, count=found) if desk.answered and searching else "")
        self.every.setVisible(searching)
        known = desk.answered or desk.problem is not None
        self._scroll.setVisible(found > 0 or desk.older > 0 or not known)
        self.empty.setVisible(found == 0 and known)
        who = desk.member.name if desk.member else ""
        self.line.set_chip(who, "primary")
        if desk.problem is not None:
            self.empty.show_state(wording.say(desk.problem, self._currency))
        elif searching:
            self.empty.show_state(
                tr("receipts.nothing", text=desk.text or who), tr("receipts.nothing_hint")
            )
        else:
            self.empty.show_state(tr("receipts.empty"), tr("receipts.empty_hint"))

    def _result(self, shown: ReceiptRow) -> Result:
        counter = self._counter
        when = counter.clock.as_of(shown.at_ms, counter.actions.now_ms())
        second = " · ".join((when, shown.cashier, shown.member or tr("member.guest")))
        amount = -shown.amount if shown.kind == "refund" else shown.amount
        money = format_money(amount, self._currency)
        figure = tr("receipts.one_session") if shown.kind == "session_redeemed" else money
        figures = ((figure, tr(f"receipts.kind_{shown.kind}")),)
        _, became = state_of("sale", shown.returned, whole=shown.whole)
        return Result(shown.op_id, shown.number, second, match=became, figures=figures,
                      mark=tr(f"receipts.mark_{shown.kind}"))  # fmt: skip
