"""What a top-up comes to, before it is booked and after."""

from pos_member.domain.tender import EXTERNAL
from pos_member.domain.views import Standing, TopUpDone
from pos_member.i18n import format_count, format_money, tr
from ui.kit.button import Button
from ui.kit.field import Field
from ui.kit.label import Label, MoneyLabel
from ui.kit.line_input import CodeInput
from ui.kit.notices import Notice
from ui.kit.surfaces import Card, Icon, Rule, row
from ui.kit.totals import KeyValue
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.top_up_desk import TopUpDesk
from ui.theme import tokens as t


class TopUpSummary(Card):
    """The right side of the top-up."""

    def __init__(self, counter: Counter, desk: TopUpDesk) -> None:
        super().__init__(padding=t.S16, gap=t.S10, name="top-up-summary")
        self._counter, self._desk = counter, desk
        self._currency = counter.actions.shop.currency
        self.setFixedWidth(t.SUMMARY_W)
        self.title = Label("", "heading", name="top-up-title")
        self.paid = KeyValue(tr("top_up.paid"), name="top-up-paid")
        self.bonus = KeyValue(tr("top_up.bonus"), name="top-up-bonus")
        self.points = KeyValue(tr("top_up.points"), name="top-up-points")
        self.room = KeyValue(tr("top_up.room"), name="top-up-room")
        self.after_caption = Label(tr("top_up.after"), "label", "text2")
        self.after = MoneyLabel("", "amount", name="top-up-after")
        self.parts = Label("", "label", "text2", elide=True, name="top-up-parts")
        self.rules = Notice(tr("top_up.rules"), "", "info", name="top-up-rules")
        self.approval = Notice(tr("top_up.needs_manager"), "", "warn", icon="shield-check",
                               name="top-up-approval")  # fmt: skip
        self.result = Notice(tr("top_up.done"), "", "success", name="top-up-done")
        self.reference = CodeInput(tr("split.reference_hint"), name="top-up-reference")
        self.field = Field(tr("split.reference_caption"), self.reference, required=True)
        self.reason_icon = Icon("triangle-alert", "warn", t.I18)
        self.reason = Label("", "label", "warn", weight=t.BOLD, wrap=True, name="top-up-reason")
        self.primary = Button(
            "", "primary", "primary", icon="check", key=CAPS["primary"], name="primary"
        )
        self.body.addWidget(self.title)
        for part in (self.room, self.paid, self.bonus, self.points, Rule()):
            self.body.addWidget(part)
        self.body.addWidget(self.after_caption)
        self.body.addWidget(self.after)
        self.body.addWidget(self.parts)
        for notice in (self.rules, self.approval, self.result):
            self.body.addWidget(notice)
        self.body.addStretch(1)
        self.body.addWidget(self.field)
        reason = row(self.reason_icon)
        reason.addWidget(self.reason, 1)
        self.body.addLayout(reason)
        self.body.addWidget(self.primary)
        self.primary.clicked.connect(desk.submit)
        self.reference.text_changed.connect(desk.set_reference)
        desk.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what it comes to now."""
        desk = self._desk
        if desk.done is not None:
            self._show_done(desk.done)
        else:
            self._show_planned()
        self.primary.set_busy(busy=desk.busy)

    def _show_planned(self) -> None:
        desk, plan = self._desk, self._desk.plan
        pay = plan.principal_minor if plan else desk.pay_minor
        bonus, points = (plan.bonus_minor, plan.points) if plan else (0, 0)
        self.title.setText(tr("top_up.confirm"))
        self._show_figures(pay, bonus, points)
        standing = desk.member.standing if desk.member else None
        principal = (standing.principal if standing else 0) + pay
        whole_bonus = (standing.bonus if standing else 0) + bonus
        self._show_after(principal, whole_bonus)
        self._show_room(standing)
        self.rules.show_notice(tr("top_up.rules"), tr(f"top_up.order_{desk.rules.order.value}"))
        outside = desk.kind in EXTERNAL
        self.rules.setVisible(not outside)
        self.field.setVisible(outside)
        if self.reference.text() != desk.reference:
            self.reference.set_text(desk.reference)
        self.result.setVisible(False)
        needs_manager = bool(plan and plan.needs_approval)
        if needs_manager and plan is not None:
            limit = self._money(plan.bonus_limit_minor or 0)
            self.approval.show_notice(
                tr("top_up.needs_manager"), tr("top_up.over_limit", limit=limit)
            )
        self.approval.setVisible(needs_manager)
        self._show_primary(pay, needs_manager=needs_manager)

    def _show_primary(self, pay: int, *, needs_manager: bool) -> None:
        desk = self._desk
        self.primary.key = CAPS["approve"] if needs_manager else CAPS["primary"]
        self.primary.set_kind("primary", icon="shield-check" if needs_manager else "check")
        message = "top_up.ask_manager" if needs_manager else "top_up.take"
        self.primary.setText(tr(message, amount=self._money(pay)))
        blocked = desk.blocked
        shown = desk.problem or blocked
        text = wording.say(shown, self._currency) if shown else ""
        self.reason.setText(text)
        self.reason.setVisible(bool(text))
        self.reason_icon.setVisible(bool(text))
        self.reason.set_role("danger" if desk.problem else "warn")
        self.reason_icon.set_icon("triangle-alert", "danger" if desk.problem else "warn")
        self.primary.set_blocked(wording.say(blocked, self._currency) if blocked else "")

    def _show_room(self, standing: Standing | None) -> None:
        """Show what may be paid in below the cap: in all while asking is possible, else here."""
        room = standing.room if standing else None
        self.room.setVisible(room is not None)
        if standing is None or room is None:
            return
        most = room if self._desk.online else min(room, standing.sure_room)
        self.room.caption.setText(tr("top_up.room" if self._desk.online else "top_up.room_here"))
        self.room.show_value(self._money(most), "text" if most else "warn")

    def _show_done(self, done: TopUpDone) -> None:
        self.title.setText(tr("top_up.done"))
        self.room.setVisible(False)
        self._show_figures(done.principal, done.bonus, done.points)
        self.after.setText(self._money(done.book))
        self.parts.setText(tr("top_up.receipt", receipt=done.receipt))
        for part in (self.rules, self.approval, self.field):
            part.setVisible(False)
        here = tr("top_up.done_text" if self._desk.online else "top_up.done_offline")
        self.result.show_notice(tr("top_up.done"), here)
        self.result.setVisible(True)
        self.reason.setVisible(False)
        self.reason_icon.setVisible(False)
        self.primary.key = CAPS["primary"]
        self.primary.set_kind("primary", icon="arrow-right")
        self.primary.setText(tr("result.next"))
        self.primary.set_blocked("")

    def _show_figures(self, pay: int, bonus: int, points: int) -> None:
        self.paid.show_value(self._money(pay))
        self.bonus.show_value(format_money(bonus, self._currency, plus=True), "success")
        self.bonus.setVisible(bonus > 0)
        self.points.show_value(format_count(points, plus=True))
        self.points.setVisible(points > 0)

    def _show_after(self, principal: int, bonus: int) -> None:
        self.after.setText(self._money(principal + bonus))
        self.parts.setText(
            tr(
                "member.parts",
                principal=wording.bare_amount(principal, self._currency),
                bonus=wording.bare_amount(bonus, self._currency),
            )
        )

    def _money(self, minor: int) -> str:
        return format_money(minor, self._currency)
