"""Text on a fixed line box, and amounts whose currency sign is smaller than the number.

A label is as wide as its text unless ``elide`` or ``wrap`` is declared; the gates hold it to that.
"""

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from ui.kit.paint import CENTRE, LEFT, RIGHT, colour_of, draw_text, role_colour, text_width
from ui.theme import tokens as t
from ui.theme.fonts import baseline_of, font_for, step_of
from ui.theme.tokens import Step

_POLICY = QSizePolicy.Policy


class Label(QLabel):
    """One text in a type step and a colour role."""

    def __init__(
        self,
        text: str = "",
        step: str = "label",
        role: str = "text",
        *,
        weight: int | None = None,
        wrap: bool = False,
        elide: bool = False,
        align: str = LEFT,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.elide = elide
        self.role = role
        self.align = align
        self.step: Step = step_of(step, weight)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setObjectName(name or "label")
        across = _POLICY.Preferred if (wrap or elide) else _POLICY.Minimum
        policy = QSizePolicy(across, _POLICY.Fixed if not wrap else _POLICY.Minimum)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.setText(text)

    def set_role(self, role: str) -> None:
        """Colour the text by ``role`` from now on."""
        if role != self.role:
            self.role = role
            self.update()

    def set_step(self, step: str, weight: int | None = None) -> None:
        """Set the type step, for a window of another size."""
        self.step = step_of(step, weight)
        self.updateGeometry()
        self.update()

    def natural_width(self) -> int:
        """Return the px that the whole text takes on one line."""
        return text_width(self.text(), self.step)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.natural_width(), self.step.line)

    @override
    def minimumSizeHint(self) -> QSize:
        if self.elide or self.wordWrap():
            return QSize(min(t.MIN_TEXT_W, self.natural_width()), self.step.line)
        return self.sizeHint()

    @override
    def hasHeightForWidth(self) -> bool:
        return self.wordWrap()

    @override
    def heightForWidth(self, width: int) -> int:
        if not self.wordWrap():
            return self.step.line
        return max(_line_count(self.text(), self.step, width), 1) * self.step.line

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        role = self.role if self.isEnabled() else "text3"
        if not self.wordWrap():
            draw_text(painter, QRectF(self.rect()), self.text(), self.step, role, align=self.align)
            return
        painter.setPen(colour_of(role_colour(role)))
        layout, lines = self._lines(self.width())
        for number, (width, start) in enumerate(lines):
            room = self.width() - width
            left = {LEFT: 0.0, CENTRE: room / 2, RIGHT: room}[self.align]
            base = number * self.step.line + baseline_of(self.step)
            line = layout.lineAt(number)
            line.draw(painter, QPointF(left - start, base - line.y() - line.ascent()))

    def _lines(self, width: int) -> tuple[QTextLayout, list[tuple[float, float]]]:
        return _laid_out(self.text(), self.step, width)


def _laid_out(text: str, step: Step, width: int) -> tuple[QTextLayout, list[tuple[float, float]]]:
    """Return ``text`` broken into lines of ``width`` px, and the width and start of each."""
    layout = QTextLayout(text, font_for(step, text))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        lines.append((line.naturalTextWidth(), line.x()))
    layout.endLayout()
    return layout, lines


@lru_cache(maxsize=512)
def _line_count(text: str, step: Step, width: int) -> int:
    """Return how many lines ``text`` takes; a layout asks two hundred times at one change."""
    return len(_laid_out(text, step, width)[1])


def split_amount(text: str) -> tuple[str, str]:
    """Return what stands before the first digit of ``text``, and the rest: ``¥`` and ``1.00``."""
    for place, character in enumerate(text):
        if character.isdigit():
            return text[:place], text[place:]
    return "", text


class MoneyLabel(Label):
    """An amount whose sign is drawn smaller on the number's baseline. Never elided."""

    @override
    def natural_width(self) -> int:
        sign, number = split_amount(self.text())
        small = self._small()
        gap = t.S4 if sign else 0
        return text_width(sign, small) + gap + text_width(number, self.step)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        sign, number = split_amount(self.text())
        small = self._small()
        room = self.width() - self.natural_width()
        left = {LEFT: 0.0, CENTRE: room / 2, RIGHT: float(room)}[self.align]
        base = (self.height() - self.step.line) / 2 + baseline_of(self.step)
        painter.setPen(colour_of(role_colour(self.role if self.isEnabled() else "text3")))
        if sign:
            painter.setFont(font_for(small))
            painter.drawText(QPointF(left, base), sign)
            left += text_width(sign, small) + t.S4
        painter.setFont(font_for(self.step))
        painter.drawText(QPointF(left, base), number)

    def _small(self) -> Step:
        px = ceil(self.step.px * t.YEN_TENTHS / 10)
        return Step(px, self.step.line, self.step.weight)
