"""The one button: kind, size, icon, key cap, busy, and a reason when it cannot be pressed.

Enter never presses it by itself: a scanner ends every code with Enter, so only a screen's own
shortcut may. A button that does not take the focus leaves the typing where it is.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from ui.kit.naming import named
from ui.kit.paint import (
    draw_focus,
    draw_icon,
    draw_key_cap,
    draw_surface,
    draw_text,
    key_cap_width,
    text_width,
)
from ui.theme import theme
from ui.theme import tokens as t
from ui.theme.fonts import step_of
from ui.theme.tokens import BOLD, SEMIBOLD, Step

Look = tuple[str, str, str | None]
"""Roles of text, fill and border."""

KINDS: dict[str, Look] = {
    "primary": ("onprimary", "primary", None),
    "secondary": ("text", "surface", "border"),
    "soft": ("primary_text", "primary_soft", None),
    "ghost": ("text2", "", None),
    "danger": ("ondanger", "danger", None),
    "danger_soft": ("danger", "danger_soft", None),
    "offline": ("onwarn", "warn_solid", None),
    "offline_outline": ("onwarn", "", "onwarn"),
    "white": ("primary_text", "surface", None),
}
HOVER: dict[str, Look] = {
    "primary": ("onprimary", "hover", None),
    "secondary": ("text", "inset", "border"),
    "ghost": ("text", "inset", None),
}
_FILLED = {"primary", "danger", "offline", "offline_outline"}
_LARGE = {"large", "primary", "hero", "wide"}


@dataclass(frozen=True, slots=True)
class _Parts:
    icon: str | None
    icon_px: int
    step: Step


class Button(QAbstractButton):
    """A painted button. For pictures, property ``shown`` is ``hover``, ``down`` or ``focus``."""

    def __init__(
        self,
        text: str = "",
        kind: str = "secondary",
        size: str = "normal",
        *,
        icon: str | None = None,
        key: str | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        assert kind in KINDS
        named(self, name or "button")
        self.kind, self.size_name = kind, size
        self.icon_name, self.key = icon, key
        self.reason = ""
        self._busy = False
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    @override
    def setText(self, text: str) -> None:
        """Say ``text`` (also to a screen reader)."""
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_kind(self, kind: str, *, icon: str | None = None) -> None:
        """Change the kind, and the icon to ``icon``."""
        self.kind, self.icon_name = kind, icon
        self.updateGeometry()
        self.update()

    def set_size(self, size: str) -> None:
        """Change the size, for a window of another width."""
        self.size_name = size
        self.updateGeometry()

    def set_blocked(self, reason: str) -> None:
        """Disable for ``reason``, which is shown as a tool tip and spoken; ``""`` enables."""
        self.reason = reason
        self.setEnabled(not reason)
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)

    def set_busy(self, *, busy: bool) -> None:
        """Show that the click is being worked on, and take no other meanwhile."""
        self._busy = busy
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, busy)
        self.update()

    @property
    def busy(self) -> bool:
        """Whether a click is being worked on."""
        return self._busy

    def click_if_ready(self) -> bool:
        """Click as its key would, unless disabled, hidden or busy; return whether it did."""
        ready = self.isEnabled() and self.isVisible() and not self._busy
        if ready:
            self.click()
        return ready

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.natural_width() + 2 * self._padding(), self._height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.natural_width() + 2 * t.S8, self._height())

    def natural_width(self) -> int:
        """Return the px that icon, text and key cap take without padding."""
        parts = self._parts()
        text = self.text()
        width = text_width(text, parts.step) if text else 0
        if parts.icon:
            width += parts.icon_px + (t.S8 if text else 0)
        if self.key:
            width += key_cap_width(self.key) + t.S10
        return width

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        text_role, fill, border = self.look()
        radius = t.R_CONTROL if self.height() >= t.BUTTON_HEIGHTS["small"] else t.R_INLINE
        if self._shows("focus", on=self.hasFocus()):
            rect = draw_focus(painter, rect, radius)
            radius = t.R_INLINE
        if fill or border:
            clear = Qt.GlobalColor.transparent
            draw_surface(painter, rect, fill or QColor(clear), radius=radius, border=border)
        self._paint_parts(painter, rect, text_role)

    def look(self) -> Look:
        """Return the roles of text, fill and border in the present state."""
        if not self.isEnabled():
            return ("text3", "", None) if self.kind == "ghost" else ("text3", "inset", "border")
        over = self._shows("hover", on=self.underMouse()) or self._shows("down", on=self.isDown())
        return HOVER.get(self.kind, KINDS[self.kind]) if over else KINDS[self.kind]

    def _shows(self, state: str, *, on: bool) -> bool:
        return on or self.property("shown") == state

    def _paint_parts(self, painter: QPainter, rect: QRectF, role: str) -> None:
        parts = self._parts()
        left = rect.left() + max((rect.width() - self.natural_width()) / 2, 0)
        if parts.icon:
            top = rect.center().y() - parts.icon_px / 2
            draw_icon(painter, parts.icon, role, parts.icon_px, QPointF(left, top))
            left += parts.icon_px + t.S8
        if self.text():
            width = text_width(self.text(), parts.step)
            place = QRectF(left, rect.top(), width, rect.height())
            draw_text(painter, place, self.text(), parts.step, role)
            left += width + t.S10
        if self.key:
            cap = QRectF(left, rect.top(), key_cap_width(self.key), rect.height())
            on = role if self.kind in _FILLED and self.isEnabled() else None
            draw_key_cap(painter, cap, self.key, on=on)

    def _parts(self) -> _Parts:
        if self.size_name in _LARGE:
            step, px = step_of("heading"), t.I22
        elif self.size_name == "normal":
            step, px = step_of("label_large", BOLD), t.I20
        else:
            step, px = step_of("label", SEMIBOLD), t.I18
        return _Parts("loader" if self._busy else self.icon_name, px, step)

    def _padding(self) -> int:
        return t.S12 if self.size_name in {"compact", "small"} else t.S16

    def _height(self) -> int:
        return theme().button_height(self.size_name)
