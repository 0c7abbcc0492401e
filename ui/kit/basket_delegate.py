"""How one line of the basket is painted: known, selected, just scanned, or an unknown code."""

from dataclasses import dataclass
from typing import Protocol, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from ui.kit.paint import (
    CENTRE,
    RIGHT,
    draw_icon_in,
    draw_surface,
    draw_text,
    text_width,
)
from ui.theme import theme
from ui.theme import tokens as t
from ui.theme.fonts import step_of
from ui.theme.tokens import BOLD, MEDIUM

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line, with every text ready to show.

    Attributes:
        key: stable name of the line.
        quantity: as it stands in the box, ``× 2``; empty for an unknown code.
        many: the quantity is other than one, so the box is tinted.
        detail: code, or who serves.
        badge: why the price is lower.
        amount: of the line, after its reductions.
        unit: price of one.
        unknown: no article has this code: the line is amber and blocks payment.
    """

    key: str
    name: str
    amount: str
    quantity: str = ""
    many: bool = False
    detail: str = ""
    badge: str = ""
    unit: str = ""
    unknown: bool = False


class _FlashingView(Protocol):
    flashing: str


class BasketDelegate(QStyledItemDelegate):
    """Paints a ``BasketLine`` and says how tall it is."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        line = cast("BasketLine", index.data(Qt.ItemDataRole.UserRole))
        extra = theme().button_height("compact") - t.BUTTON_HEIGHTS["compact"]
        if line.unknown:
            height = t.ROW_UNKNOWN + extra if _is_selected(option, index) else t.ROW
        else:
            height = t.ROW_SELECTED + extra if _is_selected(option, index) else t.ROW
        return QSize(t.MEMBER_W, height)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line = cast("BasketLine", index.data(Qt.ItemDataRole.UserRole))
        selected = _is_selected(option, index)
        rect = QRectF(option.rect)
        painter.save()
        _paint_ground(painter, rect, line, selected=selected, lit=self._lit(line))
        _paint_quantity(painter, rect, line, selected=selected)
        _paint_texts(painter, rect, line, selected=selected)
        painter.restore()

    def _lit(self, line: BasketLine) -> bool:
        return cast("_FlashingView", self.parent()).flashing == line.key


def actions_rect(line_rect: QRect, size: QSize, line: BasketLine) -> QRect:
    """Return where the actions of ``line`` go in its rectangle."""
    low = t.S10 if line.unknown else t.S8
    return QRect(
        line_rect.left() + _text_left(), line_rect.bottom() - size.height() - low + 1,
        size.width(), size.height(),
    )  # fmt: skip


def _is_selected(option: QStyleOptionViewItem, index: _Index) -> bool:
    view = option.widget
    return isinstance(view, QListView) and view.selectionModel().isSelected(index)


def _text_left() -> int:
    return t.S14 + t.QUANTITY_W + t.QUANTITY_GAP


def _paint_ground(
    painter: QPainter, rect: QRectF, line: BasketLine, *, selected: bool, lit: bool
) -> None:
    bar = None
    if line.unknown:
        fill, bar = "warn_soft", "warn_solid"
    elif selected:
        fill, bar = "primary_soft", "primary"
    elif lit:
        fill = "success_soft"
    else:
        fill = "surface"
    draw_surface(painter, rect, fill, radius=0)
    rule = QRectF(rect.left(), rect.bottom() - t.BORDER, rect.width(), t.BORDER)
    draw_surface(painter, rule, "border", radius=0)
    if bar:
        edge = QRectF(rect.left(), rect.top(), t.EDGE_BAR, rect.height())
        draw_surface(painter, edge, bar, radius=0)


def _paint_quantity(painter: QPainter, rect: QRectF, line: BasketLine, *, selected: bool) -> None:
    top = rect.top() + (t.ROW - t.QUANTITY_H) / 2
    box = QRectF(rect.left() + t.S14, top, t.QUANTITY_W, t.QUANTITY_H)
    role, fill = ("primary_text", "primary_soft") if line.many else ("text2", "inset")
    draw_surface(painter, box, "surface" if selected or line.unknown else fill, radius=t.R_INLINE)
    if line.unknown:
        draw_icon_in(painter, "search-x", "warn", t.I20, box)
    else:
        draw_text(painter, box, line.quantity, step_of("body"), role, align=CENTRE)


def _paint_texts(painter: QPainter, rect: QRectF, line: BasketLine, *, selected: bool) -> None:
    name, money = step_of("body", BOLD), step_of("money_small")
    small, badge = step_of("hint", MEDIUM), step_of("micro", BOLD)
    top = rect.top() + (t.ROW - name.line - small.line) / 2
    right = rect.right() - t.S14
    left = rect.left() + _text_left()
    amount_w = max(text_width(line.amount, money), text_width(line.unit, small))
    room = right - amount_w - t.S12 - left
    first, second = (
        QRectF(left, top, room, name.line),
        QRectF(left, top + name.line, room, small.line),
    )
    draw_text(painter, first, line.name, name, "warn" if line.unknown else "text")
    money_at = QRectF(right - amount_w, top, amount_w, name.line)
    draw_text(painter, money_at, line.amount, money, "text", align=RIGHT)
    unit_at = QRectF(right - amount_w, top + name.line, amount_w, small.line)
    draw_text(painter, unit_at, line.unit, small, "text3", align=RIGHT)
    badge_w = text_width(line.badge, badge) + 2 * t.S8 if line.badge else 0
    detail_w = min(text_width(line.detail, small), room - badge_w - t.S8)
    detail_at = QRectF(second.topLeft(), QPointF(left + detail_w, second.bottom()))
    draw_text(painter, detail_at, line.detail, small, "text2" if selected else "text3")
    if line.badge:
        gap = t.S8 if line.detail else 0
        pill = QRectF(left + detail_w + gap, second.top() - t.S1, badge_w, t.CHIP_SMALL)
        draw_surface(painter, pill, "warn_soft", radius=t.CHIP_SMALL / 2)
        draw_text(painter, pill, line.badge, badge, "warn", align=CENTRE)
