"""The parts of a split payment: how far it is, each tender, the change."""

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from ui.kit.button import Button
from ui.kit.label import Label, MoneyLabel
from ui.kit.marks import Chip
from ui.kit.naming import named
from ui.kit.paint import RIGHT, colour_of, draw_progress, draw_surface
from ui.kit.surfaces import Card, Icon, Inset, column, row
from ui.theme import theme
from ui.theme import tokens as t
from ui.theme.tokens import BOLD, MEDIUM


class ProgressBar(QWidget):
    """A bar that is full when the bill is."""

    def __init__(self, *, name: str = "progress") -> None:
        super().__init__()
        named(self, name)
        self.share_bp = 0
        self.setFixedHeight(t.PROGRESS_WIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share_bp: int) -> None:
        """Fill it to ``share_bp`` of 10,000."""
        self.share_bp = share_bp
        self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        track = colour_of(theme().colours.border)
        draw_progress(QPainter(self), QRectF(self.rect()), self.share_bp / 10_000, "success", track)


class PaymentProgress(Card):
    """What is received, what is still due, and the bar between."""

    def __init__(self, *, name: str = "payment-progress") -> None:
        super().__init__(padding=(t.S16, t.S12, t.S16, t.S12), gap=t.S6, name=name)
        self.received = Label("", "label_large", "success", weight=BOLD, name="received")
        self.due = Label("", "label_large", weight=BOLD, align=RIGHT, name="still-due")
        self.bar = ProgressBar()
        self.body.addLayout(row(self.received, None, self.due))
        self.body.addWidget(self.bar)

    def show_progress(self, received: str, due: str, share_bp: int) -> None:
        """Show both sums, ready to read, and fill the bar to ``share_bp`` of 10,000."""
        self.received.setText(received)
        self.due.setText(due)
        self.bar.set_share(share_bp)
        self.setAccessibleName(f"{received} {due}")


class TenderRow(QWidget):
    """A tender of a split payment; its cross takes it back.

    Signals:
        removed: key of the tender.
    """

    removed = Signal(str)

    def __init__(self, key: str, icon: str, title: str, remove: str) -> None:
        super().__init__()
        named(self, f"tender-{key}", title)
        self.key = key
        self.setProperty("active", False)
        self.setFixedHeight(t.TENDER_LINE)
        self.detail = Label("", "label", "text2", weight=t.REGULAR, elide=True)
        self.chip = Chip("", "success", icon="check")
        self.amount = Label("", "money", weight=BOLD, align=RIGHT, name="tender-amount")
        self.cross = Button("", "ghost", "normal", icon="x", name=f"remove-{key}")
        self.cross.setAccessibleName(remove)
        self.cross.setToolTip(remove)
        self.cross.clicked.connect(lambda: self.removed.emit(key))
        line = QHBoxLayout(self)
        line.setContentsMargins(t.S14, t.S8, t.S12, t.S8)
        line.setSpacing(t.S14)
        line.addWidget(
            Icon(icon, "primary_text", t.I22, tile="primary_soft", tile_px=t.TENDER_ICON)
        )
        words = column(
            None, Label(title, "body", weight=BOLD, elide=True), self.detail, None, gap=0
        )
        line.addLayout(words, 1)
        for part in (self.chip, self.amount, self.cross):
            line.addWidget(part)

    def show_tender(
        self, amount: str, detail: str, *, state: str = "", kind: str = "success",
        icon: str | None = "check",
    ) -> None:  # fmt: skip
        """Show ``amount``, ``detail`` and, in a chip of ``kind``, its ``state``."""
        self.amount.setText(amount)
        self.detail.setText(detail)
        self.detail.setToolTip(detail)
        self.chip.set_chip(state, kind, icon)
        self.chip.setVisible(bool(state))

    def set_active(self, *, active: bool) -> None:
        """Show whether this is the tender being typed."""
        self.setProperty("active", active)
        self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        active = bool(self.property("active"))
        draw_surface(
            QPainter(self),
            QRectF(self.rect()),
            "surface",
            border="primary" if active else "border",
            width=t.BORDER_SELECTED if active else t.BORDER,
        )


class ChangePanel(Inset):
    """The change to hand back, in green; or what is still missing, in amber."""

    def __init__(self, *, name: str = "change") -> None:
        super().__init__(fill="success_soft", padding=(t.S16, t.S10, t.S16, t.S10), name=name)
        self.caption = Label("", "heading", "success", name="change-caption")
        self.amount = MoneyLabel("", "amount", "success", align=RIGHT, name="change-amount")
        self.body.addLayout(row(self.caption, None, self.amount))

    def show_change(self, caption: str, amount: str, *, missing: bool = False) -> None:
        """Show ``amount`` under ``caption``; amber where money is ``missing``."""
        role = "warn" if missing else "success"
        self.set_look(f"{role}_soft", None)
        for label, text in ((self.caption, caption), (self.amount, amount)):
            label.set_role(role)
            label.setText(text)
        self.setAccessibleName(f"{caption} {amount}")


class FigureBlock(QWidget):
    """A small caption over a figure: the row of sums under the tenders."""

    def __init__(self, caption: str, *, name: str = "figure-block") -> None:
        super().__init__()
        named(self, name, caption)
        self.caption = Label(caption, "hint", "text2", weight=MEDIUM)
        self.figure = Label("", "heading", weight=BOLD)
        self.setLayout(column(self.caption, self.figure, gap=t.S2))

    def show_figure(self, figure: str, role: str = "text") -> None:
        """Show ``figure`` in ``role``."""
        self.figure.setText(figure)
        self.figure.set_role(role)
        self.setAccessibleName(f"{self.caption.text()} {figure}")
