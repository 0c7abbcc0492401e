"""Closing the shift: what is still open, why the count differs, what stays, and the one button."""

from pos_member.i18n import format_money, tr
from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.notices import Notice
from ui.kit.surfaces import Card, Icon, Inset, row
from ui.kit.totals import KeyValue
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.shift_desk import ShiftDesk
from ui.theme import tokens as t


class CloseCard(Card):
    """The right third of the shift."""

    def __init__(self, counter: Counter, desk: ShiftDesk) -> None:
        super().__init__(padding=t.S16, gap=t.S8, name="shift-close")
        self._counter, self._desk = counter, desk
        self._currency = counter.actions.shop.currency
        self._tight = False
        self.setFixedWidth(t.CLOSE_W)
        self.baskets = Notice(" ", " ", "success", name="shift-baskets")
        self.review = Notice(" ", " ", "warn", name="shift-review")
        self.queue = Notice(" ", " ", "success", name="shift-queue")
        self.told = Notice("", "", "success", name="shift-told")
        self.why = KeyValue(tr("shift.reason"), "", name="shift-why")
        self.stays = KeyValue(tr("shift.stays"), "", name="shift-stays")
        self.say_why = Button(
            tr("shift.change"), "secondary", "small", key=CAPS["points"], name="shift-say-why"
        )
        self.change_left = Button(
            tr("shift.change"), "secondary", "small", key=CAPS["coupons"], name="shift-change-left"
        )
        self._why_box, self._stays_box = Inset(padding=t.S8), Inset(padding=t.S8)
        self.preview = Button(
            tr("shift.preview"), "secondary", "normal", icon="printer", key=CAPS["reprint"],
            name="shift-preview",
        )  # fmt: skip
        self.reason_icon = Icon("triangle-alert", "warn", t.I18)
        self.reason = Label("", "label", "warn", weight=t.BOLD, wrap=True, name="shift-reason")
        self.primary = Button(
            "", "primary", "primary", icon="check", key=CAPS["primary"], name="primary"
        )
        self._lay_out()
        self.preview.clicked.connect(desk.preview)
        desk.changed.connect(self.refresh)
        counter.sync_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what there is to do before the shift is closed, or what became of it."""
        desk = self._desk
        closed = desk.closed
        self._show_checks(shown=closed is None)
        self.told.setVisible(closed is not None)
        if closed is not None:
            taken = format_money(closed.counted - closed.left, self._currency)
            left = format_money(closed.left, self._currency)
            title = tr("shift.closed", number=f"{closed.number:04d}")
            self.told.show_notice(title, tr("shift.take_out", taken=taken, left=left))
        compared = desk.compared and closed is None
        differs = compared and desk.difference != 0
        self._why_box.setVisible(differs)
        self.why.show_value(desk.reason or tr("shift.blank"), "text" if desk.reason else "text2")
        self._stays_box.setVisible(compared)
        self.stays.show_value(format_money(desk.left, self._currency))
        self.preview.setVisible(compared)
        self._show_primary()

    def give_room(self, claims: int) -> None:
        """Give way to ``claims`` things: what is as it should be goes."""
        self._tight = claims > 0
        self.refresh()

    def _show_checks(self, *, shown: bool) -> None:
        held = self._desk.shift.held if self._desk.shift else 0
        unfinished = bool(self._counter.sale.basket.lines)
        if unfinished:
            self.baskets.show_notice(tr("shift.basket_open"), tr("shift.basket_text"), "warn")
        elif held:
            self.baskets.show_notice(tr("shift.held", count=held), tr("shift.held_text"), "warn")
        else:
            self.baskets.show_notice(tr("shift.no_held"), tr("shift.no_held_text"), "success")
        self.baskets.setVisible(shown and (unfinished or held > 0 or not self._tight))
        sync = self._counter.sync
        self.review.show_notice(
            tr("shift.review", count=sync.needs_review), tr("shift.review_text"), "warn"
        )
        self.review.setVisible(shown and sync.needs_review > 0)
        text = tr("shift.queue_text" if sync.queued else "shift.no_queue_text")
        title = tr("shift.queue", count=sync.queued) if sync.queued else tr("shift.no_queue")
        self.queue.show_notice(title, text, "success")
        self.queue.setVisible(shown and not (self._tight and self._desk.compared))

    def _show_primary(self) -> None:
        desk = self._desk
        if desk.closed is not None:
            message, icon = "shift.hand_over", "lock"
        elif desk.compared:
            message, icon = "shift.close_now", "check"
        else:
            message, icon = "shift.end_count", "check"
        self.primary.set_kind("primary", icon=icon)
        self.primary.setText(tr(message))
        blocked = None if desk.closed is not None else desk.blocked
        shown = desk.problem or blocked
        text = wording.say(shown, self._currency) if shown and desk.closed is None else ""
        self.reason.setText(text)
        self.reason.setVisible(bool(text))
        self.reason_icon.setVisible(bool(text))
        self.primary.set_blocked(wording.say(blocked, self._currency) if blocked else "")
        self.primary.set_busy(busy=desk.busy)

    def _lay_out(self) -> None:
        self.body.addWidget(Label(f"3  {tr('shift.close')}", "heading"))
        for part in (self.baskets, self.review, self.queue, self.told):
            self.body.addWidget(part)
        for box, value, button in (
            (self._why_box, self.why, self.say_why),
            (self._stays_box, self.stays, self.change_left),
        ):
            line = row(gap=t.S8)
            line.addWidget(value, 1)
            line.addWidget(button)
            box.body.addLayout(line)
            self.body.addWidget(box)
        self.body.addStretch(1)
        reason = row(self.reason_icon)
        reason.addWidget(self.reason, 1)
        self.body.addLayout(reason)
        self.body.addWidget(self.preview)
        self.body.addWidget(self.primary)
