"""The member on the sale screen, in one of three states that cannot be mistaken for each other.

Nobody yet: a large prompt. Somebody: their card and figures. Offline: the same card, with what is
sure here in large figures and the book, with its time, in small ones.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLayout, QWidget
from typing_extensions import override

from pos_member.domain.money import WHOLE_BP
from pos_member.domain.views import MemberView
from pos_member.i18n import format_count, format_money, tr
from ui.actions import Actions
from ui.kit.button import Button
from ui.kit.label import Label, MoneyLabel
from ui.kit.line_input import LineInput
from ui.kit.marks import Chip
from ui.kit.member_card import CardFace, MemberCard
from ui.kit.paint import CENTRE
from ui.kit.surfaces import Card, Icon, Inset, Stack, column, row
from ui.kit.tiles import AlertRow, StatTile
from ui.screens import wording
from ui.screens.coupon_rows import CouponRows, rows_of
from ui.screens.keymap import CAPS
from ui.screens.member_alerts import Alert, alerts
from ui.screens.pay_desk import PayDesk
from ui.theme import tokens as t

STALE_MS = 30 * 60_000
ROWS_MAX = 3
"""Of coupons and of what to tell together: the panel has room for no more."""


class TimedCard(MemberCard):
    """The card on the sale screen; tells the window when it was really painted.

    Signals:
        painted: the card is on the screen.
    """

    painted = Signal()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted.emit()


class MemberPanel(Card):
    """Who the sale is for.

    Signals:
        searched: text to look a member up by.
        new_pressed, top_up_pressed, points_pressed, remove_pressed: the buttons.
    """

    searched = Signal(str)
    new_pressed = Signal()
    top_up_pressed = Signal()
    points_pressed = Signal()

    def __init__(self, pay: PayDesk, actions: Actions, clock: wording.ShopClock) -> None:
        super().__init__(padding=(t.S14, t.S4, t.S14, t.S12), gap=0, name="member")
        self._pay, self._sale = pay, pay.sale
        self._actions, self._clock = actions, clock
        self._currency = actions.shop.currency
        self.state = Chip("", name="member-state")
        self.remove = Button(tr("member.remove"), "ghost", "compact", name="member-remove")
        head = QWidget()
        head.setFixedHeight(t.PANEL_HEAD)
        head.setLayout(row(Label(tr("member.title"), "heading"), self.state, None, self.remove))
        self.body.addWidget(head)
        self.nobody = _Nobody()
        self.somebody = _Somebody()
        self._stack = Stack()
        self.body.addWidget(self._stack, 1)
        self._stack.addWidget(self.nobody)
        self._stack.addWidget(self.somebody)
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show whom the sale is for."""
        member = self._sale.member
        self.remove.setVisible(member is not None)
        if member is None:
            self._show_nobody()
        else:
            self._show_somebody(member)

    def _connect(self) -> None:
        self.remove.clicked.connect(self._sale.detach)
        self.nobody.search.entered.connect(self._search)
        self.nobody.new.clicked.connect(self.new_pressed)
        self.somebody.top_up.clicked.connect(self.top_up_pressed)
        self.somebody.points.clicked.connect(self.points_pressed)
        self.somebody.coupons.pressed.connect(self._sale.press_coupon)
        self._pay.changed.connect(self.refresh)

    def _search(self) -> None:
        text = self.nobody.search.text().strip()
        self.nobody.search.clear()
        if text:
            self.searched.emit(text)

    def _show_nobody(self) -> None:
        self._stack.setCurrentWidget(self.nobody)
        self.state.set_chip(tr("member.guest"), "neutral")
        saving = self._sale.saving_as_newcomer()
        self.nobody.show_saving("" if not saving else format_money(saving, self._currency))

    def _show_somebody(self, member: MemberView) -> None:
        self._stack.setCurrentWidget(self.somebody)
        self._show_state(member)
        self.somebody.card.show_face(face_of(member, self._currency))
        self._show_figures(member)
        now_ms = self._actions.now_ms()
        online = self._pay.sync.online
        coupons = rows_of(member.coupons, self._sale.coupons.is_chosen, online=online)
        self.somebody.coupons.show_rows(coupons)
        told = alerts(member, self._clock, now_ms, online=online)
        self.somebody.show_alerts(told[: ROWS_MAX - len(coupons)])
        note = " · ".join(part for part in (member.note, *member.tags) if part)
        visit = " ".join(
            part for part in (wording.day_of(member.last_visit_day), member.last_visit_text) if part
        )
        last = tr("member.last_visit", visit=visit) if visit else ""
        self.somebody.show_note(note, last)

    def _show_state(self, member: MemberView) -> None:
        if member.status != "active":
            self.state.set_chip(tr(f"member.status_{member.status}"), "danger", "lock")
        else:
            self.state.set_chip(tr(f"member.by_{member.identified_by}"), "success", "check")

    def _show_figures(self, member: MemberView) -> None:
        standing, currency = member.standing, self._currency
        as_of = self._clock.as_of(standing.as_of_ms, self._actions.now_ms())
        book = format_money(standing.book, currency)
        if self._pay.sync.online:
            parts = tr(
                "member.parts",
                principal=wording.bare_amount(standing.principal, currency),
                bonus=wording.bare_amount(standing.bonus, currency),
            )
            self.somebody.value.show_figure(book, parts, caption=tr("member.stored_value"))
            points = format_count(standing.points)
            worth = format_money(self._points_worth(standing.points), currency)
            self.somebody.point_tile.show_figure(
                points, tr("member.points_worth", amount=worth), caption=tr("member.points")
            )
            return
        sure = format_money(min(standing.sure, standing.book), currency)
        self.somebody.value.show_figure(
            sure,
            tr("member.book_as_of", amount=book, time=as_of),
            role="warn",
            caption=tr("member.stored_value_offline"),
        )
        self.somebody.point_tile.show_figure(
            format_count(min(standing.sure_points, standing.points)),
            tr("member.book_as_of", amount=format_count(standing.points), time=as_of),
            role="warn",
            caption=tr("member.points_offline"),
        )

    def _points_worth(self, points: int) -> int:
        rules = self._actions.program().points
        return points // rules.step_points * rules.step_minor


class _Nobody(QWidget):
    """The prompt while the sale is for a guest."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("member-none")
        prompt = Inset(padding=t.S16, gap=t.S8, name="member-prompt")
        icon = Icon("qr-code", "primary", t.I36, tile="primary_soft", tile_px=t.EMPTY_ICON)
        title = Label(tr("member.scan"), "money", align=CENTRE, wrap=True)
        hint = Label(tr("member.scan_hint"), "label", "text2", align=CENTRE, wrap=True)
        self.search = LineInput(
            tr("member.search_hint"), icon="search", key=CAPS["find_member"], name="member-search"
        )
        self.saving_caption = Label(tr("member.could_save"), "label", "text2")
        self.saving = MoneyLabel("", "body", "success", weight=t.BOLD, name="could-save")
        prompt.body.addStretch(1)
        prompt.body.addLayout(row(None, icon, None))
        prompt.body.addSpacing(t.S8)
        prompt.body.addWidget(title)
        prompt.body.addWidget(hint)
        prompt.body.addSpacing(t.S8)
        prompt.body.addWidget(self.search)
        prompt.body.addLayout(row(None, self.saving_caption, self.saving, None))
        prompt.body.addStretch(1)
        self.new = Button(
            tr("member.new"), "soft", icon="user-plus", key=CAPS["new_member"], name="new-member"
        )
        self.setLayout(column(_stretched(prompt), self.new, gap=t.S8))

    def show_saving(self, amount: str) -> None:
        """Show what a member would save here; an empty text hides it."""
        self.saving.setText(amount)
        self.saving.setVisible(bool(amount))
        self.saving_caption.setVisible(bool(amount))


class _Somebody(QWidget):
    """The card, the figures, what to tell the customer, and what can be done."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("member-some")
        self.card = TimedCard()
        self.value = StatTile("wallet", tr("member.stored_value"), name="stored-value")
        self.point_tile = StatTile("star", tr("member.points"), name="points")
        self.top_up = Button(
            tr("member.top_up"), icon="plus", key=CAPS["top_up"], name="member-top-up"
        )
        self.points = Button(
            tr("member.use_points"), icon="star", key=CAPS["points"], name="member-points"
        )
        self.note = Inset(padding=(t.S12, t.S8, t.S12, t.S8), gap=t.S2, name="member-note")
        self.note_text = Label("", "label", weight=t.SEMIBOLD, elide=True, name="note")
        self.note_last = Label("", "hint", "text2", elide=True, name="last-visit")
        self.note.body.addWidget(self.note_text)
        self.note.body.addWidget(self.note_last)
        self.coupons = CouponRows()
        self._alerts = column(gap=t.S6)
        self._rows: list[AlertRow] = []
        figures = _pair(self.value, self.point_tile)
        buttons = _pair(self.top_up, self.points)
        self.setLayout(
            column(
                self.card, figures, self.coupons, self._alerts, self.note, None, buttons, gap=t.S10
            )
        )

    def show_alerts(self, found: list[Alert]) -> None:
        """Show ``found`` instead of what was there."""
        while len(self._rows) < len(found):
            made = AlertRow("info", "", name=f"alert-{len(self._rows)}")
            self._rows.append(made)
            self._alerts.addWidget(made)
        for place, shown in enumerate(self._rows):
            shown.setVisible(place < len(found))
            if place < len(found):
                shown.show_alert(found[place].icon, found[place].text, found[place].kind)

    def show_note(self, note: str, last: str) -> None:
        """Show what is noted of the member and their last visit; nothing hides it."""
        self.note_text.setText(note)
        self.note_text.setVisible(bool(note))
        self.note_last.setText(last)
        self.note_last.setVisible(bool(last))
        self.note.setVisible(bool(note or last))


def face_of(member: MemberView, currency: str) -> CardFace:
    """Return what the card says of ``member``."""
    spent, goal = member.next_tier_spent, member.next_tier_at
    progress = to_next = ""
    share = None
    if goal:
        share = min(WHOLE_BP, spent * WHOLE_BP // goal)
        progress = tr(
            "member.progress",
            now=wording.bare_amount(spent, currency),
            goal=wording.bare_amount(goal, currency),
        )
        missing = wording.bare_amount(max(0, goal - spent), currency)
        to_next = tr("member.to_next", tier=member.next_tier_name, amount=missing)
    return CardFace(
        name=member.name,
        phone=member.phone_mask,
        tier=member.tier_name,
        ramp=member.tier_ramp or "plain",
        number=tr("member.number", number=wording.card_number(member))
        if member.card_number
        else "",
        progress_bp=share,
        progress=progress,
        to_next=to_next,
    )


def _pair(left: QWidget, right: QWidget) -> QLayout:
    both = row(gap=t.S8)
    both.addWidget(left, 1)
    both.addWidget(right, 1)
    return both


def _stretched(widget: QWidget) -> QLayout:
    box = column(gap=0)
    box.addWidget(widget, 1)
    return box
