"""Cash by hand: how much goes into the drawer or out of it, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from pos_member.i18n import format_money, tr
from ui.kit.amount_input import AmountInput
from ui.kit.choices import Segmented
from ui.kit.field import Field
from ui.kit.line_input import LineInput
from ui.kit.pads import BACK, NumPad
from ui.screens.ask_dialog import AskDialog

NOTE_MAX = 60


@dataclass(frozen=True, slots=True)
class CashAsked:
    """What a dialog asks.

    Attributes:
        title, text: what it is about, and what comes of it.
        button: message of the primary button; it names the amount where one is asked.
        suggested: minor units that stand there at first; ``None`` asks for no amount.
        reasons: ids of messages to choose from; none asks for no reason.
        may_be_nothing: zero is an answer.
    """

    title: str
    text: str
    button: str
    icon: str
    suggested: int | None = 0
    reasons: Sequence[str] = ()
    may_be_nothing: bool = False


class CashDialog(AskDialog):
    """Asks for an amount, a reason, or both.

    Signals:
        given: minor units and the reason in words.
    """

    given = Signal(int, str)

    def __init__(self, parent: QWidget, asked: CashAsked, currency: str) -> None:
        super().__init__(
            parent, asked.title, asked.text, primary=tr(asked.button, amount=""), icon=asked.icon,
            name="cash-dialog",
        )  # fmt: skip
        self._asked, self._currency = asked, currency
        self.amount = AmountInput(tr("shift.amount"), currency)
        self.pad = NumPad("amount", name="cash-pad")
        self.reason = Segmented(
            [(reason, tr(reason)) for reason in asked.reasons],
            value=asked.reasons[0] if asked.reasons else "",
            name="cash-reason",
        )
        self.note = LineInput(tr("shift.note_hint"), name="cash-note")
        self.note.edit.setMaxLength(NOTE_MAX)
        self._lay_out()
        self.pad.pressed.connect(self.amount.press)
        self.amount.changed.connect(self._show)
        self.amount.suggest(asked.suggested or 0)

    @override
    def decide(self) -> None:
        """Give what was asked."""
        self.given.emit(self.amount.minor(), self._words())
        self.accept()

    @override
    def step(self, by: int) -> None:
        """Choose the reason ``by`` places on."""
        reasons = list(self._asked.reasons)
        if reasons:
            place = reasons.index(self.reason.value) + by
            self.reason.set_value(reasons[max(0, min(place, len(reasons) - 1))])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if isinstance(self.focusWidget(), QLineEdit) or self._asked.suggested is None:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Backspace:
            self.amount.press(BACK)
        elif len(text) == 1 and text in "0123456789.":
            self.amount.press(text)
        else:
            super().keyPressEvent(event)

    def typed_state(self) -> object:
        """Return what was typed so far, for the filter that takes a scanner's keys back."""
        return self.amount.entry

    def restore_typed(self, state: object) -> None:
        """Go back to ``state``."""
        self.amount.restore(state)

    def _lay_out(self) -> None:
        asked = self._asked
        with_amount = asked.suggested is not None
        for part, wanted in (
            (self.amount, with_amount),
            (Field(tr("shift.reason"), self.reason), bool(asked.reasons)),
            (self.note, bool(asked.reasons)),
            (self.pad, with_amount),
        ):
            if wanted:
                self.content.addWidget(part)
            else:
                part.setParent(self)
                part.hide()

    def _words(self) -> str:
        chosen = tr(self.reason.value) if self.reason.value else ""
        return " · ".join(filter(None, (chosen, self.note.text().strip())))

    def _show(self, minor: int) -> None:
        asked = self._asked
        self.primary.setText(tr(asked.button, amount=format_money(minor, self._currency)))
        missing = asked.suggested is not None and minor == 0 and not asked.may_be_nothing
        self.primary.set_blocked(tr("shift.amount_missing") if missing else "")
