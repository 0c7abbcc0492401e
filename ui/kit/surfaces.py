"""The surfaces that everything lies on: card, inset, rule; and rows and columns of widgets."""

from typing import TypeVar

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui.kit.naming import named
from ui.kit.paint import draw_icon, draw_icon_in, draw_surface
from ui.theme import tokens as t

Margins = tuple[int, int, int, int]
Box = TypeVar("Box", bound=QBoxLayout)


class Surface(QWidget):
    """A rounded surface with a vertical layout ``body``; ``fill`` and ``border`` are roles."""

    def __init__(
        self,
        fill: str = "surface",
        border: str | None = "border",
        *,
        radius: int = t.R_CARD,
        padding: int | Margins = t.S14,
        gap: int = t.S8,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, name)
        self.fill = fill
        self.border = border
        self.border_width = t.BORDER
        self.radius = radius
        self.body = QVBoxLayout(self)
        margins = (padding,) * 4 if isinstance(padding, int) else padding
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(gap)

    def set_look(self, fill: str, border: str | None, *, selected: bool = False) -> None:
        """Change fill and border; ``selected`` thickens the border."""
        self.fill, self.border = fill, border
        self.border_width = t.BORDER_SELECTED if selected else t.BORDER
        self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_surface(
            painter,
            QRectF(self.rect()),
            self.fill,
            radius=self.radius,
            border=self.border,
            width=self.border_width,
        )


class Card(Surface):
    """A surface with an edge: the unit of a screen."""


class Inset(Surface):
    """A quiet area on a card: totals, notes."""

    def __init__(
        self,
        *,
        fill: str = "inset",
        padding: int | Margins = t.S12,
        gap: int = t.S4,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            fill, None, radius=t.R_CONTROL, padding=padding, gap=gap, name=name, parent=parent
        )


class Rule(QWidget):
    """A thin dividing line, across unless ``upright``."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "rule")
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(*((fixed, fixed) if upright else (free, fixed)))
        self._size = QSize(t.BORDER, t.S20) if upright else QSize(t.BORDER, t.BORDER)

    @override
    def sizeHint(self) -> QSize:
        return self._size

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_surface(QPainter(self), QRectF(self.rect()), "border", radius=0)


class Icon(QWidget):
    """An icon in a colour role, bare or on a rounded soft ``tile``."""

    def __init__(
        self,
        icon: str,
        role: str = "text2",
        px: int = t.I20,
        *,
        tile: str | None = None,
        tile_px: int = t.ALERT_ICON,
        round_tile: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, f"icon-{icon}")
        self.icon, self.role, self.px, self.tile = icon, role, px, tile
        self._radius = tile_px / 2 if round_tile else t.R_INLINE
        side = tile_px if tile else px
        self.setFixedSize(side, side)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_icon(self, icon: str, role: str | None = None, tile: str | None = None) -> None:
        """Show another icon, and in another role or on another tile if they are given."""
        self.icon, self.role, self.tile = icon, role or self.role, tile or self.tile
        self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.tile is None:
            draw_icon(painter, self.icon, self.role, self.px, QPointF(0, 0))
            return
        draw_surface(painter, QRectF(self.rect()), self.tile, radius=self._radius)
        draw_icon_in(painter, self.icon, self.role, self.px, QRectF(self.rect()))


class Stack(QStackedWidget):
    """Pages of which one is seen; the others, however tall, ask for no room."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(self.updateGeometry)

    @override
    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return QSize() if page is None else page.minimumSizeHint()


def row(*parts: QWidget | QLayout | int | None, gap: int = t.S8) -> QHBoxLayout:
    """Return a horizontal layout of ``parts``; an int is a fixed space, None a stretch."""
    return _fill(QHBoxLayout(), parts, gap)


def column(*parts: QWidget | QLayout | int | None, gap: int = t.S8) -> QVBoxLayout:
    """Return a vertical layout of ``parts``; an int is a fixed space, None a stretch."""
    return _fill(QVBoxLayout(), parts, gap)


def _fill(box: Box, parts: tuple[QWidget | QLayout | int | None, ...], gap: int) -> Box:
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        elif isinstance(part, QWidget):
            box.addWidget(part)
        else:
            box.addLayout(part)
    return box
