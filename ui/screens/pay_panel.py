"""Paying on the sale screen: what is due, with what, how much, and the one button."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from pos_member.domain.tender import TenderKind
from pos_member.i18n import format_money, tr
from ui.kit.button import Button
from ui.kit.label import Label, MoneyLabel
from ui.kit.pads import NumPad
from ui.kit.surfaces import Card, Icon, row
from ui.kit.tender_tiles import TenderTile
from ui.kit.totals import AmountDue
from ui.screens import wording
from ui.screens.keymap import CAPS
from ui.screens.pay_desk import PayDesk
from ui.screens.pay_values import Phase
from ui.screens.said import Said
from ui.screens.tender_offers import TENDERS
from ui.theme import tokens as t

ICONS = {
    TenderKind.STORED_VALUE: "wallet",
    TenderKind.CASH: "banknote",
    TenderKind.QR: "qr-code",
    TenderKind.BANK_CARD: "credit-card",
    TenderKind.POINTS: "star",
    TenderKind.TRANSFER: "landmark",
}
TILES = 4


class PayPanel(Card):
    """The right-hand column.

    Signals:
        pressed: the primary button was.
    """

    pressed = Signal()

    def __init__(self, pay: PayDesk, currency: str) -> None:
        super().__init__(padding=t.S10, gap=t.S8, name="pay")
        self._pay, self._currency = pay, currency
        self._keys, self._claims = t.PAD_KEYS, 0
        self.due = AmountDue(tr("pay.due"))
        self.tiles = {kind: _tile(kind, place) for place, kind in enumerate(TENDERS[:TILES])}
        grid = QGridLayout()
        grid.setSpacing(t.S8)
        for place, tile in enumerate(self.tiles.values()):
            grid.addWidget(tile, place // 2, place % 2)
        self.amount_caption = Label(tr("pay.this_tender"), "label", "text2")
        self.after = Label("", "label", "warn", weight=t.BOLD, name="left-after")
        self.amount = MoneyLabel("", "money", name="tender-amount")
        self.pad = NumPad("amount", key_height=t.PAD_KEY)
        self.reason_icon = Icon("triangle-alert", "warn", t.I18)
        self.reason = Label("", "label", "warn", weight=t.BOLD, wrap=True, name="pay-reason")
        self.primary = Button(
            "", "primary", "primary", icon="check", key=CAPS["primary"], name="primary"
        )
        self.body.addWidget(self.due)
        self.body.addLayout(grid)
        self.body.addLayout(row(self.amount_caption, self.after, None, self.amount))
        self.body.addWidget(self.pad)
        self.body.addStretch(1)
        reason = row(self.reason_icon)
        reason.addWidget(self.reason, 1)
        self.body.addLayout(reason)
        self.body.addWidget(self.primary)
        self._connect()
        self.refresh()

    def give_room(self, claims: int) -> None:
        """Give way to ``claims`` things: only the pad's keys shrink."""
        self._claims = claims
        self.pad.set_key_height(self._keys[claims])

    def set_wide(self, *, wide: bool) -> None:
        """Be larger in a wide window, which is further away or touched."""
        self._keys = t.PAD_KEYS_WIDE if wide else t.PAD_KEYS
        self.due.set_wide(wide=wide)
        for tile in self.tiles.values():
            tile.set_wide(wide=wide)
        self.primary.set_size("wide" if wide else "primary")
        self.give_room(self._claims)

    def refresh(self) -> None:
        """Show the payment as it stands."""
        pay = self._pay
        if pay.phase is Phase.DONE:
            return
        self._show_due()
        self._show_tiles()
        planned = pay.planned
        shown = planned.received if planned.kind == TenderKind.CASH else planned.amount
        self.amount.setText(format_money(shown, self._currency))
        self._show_after()
        self._show_primary()

    def _connect(self) -> None:
        for kind, tile in self.tiles.items():
            tile.clicked.connect(lambda _checked=False, kind=kind: self._choose(kind))
        self.pad.pressed.connect(self._pay.type_key)
        self.primary.clicked.connect(self.pressed)
        self._pay.changed.connect(self.refresh)

    def _choose(self, kind: TenderKind) -> None:
        self._pay.choose(kind)
        self._show_tiles()

    def _show_due(self) -> None:
        sale, currency = self._pay.sale, self._currency
        quote = sale.quote
        saved = format_money(quote.saved_minor, currency) if quote.saved_minor else ""
        unknown = sale.basket.unknown_lines
        if unknown:
            remark = tr("pay.no_price", count=unknown)
        elif sale.paid_minor:
            remark = tr("pay.paid_already", amount=format_money(sale.paid_minor, currency))
        elif sale.member is not None:
            online = "" if self._pay.sync.online else "_offline"
            remark = tr(f"pay.points_to_earn{online}", count=quote.points_earned)
        else:
            remark = tr("pay.points_none")
        self.due.show_due(
            format_money(quote.due_minor, currency),
            saved=tr("pay.saved", amount=saved) if saved else "",
            remark=remark,
            warning=unknown > 0,
        )

    def _show_tiles(self) -> None:
        offers, chosen = self._pay.offers(), self._pay.kind
        for kind, tile in self.tiles.items():
            offer = offers[kind]
            tile.set_detail(self._say(offer.note))
            tile.set_blocked(self._say(offer.blocked) if offer.blocked else "")
            tile.setChecked(kind is chosen)

    def _show_after(self) -> None:
        pay = self._pay
        has_lines = bool(pay.sale.basket.lines)
        if has_lines and pay.left_after_minor:
            left = format_money(pay.left_after_minor, self._currency)
            self.after.setText(tr("pay.left_after", amount=left))
            self.after.set_role("warn")
        elif has_lines and pay.change_minor:
            change = format_money(pay.change_minor, self._currency)
            self.after.setText(tr("pay.change", amount=change))
            self.after.set_role("success")
        else:
            self.after.setText("")

    def _show_primary(self) -> None:
        pay = self._pay
        primary = pay.primary
        amount = format_money(primary.amount_minor, self._currency)
        self.primary.setText(tr(primary.message, amount=amount))
        reason = pay.problem or primary.blocked
        text = self._say(reason) if reason else ""
        shown = bool(text) and bool(pay.sale.basket.lines)
        self.reason.setText(text if shown else "")
        self.reason.setVisible(shown)
        self.reason_icon.setVisible(shown)
        self.reason.set_role("danger" if pay.problem else "warn")
        self.reason_icon.set_icon("triangle-alert", "danger" if pay.problem else "warn")
        self.primary.set_blocked(self._say(primary.blocked) if primary.blocked else "")
        self.primary.set_busy(busy=pay.phase in (Phase.WAITING, Phase.BOOKING))

    def _say(self, said: Said) -> str:
        return wording.say(said, self._currency)


def _tile(kind: TenderKind, place: int) -> TenderTile:
    key = CAPS[f"tender_{place + 1}"]
    return TenderTile(ICONS[kind], tr(f"tender.{kind.value}"), key=key, name=f"tender-{kind.value}")
