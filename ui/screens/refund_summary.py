"""What a refund gives back by each way, before it is booked and after."""

from pos_member.domain.refund_views import RefundDone, RefundPreview
from pos_member.i18n import format_count, format_money, tr
from ui.kit.button import Button
from ui.kit.label import Label, MoneyLabel
from ui.kit.notices import Notice
from ui.kit.surfaces import Card, Icon, Rule, row
from ui.kit.totals import TotalLine, Totals
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.refund_desk import RefundDesk
from ui.theme import tokens as t


class RefundSummary(Card):
    """The right side of a refund."""

    def __init__(self, counter: Counter, desk: RefundDesk) -> None:
        super().__init__(padding=t.S16, gap=t.S10, name="refund-summary")
        self._counter, self._desk = counter, desk
        self._currency = counter.actions.shop.currency
        self._tight = False
        self.setFixedWidth(t.SUMMARY_W)
        self.title = Label("", "heading", name="refund-title")
        self.receipt = Label("", "label", "text2", elide=True, name="refund-receipt")
        self.caption = Label(tr("refund.amount"), "body", "text2")
        self.amount = MoneyLabel("", "amount", name="refund-amount")
        self.ways_caption = Label(tr("refund.ways"), "label", "text2")
        self.ways = Totals(name="refund-ways")
        self.notice = Notice("", "", "info", name="refund-notice")
        self.reason_icon = Icon("triangle-alert", "warn", t.I18)
        self.reason = Label("", "label", "warn", weight=t.BOLD, wrap=True, name="refund-reason")
        self.primary = Button(
            "", "danger", "primary", icon="check", key=CAPS["primary"], name="primary"
        )
        for part in (self.title, self.receipt, Rule(), self.caption, self.amount,
                     self.ways_caption, self.ways, self.notice):  # fmt: skip
            self.body.addWidget(part)
        self.body.addStretch(1)
        reason = row(self.reason_icon)
        reason.addWidget(self.reason, 1)
        self.body.addLayout(reason)
        self.body.addWidget(self.primary)
        desk.changed.connect(self.refresh)
        counter.sync_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what goes back now."""
        desk = self._desk
        if desk.done is not None:
            self._show_done(desk.done)
        else:
            self._show_planned()
        self.primary.set_busy(busy=desk.busy)

    def give_room(self, claims: int) -> None:
        """Give way to ``claims`` things: what only explains goes."""
        self._tight = claims > 0
        self.refresh()

    def _show_planned(self) -> None:
        desk, preview = self._desk, self._desk.preview
        self.title.setText(tr("refund.void_title" if desk.voids else "refund.title"))
        number = desk.detail.row.number if desk.detail else ""
        self.receipt.setText(tr("refund.of", number=number))
        self._show_amount(preview.amount - preview.rounding if preview else 0)
        lines = self._ways(preview) if preview else []
        self.ways.show_lines(lines)
        self.ways.setVisible(bool(lines))
        self.ways_caption.setVisible(bool(lines) and not self._tight)
        self._show_notice()
        self._show_primary()

    def _show_amount(self, minor: int) -> None:
        self.amount.setText(self._money(minor))
        self.amount.setVisible(minor > 0)
        self.caption.setVisible(minor > 0 and not self._tight)

    def _ways(self, preview: RefundPreview) -> list[TotalLine]:
        lines = [TotalLine(tr(f"tender.{kind}"), self._money(amount))
                 for kind, amount in preview.tenders]  # fmt: skip
        held = (("refund.principal", preview.principal), ("refund.bonus", preview.bonus))
        lines += [TotalLine(tr(name), self._money(amount)) for name, amount in held if amount]
        if preview.points:
            worth = tr("refund.points_worth", amount=self._money(preview.points_worth))
            lines.append(TotalLine(worth, format_count(preview.points, plus=True)))
        if preview.earned:
            lines.append(TotalLine(tr("refund.earned"), format_count(-preview.earned)))
        if preview.rounding:
            lines.append(
                TotalLine(tr("refund.rounding"), self._money(preview.rounding), quiet=True)
            )
        return lines

    def _show_notice(self) -> None:
        desk, sale = self._desk, self._desk.sale
        if sale is not None and not sale.sure:
            self.notice.show_notice(tr("receipts.unsure"), tr("receipts.unsure_text"), "danger")
        elif desk.needs_manager:
            text = "refund.asks" if self._counter.sync.online else "refund.asks_offline"
            self.notice.show_notice(tr("top_up.needs_manager"), tr(text), "warn")
        else:
            self.notice.show_notice("", tr("refund.own_right"), "info")

    def _show_primary(self) -> None:
        desk = self._desk
        self.primary.set_kind("danger", icon="shield-check" if desk.needs_manager else "check")
        due = desk.preview.amount - desk.preview.rounding if desk.preview else 0
        message = "refund.void_take" if desk.voids else "refund.take"
        self.primary.setText(tr(message, amount=self._money(due)))
        blocked, problem = desk.blocked, desk.problem
        shown = problem or blocked
        text = wording.say(shown, self._currency) if shown else ""
        role = "danger" if problem else "warn"
        self.reason.setText(text)
        self.reason.set_role(role)
        self.reason.setVisible(bool(text))
        self.reason_icon.set_icon("triangle-alert", role)
        self.reason_icon.setVisible(bool(text))
        self.primary.set_blocked(wording.say(blocked, self._currency) if blocked else "")

    def _show_done(self, done: RefundDone) -> None:
        self.title.setText(tr("refund.done"))
        self.receipt.setText(tr("refund.done_receipt", number=done.receipt))
        lines = [TotalLine(tr(f"tender.{kind}"), self._money(amount))
                 for kind, amount in done.tenders]  # fmt: skip
        if done.stored_value:
            lines.append(TotalLine(tr("tender.stored_value"), self._money(done.stored_value)))
        if done.points:
            lines.append(TotalLine(tr("tender.points"), format_count(done.points, plus=True)))
        self.ways.show_lines(lines)
        self.ways.setVisible(bool(lines))
        self.ways_caption.setVisible(bool(lines) and not self._tight)
        hand = dict(done.tenders).get("cash", 0)
        text = tr("refund.hand_out", amount=self._money(hand)) if hand else tr("refund.goes_back")
        self.notice.show_notice(tr("refund.done"), text, "success")
        for part in (self.reason, self.reason_icon):
            part.setVisible(False)
        self.primary.set_kind("primary", icon="arrow-right")
        self.primary.setText(tr("refund.next"))
        self.primary.set_blocked("")

    def _money(self, minor: int) -> str:
        return format_money(minor, self._currency)
