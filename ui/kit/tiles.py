"""What tiles share, and those that only show: a figure, an alert. A chosen tile is edged."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from ui.kit.button import Button
from ui.kit.label import Label, MoneyLabel
from ui.kit.naming import named
from ui.kit.paint import (
    draw_focus,
    draw_surface,
)
from ui.kit.surfaces import Icon, Inset, row
from ui.theme import tokens as t
from ui.theme.tokens import SEMIBOLD

_POLICY = QSizePolicy.Policy


class StatTile(Inset):
    """A figure with its caption and what it is made of."""

    def __init__(
        self, icon: str, caption: str, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(padding=(t.S12, t.S8, t.S12, t.S8), gap=0, name=name, parent=parent)
        self.caption = Label(caption, "hint", "text2", weight=t.MEDIUM)
        self.figure = MoneyLabel("", "title", name="figure")
        self.detail = Label("", "micro", "text2", weight=t.MEDIUM, elide=True)
        line = row(Icon(icon, "text2", t.I16), self.caption, None, gap=t.S6)
        self.body.addLayout(line)
        self.body.addWidget(self.figure)
        self.body.addWidget(self.detail)

    def show_figure(
        self, figure: str, detail: str = "", *, role: str = "text", caption: str | None = None
    ) -> None:
        """Show ``figure`` in ``role`` (``warn`` while offline) and ``detail`` under it."""
        self.figure.setText(figure)
        self.figure.set_role(role)
        self.detail.setText(detail)
        self.detail.setToolTip(detail)
        if caption is not None:
            self.caption.setText(caption)
        self.setAccessibleName(f"{self.caption.text()} {figure} {detail}")


class AlertRow(QWidget):
    """Something the cashier may tell the customer, and the button that acts on it.

    ``button`` is None when there is nothing to do.
    """

    def __init__(
        self,
        icon: str,
        text: str,
        kind: str = "info",
        *,
        action: str = "",
        name: str = "alert-row",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, name, text)
        self.label = Label(text, "label", weight=SEMIBOLD, elide=True)
        self.label.setToolTip(text)
        self.button: Button | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(t.S10)
        self.icon = Icon(icon, kind, t.I18, tile=f"{kind}_soft")
        line.addWidget(self.icon)
        line.addWidget(self.label, 1)
        if action:
            self.button = Button(action, "soft", "compact", name=f"{name}-action")
            line.addWidget(self.button)
        self.setSizePolicy(_POLICY.Expanding, _POLICY.Fixed)

    def show_alert(self, icon: str, text: str, kind: str) -> None:
        """Say something else."""
        self.icon.set_icon(icon, kind, f"{kind}_soft")
        self.label.setText(text)
        self.label.setToolTip(text)
        self.setAccessibleName(text)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), t.ALERT_ROW)


class Tile(QAbstractButton):
    """What all tiles that can be chosen share: surface, selection, focus, and why it is off."""

    def __init__(self, text: str, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, text)
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(_POLICY.Expanding, _POLICY.Fixed)
        self.reason = ""

    def set_blocked(self, reason: str) -> None:
        """Disable for ``reason``, which the tile shows; ``""`` enables."""
        self.reason = reason
        self.setEnabled(not reason)
        self.setAccessibleDescription(reason)
        self.update()

    def overflow(self) -> list[str]:
        """Return the texts that do not fit: the gates ask."""
        return []

    def paint_tile(self, painter: QPainter, *, dashed: bool = False) -> QRectF:
        """Paint surface, edge and focus, and return the rectangle for the content."""
        rect = QRectF(self.rect())
        chosen = self.isChecked() and self.isEnabled()
        if self.hasFocus():
            draw_focus(painter, rect, t.R_CONTROL)
        over = self.isEnabled() and (self.underMouse() or self.isDown())
        idle = "inset" if over or not self.isEnabled() or dashed else "surface"
        draw_surface(
            painter,
            rect,
            "primary_soft" if chosen else idle,
            radius=t.R_CONTROL,
            border="primary" if chosen else "strong" if dashed else "border",
            width=t.BORDER_SELECTED if chosen else t.BORDER,
            dashed=dashed,
        )
        if self.hasFocus():
            draw_focus(painter, rect, t.R_CONTROL)
        return rect

    def text_role(self, role: str = "text") -> str:
        """Return the role of the tile's text: quiet when off, the accent when chosen."""
        if not self.isEnabled():
            return "text3"
        return "primary_text" if self.isChecked() else role


def choose_only(tiles: Sequence[Tile], chosen: Tile | None) -> None:
    """Check ``chosen`` and uncheck the others."""
    for tile in tiles:
        tile.setChecked(tile is chosen)
