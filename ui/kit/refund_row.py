"""A line of a sale that may come back: what it is, how much of it, and less or more of that."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.naming import named
from ui.kit.paint import CENTRE, RIGHT, draw_surface
from ui.kit.surfaces import column, row
from ui.theme import tokens as t
from ui.theme.tokens import BOLD, MEDIUM


@dataclass(frozen=True, slots=True)
class RefundShown:
    """What a row says, ready to show; ``amount`` is empty where nothing of it comes back."""

    key: str
    name: str
    second: str
    quantity: str
    amount: str
    blocked: str = ""


class RefundRow(QWidget):
    """A row of the refund.

    Signals:
        marked: key of the row that was touched.
        changed: key, and 1 for more of it or -1 for less.
    """

    marked = Signal(str)
    changed = Signal(str, int)

    def __init__(self, key: str, less: str, more: str) -> None:
        super().__init__()
        named(self, f"refund-{key}")
        self.key = key
        self.name = Label("", "body", weight=BOLD, elide=True)
        self.second = Label("", "label", "text2", weight=MEDIUM, elide=True)
        self.quantity = Label("", "money", align=CENTRE, name=f"refund-quantity-{key}")
        self.quantity.setMinimumWidth(t.QUANTITY_W + t.S24)
        self.amount = Label("", "money_small", "danger", align=RIGHT, name=f"refund-amount-{key}")
        self.amount.setMinimumWidth(t.RESULT_FIGURE_W)
        self.less = Button("", icon="minus", name=f"refund-less-{key}")
        self.more = Button("", icon="plus", name=f"refund-more-{key}")
        for button, spoken, step in ((self.less, less, -1), (self.more, more, 1)):
            button.setAccessibleName(spoken)
            button.clicked.connect(partial(self._change, step))
        self.setFixedHeight(t.RESULT_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self)
        line.setContentsMargins(t.S16, t.S8, t.S16, t.S8)
        line.setSpacing(t.S14)
        line.addLayout(column(None, self.name, self.second, None, gap=0), 1)
        line.addLayout(row(self.less, self.quantity, self.more, gap=t.S6))
        line.addWidget(self.amount)
        self.setProperty("marked", False)

    def show_line(self, shown: RefundShown, *, marked: bool) -> None:
        """Show the line as it stands."""
        self.name.setText(shown.name)
        self.name.setToolTip(shown.name)
        self.second.setText(shown.blocked or shown.second)
        self.second.setToolTip(shown.blocked or shown.second)
        self.second.set_role("warn" if shown.blocked else "text2")
        self.quantity.setText(shown.quantity)
        self.amount.setText(shown.amount)
        for button in (self.less, self.more):
            button.set_blocked(shown.blocked)
        self.setProperty("marked", marked)
        self.setAccessibleName(f"{shown.name} {shown.second} {shown.quantity} {shown.amount}")
        self.update()

    def _change(self, step: int) -> None:
        self.changed.emit(self.key, step)

    @override
    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.marked.emit(self.key)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        marked = bool(self.property("marked"))
        draw_surface(
            QPainter(self),
            QRectF(self.rect()),
            "primary_soft" if marked else "surface",
            border="primary" if marked else "border",
            width=t.BORDER_SELECTED if marked else t.BORDER,
        )
