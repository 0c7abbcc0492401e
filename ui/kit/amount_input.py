"""Typing an amount of money in whole minor units, by keyboard or pad, without a line edit.

It is a small pure machine, ``AmountEntry``, and the panel that shows it: digits are never parsed
from text that somebody could have pasted.
"""

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from pos_member.i18n import format_money
from ui.kit.label import Label, MoneyLabel
from ui.kit.naming import named
from ui.kit.paint import RIGHT, draw_surface
from ui.theme import tokens as t

MINOR_MAX = 99_999_999
"""Nobody hands over a million at a till; more digits than this are not taken."""


@dataclass(frozen=True, slots=True)
class AmountEntry:
    """What was typed so far: ``minor`` units, and after the point how many ``decimals``.

    ``fresh`` entries show a suggestion that the first key replaces.
    """

    minor: int = 0
    decimals: int | None = None
    fresh: bool = True
    digits: int = 2

    def press(self, key: str) -> "AmountEntry":
        """Return the entry after a digit, ``00``, ``.`` or ``back``; anything else changes naught.

        A key that would make the amount too large or finer than the coin changes naught either.
        """
        if key == "back":
            return self._without_last()
        start = replace(self, minor=0, decimals=None, fresh=False) if self.fresh else self
        if key == ".":
            return start if start.decimals is not None or not self.digits else _pointed(start)
        if not (key.isascii() and key.isdigit()):
            return self
        for digit in key:
            start = start.with_digit(int(digit))
        return start

    def with_digit(self, digit: int) -> "AmountEntry":
        """Return the entry with ``digit`` appended, or itself where that would be too much."""
        unit: int = 10**self.digits
        if self.decimals is None:
            minor, decimals = self.minor * 10 + digit * unit, None
        elif self.decimals < self.digits:
            decimals = self.decimals + 1
            minor = self.minor + digit * int(10 ** (self.digits - decimals))
        else:
            return self
        return self if minor > MINOR_MAX else replace(self, minor=minor, decimals=decimals)

    def _without_last(self) -> "AmountEntry":
        if self.fresh:
            return replace(self, minor=0, decimals=None, fresh=False)
        if self.decimals is None:
            unit: int = 10**self.digits
            return replace(self, minor=self.minor // unit // 10 * unit)
        if self.decimals == 0:
            return replace(self, decimals=None)
        unit = 10 ** (self.digits - self.decimals + 1)
        return replace(self, minor=self.minor // unit * unit, decimals=self.decimals - 1)


def _pointed(entry: AmountEntry) -> AmountEntry:
    return replace(entry, decimals=0)


class AmountInput(QWidget):
    """A large amount that pad and keyboard fill.

    Signals:
        changed: the amount in minor units.
    """

    changed = Signal(int)

    def __init__(
        self, caption: str, currency: str = "CNY", *, digits: int = 2, name: str = "amount-input"
    ) -> None:
        super().__init__()
        named(self, name, caption)
        self.entry = AmountEntry(digits=digits)
        self._currency = currency
        self.caption = Label(caption, "body", "text2")
        self.amount = MoneyLabel("", "amount", align=RIGHT, name="amount")
        line = QHBoxLayout(self)
        line.setContentsMargins(t.S16, t.S10, t.S16, t.S10)
        line.addWidget(self.caption)
        line.addStretch(1)
        line.addWidget(self.amount)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._show()

    def minor(self) -> int:
        """Return the amount in minor units."""
        return self.entry.minor

    def suggest(self, minor: int) -> None:
        """Show ``minor``; the first key replaces it."""
        self.entry = AmountEntry(minor, digits=self.entry.digits)
        self._show()
        self.changed.emit(minor)

    def show_amount(self, caption: str, minor: int) -> None:
        """Show an amount that is typed elsewhere, under ``caption``; nothing is told."""
        self.caption.setText(caption)
        self.entry = AmountEntry(minor, digits=self.entry.digits)
        self._show()

    def restore(self, state: object) -> None:
        """Go back to ``state``, an ``entry`` of before: the keys since were a scanner's."""
        if isinstance(state, AmountEntry) and state != self.entry:
            self.entry = state
            self._show()
            self.changed.emit(state.minor)

    def press(self, key: str) -> None:
        """Take a key of the pad."""
        self.entry = self.entry.press(key)
        self._show()
        self.changed.emit(self.entry.minor)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), t.RESULT_ROW - t.S8)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_surface(
            QPainter(self),
            QRectF(self.rect()),
            "surface",
            radius=t.R_CONTROL,
            border="focus",
            width=t.BORDER_SELECTED,
        )

    def _show(self) -> None:
        self.amount.setText(format_money(self.entry.minor, self._currency))
        self.setAccessibleDescription(self.amount.text())
