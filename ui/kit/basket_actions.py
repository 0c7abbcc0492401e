"""The buttons on the selected line of the basket, for a known article and for an unknown code."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from pos_member.i18n import tr
from ui.kit.button import Button
from ui.kit.naming import named
from ui.kit.paint import CENTRE, draw_icon_in, draw_surface, draw_text
from ui.theme import theme
from ui.theme import tokens as t
from ui.theme.fonts import step_of
from ui.theme.tokens import BOLD


class _Square(Button):
    """A small square button with only an icon; its word is spoken."""

    def __init__(self, icon: str, spoken: str, name: str) -> None:
        super().__init__("", "secondary", "compact", icon=icon, name=name)
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @override
    def sizeHint(self) -> QSize:
        height = theme().button_height("compact")
        return QSize(max(t.S40, height), height)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        role, fill, border = self.look()
        draw_surface(painter, rect, fill, radius=t.R_INLINE, border=border)
        draw_icon_in(painter, str(self.icon_name), role, t.I18, rect)


class _Quantity(QWidget):
    """How many, between less and more."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "line-quantity")
        self.text = ""

    @override
    def sizeHint(self) -> QSize:
        return QSize(t.TOUCH_MIN, theme().button_height("compact"))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        draw_surface(painter, rect, "surface", radius=t.R_INLINE, border="border")
        draw_text(painter, rect, self.text, step_of("body", BOLD), "text", align=CENTRE)


def _action(text: str, icon: str, key: str, name: str) -> Button:
    button = Button(text, "secondary", "compact", icon=icon, key=key, name=name)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button


class LineActions(QWidget):
    """Less, quantity, more, price, delete."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "line-actions", tr("kit.basket.actions"))
        self.less = _Square("minus", tr("kit.basket.less"), "line-less")
        self.quantity = _Quantity()
        self.more = _Square("plus", tr("kit.basket.more"), "line-more")
        self.price = _action(tr("kit.basket.price"), "tag", "F5", "line-price")
        self.remove = _action(tr("kit.basket.delete"), "trash-2", "Del", "line-delete")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(t.S6)
        for part in (self.less, self.quantity, self.more):
            line.addWidget(part)
        line.addSpacing(t.S4)
        line.addWidget(self.price)
        line.addWidget(self.remove)
        self.hide()

    def show_quantity(self, text: str) -> None:
        """Show ``text`` between less and more."""
        self.quantity.text = text.removeprefix("×").strip()
        self.quantity.update()


class UnknownActions(QWidget):
    """What can be done with a code that no article has: find, price by hand, remove."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "unknown-actions", tr("kit.basket.actions"))
        self.search = _action(tr("kit.basket.find"), "search", "F3", "unknown-find")
        self.price = _action(tr("kit.basket.type_price"), "tag", "F5", "unknown-price")
        self.remove = _action(tr("kit.basket.remove"), "trash-2", "Del", "unknown-remove")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(t.S8)
        for part in (self.search, self.price, self.remove):
            line.addWidget(part)
        self.hide()
