"""Sums: the lines under the basket, and the one amount that is due."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.kit.label import Label, MoneyLabel
from ui.kit.marks import Chip
from ui.kit.naming import named
from ui.kit.paint import RIGHT
from ui.kit.surfaces import Inset, row
from ui.theme import tokens as t
from ui.theme.tokens import BOLD, SEMIBOLD


@dataclass(frozen=True, slots=True)
class TotalLine:
    """A caption and an amount; ``saving`` is green, ``quiet`` is a remark instead of an amount."""

    caption: str
    amount: str
    saving: bool = False
    quiet: bool = False


class KeyValue(QWidget):
    """A caption at the left and a value at the right: the row of previews and confirmations."""

    def __init__(
        self,
        caption: str,
        value: str = "",
        *,
        role: str = "text",
        strong: bool = True,
        gap: int = t.S4,
        name: str = "key-value",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.caption = Label(caption, "label", "text2")
        self.value = Label(
            value, "label_large", role, weight=BOLD if strong else t.MEDIUM, elide=True,
            align=RIGHT, name="value",
        )  # fmt: skip
        line = QHBoxLayout(self)
        line.setContentsMargins(0, gap, 0, gap)
        line.setSpacing(t.S12)
        line.addWidget(self.caption)
        line.addWidget(self.value, 1)
        named(self, name, f"{caption} {value}")

    def show_value(self, value: str, role: str = "text") -> None:
        """Show ``value`` in ``role``."""
        self.value.setText(value)
        self.value.setToolTip(value)
        self.value.set_role(role)
        self.setAccessibleName(f"{self.caption.text()} {value}")


class Totals(Inset):
    """The sums under the basket."""

    def __init__(self, *, name: str = "totals", parent: QWidget | None = None) -> None:
        super().__init__(padding=(t.S14, t.S10, t.S14, t.S10), gap=t.S4, name=name, parent=parent)
        self.rows: list[KeyValue] = []

    def show_lines(self, lines: Sequence[TotalLine]) -> None:
        """Show ``lines``, one row each."""
        while len(self.rows) < len(lines):
            made = KeyValue("", gap=0, name=f"total-{len(self.rows)}")
            self.rows.append(made)
            self.body.addWidget(made)
        for place, shown in enumerate(self.rows):
            shown.setVisible(place < len(lines))
            if place < len(lines):
                _fill(shown, lines[place])


def _fill(shown: KeyValue, line: TotalLine) -> None:
    shown.caption.setText(line.caption)
    weight = SEMIBOLD if line.saving else t.MEDIUM
    shown.caption.set_step("label", weight)
    shown.caption.set_role("success" if line.saving else "text2")
    shown.value.set_step("label" if line.quiet else "body", t.MEDIUM if line.quiet else BOLD)
    shown.show_value(line.amount, "text2" if line.quiet else "success" if line.saving else "text")


class AmountDue(Inset):
    """What the customer has to pay, readable from two metres."""

    def __init__(self, caption: str, *, name: str = "amount-due") -> None:
        super().__init__(padding=(t.S16, t.S12, t.S16, t.S10), gap=0, name=name)
        self.caption = Label(caption, "body", "text2")
        self.saved = Chip("", "success", name="saved")
        self.saved.hide()
        self.amount = MoneyLabel("", "display", name="due")
        self.remark = Label("", "hint", "text2", weight=t.MEDIUM, elide=True, name="due-remark")
        self.body.addLayout(row(self.caption, None, self.saved))
        self.body.addWidget(self.amount)
        self.body.addWidget(self.remark)

    def set_wide(self, *, wide: bool) -> None:
        """Show the amount larger in a wide window."""
        self.amount.set_step("display_wide" if wide else "display")

    def show_due(
        self, amount: str, *, saved: str = "", remark: str = "", warning: bool = False
    ) -> None:
        """Show ``amount``, what was ``saved``, and a ``remark``, amber if it is a ``warning``."""
        self.amount.setText(amount)
        self.saved.set_chip(saved)
        self.saved.setVisible(bool(saved))
        self.remark.setText(remark)
        self.remark.setToolTip(remark)
        self.remark.set_role("warn" if warning else "text2")
        self.remark.set_step("hint", BOLD if warning else t.MEDIUM)
        self.setAccessibleName(f"{self.caption.text()} {amount}")
