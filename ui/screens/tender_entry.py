"""The right side of a payment: the tender in hand, its amount or reference, change, the button."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from pos_member.domain.tender import EXTERNAL, TenderKind, quick_cash
from pos_member.i18n import format_money, tr
from ui.kit.amount_input import AmountEntry, AmountInput
from ui.kit.button import Button
from ui.kit.field import Field
from ui.kit.label import Label
from ui.kit.line_input import CodeInput
from ui.kit.pads import NumPad
from ui.kit.payment import ChangePanel
from ui.kit.surfaces import Card, Icon, row
from ui.kit.tender_tiles import QuickCash
from ui.screens import wording
from ui.screens.keymap import CAPS
from ui.screens.pay_desk import PayDesk
from ui.screens.pay_values import Phase
from ui.theme import tokens as t

QUICK = 4
SUGGESTED = 1


class TenderEntry(Card):
    """What is taken now."""

    def __init__(self, pay: PayDesk, currency: str) -> None:
        super().__init__(padding=t.S14, gap=t.S10, name="tender-entry")
        self._pay, self._currency = pay, currency
        self._kind: TenderKind | None = None
        self._keys, self._claims = t.PAD_KEYS_TALL, 0
        self.setFixedWidth(t.ENTRY_W)
        self.title = Label("", "heading", name="entry-title")
        self.left = Label("", "label_large", "text2", name="entry-left")
        self.amount = AmountInput("", currency)
        self.amount.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.notes = [QuickCash("") for _ in range(QUICK)]
        self.reference = CodeInput(tr("split.reference_hint"), name="reference")
        self.field = Field(tr("split.reference_caption"), self.reference, required=True)
        self.pad = NumPad("cash", key_height=t.PAD_KEY_TALL)
        self.change = ChangePanel()
        self.reason_icon = Icon("triangle-alert", "warn", t.I18)
        self.reason = Label("", "label", "warn", weight=t.BOLD, wrap=True, name="entry-reason")
        self.primary = Button(
            "", "primary", "hero", icon="check", key=CAPS["primary"], name="primary"
        )
        reason = row(self.reason_icon)
        reason.addWidget(self.reason, 1)
        self.body.addLayout(row(self.title, None, self.left))
        self.body.addWidget(self.amount)
        self.body.addLayout(row(*self.notes))
        self.body.addWidget(self.field)
        self.body.addWidget(self.pad)
        self.body.addWidget(self.change)
        self.body.addStretch(1)
        self.body.addLayout(reason)
        self.body.addWidget(self.primary)
        self._connect()
        self.refresh()

    def begin(self) -> None:
        """Show what is so now, with the cursor where the next thing is typed."""
        self.refresh()
        self._focus()

    def _focus(self) -> None:
        if self._pay.kind in EXTERNAL:
            self.reference.setFocus()
        else:
            focus = QApplication.focusWidget()
            if isinstance(focus, QLineEdit):
                focus.clearFocus()

    def give_room(self, claims: int) -> None:
        """Give way with the pad's keys."""
        self._claims = claims
        self.pad.set_key_height(self._keys[claims])

    def set_wide(self, *, wide: bool) -> None:
        """Be larger in a wide window, which is further away or touched."""
        self._keys = t.PAD_KEYS_WIDE if wide else t.PAD_KEYS_TALL
        self.primary.set_size("wide" if wide else "hero")
        self.give_room(self._claims)

    def refresh(self) -> None:
        """Show the tender in hand."""
        pay = self._pay
        if pay.phase is Phase.DONE:
            return
        kind, facts = pay.kind, pay.facts()
        if kind is not self._kind:
            self._kind = kind
            self.reference.set_text(pay.reference)
            if self.isVisible():
                self._focus()
        elif self.reference.text() != pay.reference:
            self.reference.set_text(pay.reference)
        self.title.setText(tr(f"split.title_{kind.value}"))
        self.left.setText(tr("split.left", amount=self._money(facts.left_minor)))
        planned = pay.planned
        cash = kind is TenderKind.CASH
        self.amount.show_amount(
            tr("split.received_cash" if cash else "split.amount"),
            planned.received if cash else planned.amount,
        )
        self._show_notes(facts.cash_minor if cash else 0)
        self.field.setVisible(kind in EXTERNAL)
        self._show_change()
        self._show_primary()

    def _connect(self) -> None:
        for note in self.notes:
            note.clicked.connect(lambda _checked=False, note=note: self._take_note(note))
        self.pad.pressed.connect(self._press)
        self.reference.text_changed.connect(self._pay.set_reference)
        self.primary.clicked.connect(lambda: self._pay.press(on_payment_page=True))
        self._pay.changed.connect(self._refresh_if_seen)

    def _refresh_if_seen(self) -> None:
        # A scan on the sale screen must not pay for a page that nobody looks at.
        if self.isVisible():
            self.refresh()

    def _press(self, key: str) -> None:
        if self.reference.edit.hasFocus():
            self.reference.press(key)
        else:
            self._pay.type_key(key)

    def _take_note(self, note: QuickCash) -> None:
        self._pay.set_entry(AmountEntry(note.minor))

    def _show_notes(self, cash_minor: int) -> None:
        amounts = quick_cash(cash_minor, self._currency, most=QUICK) if cash_minor else ()
        received = self._pay.planned.received
        for place, note in enumerate(self.notes):
            note.setVisible(place < len(amounts))
            if place < len(amounts):
                detail = (
                    "split.exact" if place == 0 else "split.usual" if place == SUGGESTED else ""
                )
                text = self._money(amounts[place]) if place == 0 else self._short(amounts[place])
                note.show_note(text, tr(detail) if detail else "", amounts[place])
                note.setChecked(amounts[place] == received)

    def _show_change(self) -> None:
        pay = self._pay
        left = pay.left_after_minor
        self.change.setVisible(pay.kind is TenderKind.CASH or left > 0)
        if left > 0:
            self.change.show_change(tr("split.still"), self._money(left), missing=True)
        else:
            self.change.show_change(tr("result.change"), self._money(pay.change_minor))

    def _show_primary(self) -> None:
        pay = self._pay
        primary = pay.primary
        self.primary.setText(tr(primary.message, amount=self._money(primary.amount_minor)))
        blocked = pay.blocked_on_payment_page
        why = pay.problem or blocked
        text = wording.say(why, self._currency) if why else ""
        self.reason.setText(text)
        self.reason.setVisible(bool(text))
        self.reason_icon.setVisible(bool(text))
        role = "danger" if pay.problem else "warn"
        self.reason.set_role(role)
        self.reason_icon.set_icon("triangle-alert", role)
        self.primary.set_blocked(wording.say(blocked, self._currency) if blocked else "")
        self.primary.set_busy(busy=pay.phase in (Phase.WAITING, Phase.BOOKING))

    def _money(self, minor: int) -> str:
        return format_money(minor, self._currency)

    def _short(self, minor: int) -> str:
        text = self._money(minor)
        return text.removesuffix(".00")
