"""Taking a sale back: its lines at the left, what goes back and the one button at the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pos_member.domain.refund_views import RefundLine
from pos_member.domain.views import Scanned, ScanOutcome
from pos_member.i18n import format_money, format_quantity, tr
from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.pads import BACK, DOT, NumPad
from ui.kit.refund_row import RefundRow, RefundShown
from ui.kit.surfaces import column, row
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.page import Page
from ui.screens.refund_desk import RefundDesk
from ui.screens.refund_summary import RefundSummary
from ui.screens.said import Said, Tone
from ui.theme import tokens as t

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PIECES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class RefundPage(Page):
    """A refund.

    Signals:
        done_wanted: the refund is booked and seen.
    """

    place = "receipts"
    done_wanted = Signal()

    def __init__(self, counter: Counter, desk: RefundDesk) -> None:
        super().__init__()
        self.setObjectName("refund-page")
        self._counter, self._desk = counter, desk
        self._currency = counter.actions.shop.currency
        self.hint = Label(tr("refund.hint"), "label", "text2", wrap=True)
        self.rows: dict[str, RefundRow] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(t.S8)
        self._list.setContentsMargins(0, 0, 0, 0)
        self.pad = NumPad("amount", name="refund-pad")
        self.pad.setFixedWidth(t.SUMMARY_W)
        self.all = Button(
            tr("refund.all"), "soft", "large", icon="check", key=CAPS["pay"], name="refund-all"
        )
        self.void = Button(
            tr("refund.void"), "danger_soft", "large", icon="circle-x", key=CAPS["hold"],
            name="refund-void",
        )  # fmt: skip
        self.summary = RefundSummary(counter, desk)
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the lines as they stand."""
        desk = self._desk
        if [line.line_id for line in desk.lines] != list(self.rows):
            self._show_rows()
        amounts = dict(desk.preview.lines) if desk.preview else {}
        for line in desk.lines:
            shown = self._shown(line, amounts.get(line.line_id, 0))
            self.rows[line.line_id].show_line(shown, marked=line.line_id == desk.marked)
        marked = self.rows.get(desk.marked)
        if marked is not None:
            self._scroll.ensureWidgetVisible(marked)
        over = desk.done is not None or desk.busy
        voidable = desk.sale is not None and desk.sale.voidable
        self.void.set_blocked("" if voidable and not over else tr("error.void_not_today"))
        self.all.set_blocked(tr("refund.done") if over else "")
        self.pad.setEnabled(not over)

    @override
    def type_key(self, event: QKeyEvent) -> bool:
        """Move through the lines; more and less of one; type how much of it."""
        key, text = Qt.Key(event.key()), event.text()
        if key in _STEPS:
            self._desk.move(_STEPS[key])
        elif key in _PIECES:
            self._desk.change(self._desk.marked, _PIECES[key])
        elif key == Qt.Key.Key_Backspace:
            self._desk.type_key(BACK)
        elif len(text) == 1 and ((text.isascii() and text.isdigit()) or text == DOT):
            self._desk.type_key(text)
        else:
            return False
        return True

    @override
    def obey(self, command: str) -> bool:
        """Take all of it back, undo the whole sale, call the manager."""
        if command == "pay":
            self.all.click_if_ready()
        elif command == "hold":
            self.void.click_if_ready()
        elif command == "approve":
            self.summary.primary.click_if_ready()
        else:
            return False
        return True

    @override
    def take_scan(self, scanned: Scanned) -> bool:
        """Take scanned goods back; nothing else is of use before the refund is over."""
        if self._desk.done is not None:
            return False
        if scanned.outcome is ScanOutcome.GOODS and scanned.goods is not None:
            self._desk.take_goods(scanned.goods)
        elif scanned.op_id:
            return False
        else:
            self._counter.say(Said(Tone.WARN, "refund.first"))
        return True

    @override
    def typed_state(self) -> object:
        """Return what plain keys have changed here."""
        return self._desk.typed_state()

    @override
    def restore_typed(self, state: object) -> None:
        """Go back to ``state``: the keys were the beginning of a scan."""
        self._desk.restore_typed(state)

    @override
    def primary_button(self) -> Button | None:
        """Return the button that books."""
        return self.summary.primary

    @override
    def give_room(self, claims: int) -> None:
        """Give way: the hints go, the pad's keys shrink."""
        self.hint.setVisible(not claims)
        self.summary.give_room(claims)
        self.pad.set_key_height(t.PAD_KEYS[min(claims, t.CLAIMS_MAX)])

    def _lay_out(self) -> None:
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self._list)
        inside.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        left = column(Label(tr("refund.title"), "title"), self.hint, gap=t.S8)
        left.addWidget(self._scroll, 1)
        foot = row(self.pad, gap=t.S16)
        foot.addLayout(column(None, self.all, self.void, gap=t.S10), 1)
        left.addLayout(foot)
        box = QHBoxLayout(self)
        box.setContentsMargins(t.S16, t.S16, t.S16, t.S16)
        box.setSpacing(t.S16)
        box.addLayout(left, 1)
        box.addWidget(self.summary)

    def _connect(self) -> None:
        self.pad.pressed.connect(self._desk.type_key)
        self.all.clicked.connect(self._desk.take_all)
        self.void.clicked.connect(self._desk.void)
        self.summary.primary.clicked.connect(self._go_on)
        self._desk.changed.connect(self.refresh)

    def _go_on(self) -> None:
        if self._desk.done is not None:
            self.done_wanted.emit()
        else:
            self._desk.submit()

    def _show_rows(self) -> None:
        for gone in self.rows.values():
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.rows = {}
        for line in self._desk.lines:
            made = RefundRow(line.line_id, tr("refund.less"), tr("refund.more"))
            made.marked.connect(self._desk.mark)
            made.changed.connect(self._desk.change)
            self.rows[line.line_id] = made
            self._list.addWidget(made)

    def _shown(self, line: RefundLine, amount: int) -> RefundShown:
        desk = self._desk
        chosen = desk.chosen.get(line.line_id, 0)
        entry = desk.entry.text if line.line_id == desk.marked else ""
        unit = " kg" if line.weighed else ""
        second = tr(
            "refund.line",
            sold=format_quantity(line.sold) + unit,
            left=format_quantity(line.left) + unit,
            paid=format_money(line.paid, self._currency),
        )
        return RefundShown(
            line.line_id,
            line.name,
            second,
            (entry or format_quantity(chosen)) + unit,
            format_money(-amount, self._currency) if chosen and amount else "",
            self._blocked(line),
        )

    def _blocked(self, line: RefundLine) -> str:
        if not line.left:
            return tr("refund.all_back")
        if self._desk.voids or not line.why_not:
            return ""
        why = Said(Tone.WARN, f"error.{line.why_not}", {"last_day": line.last_day})
        return wording.say(why, self._currency)
