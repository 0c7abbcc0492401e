"""The rail at the left edge: where one is, and where one can go."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget
from typing_extensions import override

from ui.kit.naming import named
from ui.kit.paint import CENTRE, draw_focus, draw_icon_in, draw_surface, draw_text, gradient_of
from ui.theme import theme
from ui.theme import tokens as t
from ui.theme.fonts import step_of


@dataclass(frozen=True, slots=True)
class RailItem:
    """A place: its name for the program, its icon and its word."""

    place: str
    icon: str
    text: str


class _RailButton(QAbstractButton):
    def __init__(self, item: RailItem) -> None:
        super().__init__()
        named(self, f"rail-{item.place}", item.text)
        self.item = item
        self.setText(item.text)
        self.setCheckable(True)
        self.setFixedSize(t.RAIL_ITEM_W, t.RAIL_ITEM_H)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    @override
    def nextCheckState(self) -> None:
        """Leave the mark where it is: the window says where one is, not the click."""

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        lit = self.isChecked() or self.underMouse()
        role = "onrail" if lit else "rail_text"
        if lit:
            draw_surface(painter, rect, "rail_selected", radius=t.R_CONTROL)
        if self.hasFocus():
            draw_focus(painter, rect, t.R_CONTROL)
        icon = QRectF(0, t.S8, rect.width(), t.I24)
        draw_icon_in(painter, self.item.icon, role, t.I24, icon)
        word = QRectF(0, t.S8 + t.I24 + t.S4, rect.width(), step_of("micro").line)
        draw_text(painter, word, self.text(), "micro", role, align=CENTRE)


class Logo(QWidget):
    """The product's mark."""

    def __init__(self, px: int = t.LOGO, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "logo")
        self.setFixedSize(px, px)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        logo = gradient_of(rect, theme().colours.logo)
        draw_surface(painter, rect, logo, radius=t.R_CONTROL)
        draw_icon_in(painter, "gem", "onrail", t.I24, rect)


class NavRail(QWidget):
    """The rail.

    Signals:
        chosen: place that was pressed; the caller answers with ``set_place``.
    """

    chosen = Signal(str)

    def __init__(
        self,
        items: Sequence[RailItem],
        foot: Sequence[RailItem] = (),
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "nav-rail")
        self.setFixedWidth(t.RAIL_W)
        self.buttons: dict[str, _RailButton] = {}
        body = QVBoxLayout(self)
        side = (t.RAIL_W - t.RAIL_ITEM_W) // 2
        body.setContentsMargins(side, t.S12, side, t.S10)
        body.setSpacing(t.S4)
        body.addWidget(Logo(), 0, Qt.AlignmentFlag.AlignHCenter)
        body.addSpacing(t.S16)
        for item in items:
            body.addWidget(self._button(item))
        body.addStretch(1)
        for item in foot:
            body.addWidget(self._button(item))

    def set_place(self, place: str) -> None:
        """Mark ``place`` as where one is; an unknown one marks nothing."""
        for name, button in self.buttons.items():
            button.setChecked(name == place)

    @override
    def sizeHint(self) -> QSize:
        return QSize(t.RAIL_W, super().sizeHint().height())

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_surface(QPainter(self), QRectF(self.rect()), "rail", radius=0)

    def _button(self, item: RailItem) -> _RailButton:
        button = _RailButton(item)
        button.clicked.connect(lambda: self.chosen.emit(item.place))
        self.buttons[item.place] = button
        return button
