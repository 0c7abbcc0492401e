"""Ways to pay, as tiles and in one line, and the likely notes of cash."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.kit.paint import (
    CENTRE,
    draw_icon,
    draw_key_cap,
    draw_text,
    key_cap_width,
    text_width,
)
from ui.kit.tiles import Tile
from ui.theme import tokens as t
from ui.theme.fonts import step_of
from ui.theme.tokens import BOLD


class TenderTile(Tile):
    """A way to pay: icon, word, what it would pay, and its key."""

    def __init__(
        self,
        icon: str,
        text: str,
        *,
        detail: str = "",
        key: str = "",
        name: str = "tender-tile",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, name=name, parent=parent)
        self.icon_name, self.detail, self.key = icon, detail, key
        self._title, self._small = step_of("label_large", BOLD), step_of("micro", t.MEDIUM)
        self._high = t.TENDER_TILE

    def set_wide(self, *, wide: bool) -> None:
        """Be taller in a wide window."""
        self._high = t.TENDER_TILE_WIDE if wide else t.TENDER_TILE
        self.updateGeometry()

    def set_detail(self, detail: str) -> None:
        """Say what it would pay; a reason for being off takes its place."""
        self.detail = detail
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(t.MEMBER_W // 2 - t.S40, self._high)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._left() + text_width(self.text(), self._title) + t.S12, self._high)

    @override
    def overflow(self) -> list[str]:
        room = self.width() - self._left() - t.S8
        title = room - (text_width(self.key, self._small) + t.S4 if self.key else 0)
        texts = [(self.text(), self._title, title), (self._below(), self._small, room)]
        return [text for text, step, limit in texts if text_width(text, step) > limit]

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.paint_tile(painter)
        role = self.text_role()
        middle = rect.center().y()
        top = QPointF(t.S12, middle - t.I20 / 2)
        draw_icon(painter, self.icon_name, self.text_role("text2"), t.I20, top)
        line = self._title.line
        first = middle - (line + self._small.line) / 2
        room = rect.width() - self._left() - t.S8
        title = QRectF(self._left(), first, room, line)
        draw_text(painter, title, self.text(), self._title, role)
        below = QRectF(self._left(), first + line, room, self._small.line)
        draw_text(painter, below, self._below(), self._small, self.text_role("text2"))
        if self.key:
            draw_text(painter, title, self.key, self._small, "text3", align="right")

    def _left(self) -> int:
        return t.S12 + t.I20 + t.S12

    def _below(self) -> str:
        return self.reason or self.detail


class TenderButton(Tile):
    """A way to pay in one line: icon, word, key cap (the row in top-up and split payment)."""

    def __init__(
        self,
        icon: str,
        text: str,
        key: str = "",
        *,
        name: str = "tender-button",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, name=name, parent=parent)
        self.icon_name, self.key = icon, key
        self._step = step_of("label_large", BOLD)

    @override
    def set_blocked(self, reason: str) -> None:
        super().set_blocked(reason)
        self.setToolTip(reason)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._content() + 2 * t.S16, t.TENDER_BUTTON)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._content() + 2 * t.S8, t.TENDER_BUTTON)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.paint_tile(painter)
        left = (rect.width() - self._content()) / 2
        top = QPointF(left, rect.center().y() - t.I20 / 2)
        draw_icon(painter, self.icon_name, self.text_role("text2"), t.I20, top)
        left += t.I20 + t.S8
        width = text_width(self.text(), self._step)
        place = QRectF(left, 0, width, rect.height())
        draw_text(painter, place, self.text(), self._step, self.text_role())
        if self.key:
            cap = QRectF(left + width + t.S8, 0, key_cap_width(self.key), rect.height())
            draw_key_cap(painter, cap, self.key)

    def _content(self) -> int:
        key = key_cap_width(self.key) + t.S8 if self.key else 0
        return t.I20 + t.S8 + text_width(self.text(), self._step) + key


class QuickCash(Tile):
    """A likely amount of cash, and whether it is the exact or the usual one."""

    def __init__(
        self, text: str, *, detail: str = "", minor: int = 0, name: str = "quick-cash"
    ) -> None:
        super().__init__(text, name=name)
        self.detail, self.minor = detail, minor
        self._step = step_of("money_small")

    def show_note(self, text: str, detail: str, minor: int) -> None:
        """Offer another amount."""
        self.setText(text)
        self.setAccessibleName(f"{text} {detail}")
        self.detail, self.minor = detail, minor
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(text_width(self.text(), self._step) + 2 * t.S6, t.QUICK_CASH)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.paint_tile(painter)
        small = step_of("micro", t.MEDIUM)
        if not self.detail:
            draw_text(painter, rect, self.text(), self._step, self.text_role(), align=CENTRE)
            return
        first = rect.center().y() - (self._step.line + small.line) / 2
        upper = QRectF(0, first, rect.width(), self._step.line)
        draw_text(painter, upper, self.text(), self._step, self.text_role(), align=CENTRE)
        lower = QRectF(0, first + self._step.line, rect.width(), small.line)
        draw_text(painter, lower, self.detail, small, self.text_role("text2"), align=CENTRE)
