"""A price by hand: for a line that costs something else today, or for what nobody knows."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_member.domain.basket import BasketLine
from pos_member.i18n import format_money, tr
from ui.kit.amount_input import AmountInput
from ui.kit.choices import Segmented
from ui.kit.field import Field
from ui.kit.line_input import LineInput
from ui.kit.pads import BACK, NumPad
from ui.screens.ask_dialog import AskDialog
from ui.theme import tokens as t

REASONS = ("agreed", "damaged", "label", "other")
NAME_MAX = 60


class PriceDialog(AskDialog):
    """Asks for a unit price, and why or under which name.

    Signals:
        priced: minor units, and the reason (of a known line) or the name (of an unknown one).
    """

    priced = Signal(int, str)

    def __init__(self, parent: QWidget, line: BasketLine, currency: str) -> None:
        title = tr("price.title") if line.known else tr("price.title_unknown")
        super().__init__(
            parent, title, line.name or line.code, primary=tr("price.set"), icon="tag",
            name="price-dialog",
        )  # fmt: skip
        self._known, self._currency = line.known, currency
        self.amount = AmountInput(tr("price.unit"), currency)
        if line.known:
            self.amount.suggest(line.unit_minor)
        self.pad = NumPad("amount", name="price-pad")
        self.reason = Segmented(
            [(reason, tr(f"price.reason_{reason}")) for reason in REASONS],
            value=REASONS[0],
            name="price-reason",
        )
        self.called = LineInput("", icon="tag", name="price-name")
        self.called.edit.setMaxLength(NAME_MAX)
        self.called.set_text(tr("price.default_name", code=line.code))
        self.content.setSpacing(t.S12)
        self.content.addWidget(self.amount)
        field = (
            Field(tr("price.reason"), self.reason)
            if line.known
            else Field(tr("price.name"), self.called)
        )
        self.content.addWidget(field)
        self.content.addWidget(self.pad)
        self.pad.pressed.connect(self.amount.press)
        self.amount.changed.connect(self._show_price)
        self._show_price(self.amount.minor())

    @override
    def decide(self) -> None:
        """Take the price."""
        why = tr(f"price.reason_{self._reason()}") if self._known else self.called.text().strip()
        self.priced.emit(self.amount.minor(), why or tr("price.reason_other"))
        self.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if event.key() == Qt.Key.Key_Backspace:
            self.amount.press(BACK)
        elif len(text) == 1 and text in "0123456789.":
            self.amount.press(text)
        else:
            super().keyPressEvent(event)

    def _reason(self) -> str:
        return self.reason.value

    def _show_price(self, minor: int) -> None:
        self.primary.setText(tr("price.set_to", amount=format_money(minor, self._currency)))
        self.primary.set_blocked("" if minor > 0 else tr("price.missing"))
