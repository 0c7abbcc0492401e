"""Small marks: key cap, chip, tier chip, avatar, dot."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui.kit.naming import named
from ui.kit.paint import (
    CENTRE,
    draw_icon,
    draw_key_cap,
    draw_surface,
    draw_text,
    gradient_of,
    key_cap_width,
    text_width,
)
from ui.theme import tokens as t
from ui.theme.fonts import step_of
from ui.theme.tokens import SEMIBOLD, TIERS

_FIXED = QSizePolicy.Policy.Fixed

CHIP_ROLES = {
    "neutral": ("text2", "inset"),
    "success": ("success", "success_soft"),
    "warn": ("warn", "warn_soft"),
    "danger": ("danger", "danger_soft"),
    "info": ("info", "info_soft"),
    "primary": ("primary_text", "primary_soft"),
    "offline": ("onwarn", "warn_solid"),
}
"""Text and fill role of each kind of chip."""


class KeyCap(QWidget):
    """The key that does the same as the part beside it."""

    def __init__(self, key: str, *, on: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, f"key-{key}", key)
        self.key, self._on = key, on
        self.setSizePolicy(_FIXED, _FIXED)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @override
    def sizeHint(self) -> QSize:
        return QSize(key_cap_width(self.key), t.KEY_CAP)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_key_cap(QPainter(self), QRectF(self.rect()), self.key, on=self._on)


class Chip(QWidget):
    """A pill with a word and, where it tells a state, an icon. ``kind`` is in ``CHIP_ROLES``."""

    def __init__(
        self,
        text: str,
        kind: str = "neutral",
        *,
        icon: str | None = None,
        large: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, name or "chip", text)
        self.text, self.kind, self.icon = text, kind, icon
        self._step = step_of("label" if large else "micro", SEMIBOLD)
        self._height = t.SCAN_FIELD - t.S12 if large else t.CHIP
        self.setSizePolicy(_FIXED, _FIXED)

    def set_chip(self, text: str, kind: str | None = None, icon: str | None = None) -> None:
        """Show another word, kind and icon; the icon goes where none is given."""
        self.text, self.kind, self.icon = text, kind or self.kind, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        icon = self._icon_px() + t.S4 if self.icon else 0
        return QSize(text_width(self.text, self._step) + icon + 2 * t.S8, self._height)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        text, fill = CHIP_ROLES[self.kind]
        rect = QRectF(self.rect())
        draw_surface(painter, rect, fill, radius=rect.height() / 2)
        left = rect.left() + t.S8
        if self.icon:
            px = self._icon_px()
            draw_icon(painter, self.icon, text, px, QPointF(left, (rect.height() - px) / 2))
            left += px + t.S4
        rect.setLeft(left)
        draw_text(painter, rect, self.text, self._step, text)

    def _icon_px(self) -> int:
        return t.I16 if self._step.px > step_of("micro").px else t.I14


class TierChip(QWidget):
    """A tier's word on its ramp; ``ramp`` is one of the five in the tokens."""

    def __init__(
        self,
        text: str,
        ramp: str = "plain",
        *,
        crown: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, name or "tier-chip", text)
        self.text, self.ramp, self._crown = text, ramp, crown
        self._step = step_of("label", t.BOLD) if crown else step_of("micro", t.BOLD)
        self.setSizePolicy(_FIXED, _FIXED)

    def set_tier(self, text: str, ramp: str) -> None:
        """Show another tier."""
        self.text, self.ramp = text, ramp
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        icon = t.I16 + t.S6 if self._crown else 0
        height = t.CHIP + t.S4 if self._crown else t.CHIP_SMALL
        return QSize(text_width(self.text, self._step) + icon + 2 * t.S8, height)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ramp, rect = TIERS[self.ramp], QRectF(self.rect())
        draw_surface(painter, rect, gradient_of(rect, ramp.stops), radius=rect.height() / 2)
        left = t.S8
        if self._crown:
            middle = (rect.height() - t.I16) / 2
            draw_icon(painter, "crown", ramp.text, t.I16, QPointF(left, middle))
            left += t.I16 + t.S6
        rect.setLeft(left)
        draw_text(painter, rect, self.text, self._step, ramp.text)


class Avatar(QWidget):
    """The first character of a name on a circle; ``ramp`` colours it by tier."""

    def __init__(
        self,
        letter: str,
        *,
        px: int = t.AVATAR,
        ramp: str | None = None,
        solid: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "avatar")
        self.letter, self.ramp, self.solid = letter, ramp, solid
        self._step = step_of("heading" if px >= t.AVATAR else "label")
        self.setFixedSize(px, px)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_letter(self, letter: str) -> None:
        """Show another initial."""
        self.letter = letter
        self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        role, fill = ("onprimary", "primary") if self.solid else ("primary_text", "primary_soft")
        if self.ramp:
            ramp = TIERS[self.ramp]
            role, fill = ramp.text, ramp.stops[1]
        draw_surface(painter, rect, fill, radius=rect.width() / 2)
        step = t.Step(self._step.px, self._step.line, t.BOLD)
        draw_text(painter, rect, self.letter, step, role, align=CENTRE)


class Dot(QWidget):
    """A small disc that colours the word beside it; never alone."""

    def __init__(self, role: str = "success", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "dot")
        self.role = role
        self.setFixedSize(t.DOT, t.DOT)

    def set_role(self, role: str) -> None:
        """Colour it by ``role``."""
        self.role = role
        self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_surface(QPainter(self), QRectF(self.rect()), self.role, radius=t.DOT / 2)
