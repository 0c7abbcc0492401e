"""One receipt beside the list: what stood on the paper, what came back of it, what may be done."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from pos_member.domain.receipt import Figure, Receipt
from pos_member.domain.receipt_views import ReceiptDetail
from pos_member.i18n import format_count, format_money, tr
from ui.kit.button import Button
from ui.kit.empty import EmptyState
from ui.kit.label import Label, MoneyLabel
from ui.kit.marks import Chip
from ui.kit.notices import Notice
from ui.kit.surfaces import Card, Rule, row
from ui.kit.totals import KeyValue
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.receipt_desk import ReceiptDesk
from ui.theme import tokens as t


class ReceiptDetailCard(Card):
    """The right side of the receipts."""

    def __init__(self, counter: Counter, desk: ReceiptDesk) -> None:
        super().__init__(padding=t.S14, gap=t.S8, name="receipt-detail")
        self._counter, self._desk = counter, desk
        self._currency = counter.actions.shop.currency
        self.setFixedWidth(t.ENTRY_W)
        self.number = Label("", "heading", elide=True, name="receipt-number")
        self.state = Chip("", name="receipt-state")
        self.about = Label("", "label", "text2", elide=True, name="receipt-about")
        self.member = Label("", "label", "text2", elide=True, name="receipt-member")
        self.amount_caption = Label("", "body", "text2")
        self.amount = MoneyLabel("", "amount", name="receipt-amount")
        self.notice = Notice("", "", "info", name="receipt-notice")
        self.copy = Button(
            tr("receipts.copy"), "secondary", "large", icon="printer", key=CAPS["reprint"],
            name="receipt-copy",
        )  # fmt: skip
        self.primary = Button(
            tr("receipts.refund"), "primary", "large", icon="repeat-2", key=CAPS["primary"],
            name="primary",
        )  # fmt: skip
        self.nothing = EmptyState("file-text", tr("receipts.none_open"), tr("receipts.none_hint"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._lines.setContentsMargins(0, 0, t.SCROLL_BAR, 0)
        self._lay_out()
        self.copy.clicked.connect(desk.reprint)
        desk.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the receipt that is open."""
        found = self._desk.detail
        for part in (self.number, self.about, self.member, self._scroll, self._rule,
                     self.amount_caption, self.amount, self.copy, self.primary):  # fmt: skip
            part.setVisible(found is not None)
        self.nothing.setVisible(found is None)
        self.state.setVisible(found is not None)
        self.notice.setVisible(False)
        if found is None:
            return
        self._show_head(found)
        self._show_lines(found)
        self._show_notice(found)
        self.copy.set_busy(busy=self._desk.printing)
        free = "printer" if found.copy_is_free else "shield-check"
        self.copy.set_kind("secondary", icon=free)
        why = self.why_no_refund(found)
        self.primary.set_blocked(tr(why) if why else "")

    def why_no_refund(self, found: ReceiptDetail) -> str:
        """Return the message of why nothing of it can come back, or nothing."""
        if found.refundable is None:
            return "receipts.no_sale"
        if found.row.whole:
            return "receipts.all_back"
        return ""

    def _lay_out(self) -> None:
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self._lines)
        inside.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        for blank in (self._scroll.viewport(), inner):  # the card shows through
            blank.setAutoFillBackground(False)
        self._rule = Rule()
        head = row(gap=t.S8)
        head.addWidget(self.number, 1)
        head.addWidget(self.state)
        self.body.addLayout(head)
        self.body.addWidget(self.about)
        self.body.addWidget(self.member)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self._rule)
        total = row(self.amount_caption, None, self.amount)
        self.body.addLayout(total)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.nothing, 1)
        foot = row(self.copy, gap=t.S10)
        foot.addWidget(self.primary, 1)
        self.body.addLayout(foot)

    def _show_head(self, found: ReceiptDetail) -> None:
        shown, clock = found.row, self._counter.clock
        self.number.setText(shown.number)
        kind, text = state_of(found.row.kind, shown.returned, whole=shown.whole)
        self.state.set_chip(text, kind)
        self.state.setVisible(bool(text))
        at = f"{clock.day(shown.at_ms)} {clock.clock(shown.at_ms, seconds=True)}"
        self.about.setText(f"{at} · {shown.cashier}")
        self.member.setText(shown.member or tr("member.guest"))
        self.amount_caption.setText(tr(f"receipts.total_{shown.kind}"))
        is_session = shown.kind == "session_redeemed"
        amount = tr("receipts.one_session") if is_session else self._money(shown.amount)
        self.amount.setText(amount)

    def _show_lines(self, found: ReceiptDetail) -> None:
        while (gone := self._lines.takeAt(0)) is not None:
            widget = gone.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for caption, value, role in self._rows(found):
            made = KeyValue(caption, value, role=role, strong=role == "danger", name="receipt-line")
            made.caption.elide = True
            made.caption.setToolTip(caption)
            self._lines.addWidget(made)

    def _rows(self, found: ReceiptDetail) -> list[tuple[str, str, str]]:
        rows = self._paper(found.printed) if found.printed else []
        for back in found.refunds:
            when = self._counter.clock.as_of(back.at_ms, self._counter.actions.now_ms())
            caption = tr("receipts.came_back", number=back.number, time=when)
            rows.append((caption, self._money(-back.amount), "danger"))
        return rows

    def _paper(self, printed: Receipt) -> list[tuple[str, str, str]]:
        rows = [
            (f"{line.name} × {line.quantity}" if line.quantity else line.name,
             self._money(line.amount_minor), "text")
            for line in printed.lines
        ]  # fmt: skip
        rows += [
            (one.name, format_count(one.figure) if one.counts is Figure.COUNT else "", "text")
            for one in printed.entries
        ]
        rows += [
            (one.reason, self._money(-one.amount_minor), "success") for one in printed.deductions
        ]
        rows += [
            (" ".join(filter(None, (one.name, one.reference))), self._money(one.amount_minor),
             "text2")
            for one in printed.tenders
        ]  # fmt: skip
        if printed.change_minor:
            rows.append((tr("result.change"), self._money(printed.change_minor), "text2"))
        if printed.reference:
            rows.insert(0, (tr("receipts.about"), printed.reference, "text2"))
        return rows

    def _show_notice(self, found: ReceiptDetail) -> None:
        if found.torn:
            self.notice.show_notice(tr("receipts.torn"), tr("receipts.torn_text"), "warn")
        elif found.refundable is not None and not found.refundable.sure and not found.row.whole:
            self.notice.show_notice(tr("receipts.unsure"), tr("receipts.unsure_text"), "danger")
        elif not found.copy_is_free:
            self.notice.show_notice("", tr("receipts.copy_asks"), "info")
        else:
            return
        self.notice.setVisible(True)

    def _money(self, minor: int) -> str:
        return format_money(minor, self._currency)


def state_of(kind: str, returned: int, *, whole: bool) -> tuple[str, str]:
    """Return colour and word of what became of a receipt; no word where nothing did."""
    if whole:
        return "danger", tr("receipts.whole_back")
    if returned:
        return "danger", tr("receipts.part_back")
    return ("neutral", "") if kind == "sale" else ("info", tr(f"receipts.kind_{kind}"))
