"""Choosing: check box, switch, radio, one of a few side by side, one of many in a list."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QWidget
from typing_extensions import override

from ui.kit.marks import Avatar
from ui.kit.naming import named
from ui.kit.paint import CENTRE, draw_focus, draw_icon, draw_icon_in, draw_surface, draw_text
from ui.theme import theme
from ui.theme import tokens as t
from ui.theme.fonts import font_for, step_of
from ui.theme.tokens import BOLD, SEMIBOLD

_FIXED = QSizePolicy.Policy.Fixed


class _Mark(QAbstractButton):
    """A checkable mark without text of its own; ``spoken`` names it."""

    def __init__(self, spoken: str, size: QSize, *, name: str) -> None:
        super().__init__()
        named(self, name, spoken)
        self.setCheckable(True)
        self._drawn = size
        self.setSizePolicy(_FIXED, _FIXED)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @override
    def sizeHint(self) -> QSize:
        least = t.TOUCH_MIN if theme().touch else t.DESK_MIN
        return self._drawn.expandedTo(QSize(least, least))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def drawn_rect(self) -> QRectF:
        """Return where the mark itself is painted: in the middle of its target."""
        left = (self.width() - self._drawn.width()) / 2
        top = (self.height() - self._drawn.height()) / 2
        return QRectF(left, top, self._drawn.width(), self._drawn.height())


class Check(_Mark):
    """A check box."""

    def __init__(self, spoken: str, *, name: str = "check") -> None:
        super().__init__(spoken, QSize(t.CHECK_BOX, t.CHECK_BOX), name=name)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), self.drawn_rect()
        if self.hasFocus():
            rect = draw_focus(painter, rect, t.R_INLINE)
        if not self.isChecked():
            draw_surface(
                painter, rect, "surface", radius=t.S6, border="strong", width=t.BORDER_SELECTED
            )
            return
        on = self.isEnabled()
        draw_surface(painter, rect, "primary" if on else "strong", radius=t.S6)
        draw_icon_in(painter, "check", "onprimary", t.I18, rect)


class Toggle(_Mark):
    """A switch."""

    def __init__(self, spoken: str, *, name: str = "toggle") -> None:
        super().__init__(spoken, QSize(t.TOGGLE_W, t.TOGGLE_H), name=name)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), self.drawn_rect()
        if self.hasFocus():
            draw_focus(painter, rect, t.TOGGLE_H / 2)
        draw_surface(
            painter, rect, "primary" if self.isChecked() else "strong", radius=t.TOGGLE_H / 2
        )
        side = t.TOGGLE_H - 2 * t.S4 + t.S2
        left = rect.right() - side - t.S4 + t.S1 if self.isChecked() else rect.left() + t.S4 - t.S1
        knob = QRectF(left, rect.center().y() - side / 2, side, side)
        draw_surface(painter, knob, "surface", radius=side / 2)


class Radio(_Mark):
    """A radio button."""

    def __init__(self, spoken: str, *, name: str = "radio") -> None:
        super().__init__(spoken, QSize(t.RADIO, t.RADIO), name=name)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), self.drawn_rect()
        edge = "primary" if self.isChecked() else "strong"
        draw_surface(
            painter, rect, "surface", radius=t.RADIO / 2, border=edge, width=t.BORDER_SELECTED
        )
        if self.isChecked():
            inner = rect.adjusted(t.S6, t.S6, -t.S6, -t.S6)
            draw_surface(painter, inner, "primary", radius=inner.width() / 2)


class _Segment(QAbstractButton):
    def __init__(self, value: str, text: str) -> None:
        super().__init__()
        named(self, f"segment-{value}", text)
        self.value = value
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(metrics + 2 * t.S16, t.INPUT - t.S4)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        chosen = self.isChecked()
        if chosen:
            draw_surface(painter, rect, "surface", radius=t.R_INLINE, border="primary")
        if self.hasFocus():
            draw_focus(painter, rect, t.R_INLINE)
        role = "primary_text" if chosen else "text2"
        step = step_of("label_large", BOLD if chosen else SEMIBOLD)
        draw_text(painter, rect, self.text(), step, role, align=CENTRE)


class Segmented(QWidget):
    """One of a few, side by side.

    Signals:
        changed: value that was chosen.
    """

    changed = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str]], *, value: str = "", name: str = "segmented"
    ) -> None:
        super().__init__()
        named(self, name)
        self.value = value
        self.segments: dict[str, _Segment] = {}
        self.setFixedHeight(t.INPUT)
        line = QHBoxLayout(self)
        line.setContentsMargins(t.S2, t.S2, t.S2, t.S2)
        line.setSpacing(t.S4)
        for option, text in options:
            segment = _Segment(option, text)
            segment.setFont(font_for(step_of("label_large", BOLD)))
            segment.clicked.connect(lambda _on=False, option=option: self._choose(option))
            self.segments[option] = segment
            line.addWidget(segment)
        self.set_value(value)

    def set_value(self, value: str) -> None:
        """Mark ``value`` as chosen, without a signal; an unknown one marks nothing."""
        self.value = value
        for option, segment in self.segments.items():
            segment.setChecked(option == value)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        rect = QRectF(self.rect())
        draw_surface(QPainter(self), rect, "inset", radius=t.R_CONTROL, border="border")

    def _choose(self, value: str) -> None:
        self.set_value(value)
        self.changed.emit(value)


class Select(QAbstractButton):
    """One of many: shows the choice, opens a menu with targets a finger can hit.

    Signals:
        changed: value that was chosen.
    """

    changed = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str]], *, avatar: bool = False, name: str = "select"
    ) -> None:
        super().__init__()
        named(self, name)
        self.options = tuple(options)
        self.value = ""
        self._avatar = Avatar("", px=t.S32, parent=self) if avatar else None
        self.setFixedHeight(t.INPUT_LARGE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, _FIXED)
        self.clicked.connect(self._open)
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer ``options``, pairs of value and text, and choose the first."""
        self.options = tuple(options)
        self.set_value(self.options[0][0] if self.options else "")

    def set_value(self, value: str) -> None:
        """Choose ``value``, without a signal."""
        self.value = value
        self.setText(dict(self.options).get(value, ""))
        self.setAccessibleName(self.text())
        if self._avatar:
            self._avatar.set_letter(self.text()[:1])
            self._avatar.move(t.S10, (self.height() - t.S32) // 2)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(t.SCAN_FIELD_MIN_W, t.INPUT_LARGE)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        edge = "focus" if self.hasFocus() else "strong"
        width = t.BORDER_SELECTED if self.hasFocus() else t.BORDER
        draw_surface(painter, rect, "surface", radius=t.R_CONTROL, border=edge, width=width)
        left = t.S14 + (t.S40 - t.S4 if self._avatar else 0)
        words = rect.adjusted(left, 0, -(t.S14 + t.I20 + t.S8), 0)
        draw_text(painter, words, self.text(), step_of("body", SEMIBOLD), "text")
        corner = QPointF(rect.right() - t.S14 - t.I20, rect.center().y() - t.I20 / 2)
        draw_icon(painter, "chevron-down", "text2", t.I20, corner)

    def _open(self) -> None:
        menu = QMenu(self)
        menu.setMinimumWidth(self.width())
        for value, text in self.options:
            action = QAction(text, menu)
            action.setFont(font_for(step_of("body")))
            action.triggered.connect(lambda _on=False, value=value: self._choose(value))
            menu.addAction(action)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + t.S4)))

    def _choose(self, value: str) -> None:
        self.set_value(value)
        self.changed.emit(value)
