"""One-line inputs in a painted frame: plain text, telephone numbers, amounts of money.

The frame shows focus, error and what is still missing; the text itself is Qt's own line edit, so
an input method works as everywhere.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from pos_member.i18n import group_digits, tr
from ui.kit.marks import Chip, KeyCap
from ui.kit.naming import named
from ui.kit.paint import draw_icon, draw_surface
from ui.theme import tokens as t
from ui.theme.fonts import font_for, step_of
from ui.theme.tokens import MEDIUM

MAINLAND_DIGITS = 11


class BareEdit(QLineEdit):
    """The line edit inside a frame; it tells the frame when the focus comes and goes."""

    focus_changed = Signal()

    def __init__(self, *, step: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bare")
        self.setFrame(False)
        self.setFont(font_for(step_of(step, MEDIUM)))

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focus_changed.emit()
        return super().event(event)


class LineInput(QWidget):
    """A framed line of text with an icon before it, and a key cap or a chip behind it.

    Signals:
        text_changed: what stands in it, by whomever.
        entered: Enter was pressed in it (never by a scanner: the wedge filter takes those).
    """

    text_changed = Signal(str)
    entered = Signal()

    def __init__(
        self,
        placeholder: str = "",
        *,
        icon: str | None = None,
        key: str | None = None,
        large: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.icon, self.error = icon, ""
        self.edit = BareEdit(step="money" if large else "body", parent=self)
        self.edit.setPlaceholderText(placeholder)
        named(self, name or "input", placeholder)
        self.edit.setAccessibleName(placeholder)
        self.setFocusProxy(self.edit)
        self.chip = Chip("", parent=self)
        self.chip.hide()
        line = QHBoxLayout(self)
        left = t.S12 + (t.I20 + t.S12 if icon else 0)
        line.setContentsMargins(left, 0, t.S12, 0)
        line.setSpacing(t.S8)
        line.addWidget(self.edit, 1)
        line.addWidget(self.chip)
        if key:
            line.addWidget(KeyCap(key))
        self.setFixedHeight(t.INPUT_LARGE if large else t.INPUT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.edit.textChanged.connect(self._changed)
        self.edit.returnPressed.connect(self.entered)
        self.edit.focus_changed.connect(self.update)

    def text(self) -> str:
        """Return what stands in it."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Put ``text`` into it."""
        self.edit.setText(text)

    def clear(self) -> None:
        """Empty it and forget its error."""
        self.edit.clear()
        self.set_error("")

    def set_error(self, reason: str) -> None:
        """Mark it wrong for ``reason``, which the field around it shows; ``""`` is right again."""
        self.error = reason
        self.edit.setAccessibleDescription(reason)
        self.update()

    def set_chip(self, text: str, kind: str = "neutral", icon: str | None = None) -> None:
        """Show ``text`` in the chip at the end; ``""`` hides it."""
        self.chip.set_chip(text, kind, icon)
        self.chip.setVisible(bool(text))

    def press(self, key: str) -> None:
        """Take a key of a number pad: a digit, ``00``, ``.`` or ``back``."""
        if key == "back":
            self.edit.backspace()
        elif key.isdigit() or key == ".":
            self.edit.insert(key)

    @override
    def sizeHint(self) -> QSize:
        return QSize(t.SCAN_FIELD_MIN_W, self.height())

    @override
    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.edit.setFocus()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        focused = self.edit.hasFocus() or self.property("shown") == "focus"
        border = "danger" if self.error else "focus" if focused else "strong"
        width = t.BORDER_SELECTED if self.error or focused else t.BORDER
        fill = "surface" if self.isEnabled() else "inset"
        rect = QRectF(self.rect())
        draw_surface(painter, rect, fill, radius=t.R_CONTROL, border=border, width=width)
        if self.icon:
            top = (self.height() - t.I20) / 2
            draw_icon(painter, self.icon, "text3", t.I20, QPointF(t.S12, top))

    def _changed(self, text: str) -> None:
        if self.error:
            self.set_error("")
        self.text_changed.emit(text)


class CodeInput(LineInput):
    """A line for codes and numbers: the input method is asked for Latin letters."""

    def __init__(
        self,
        placeholder: str = "",
        *,
        icon: str = "scan-line",
        key: str | None = None,
        name: str = "code-input",
    ) -> None:
        super().__init__(placeholder, icon=icon, key=key, name=name)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin)


class PhoneInput(LineInput):
    """A mainland telephone number, grouped 3-4-4 while it is typed; ``+`` starts another country.

    Signals:
        digits_changed: the number without spaces.
    """

    digits_changed = Signal(str)

    def __init__(self, placeholder: str = "", *, name: str = "phone-input") -> None:
        super().__init__(placeholder, icon="smartphone", large=True, name=name)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhDialableCharactersOnly)
        self.edit.textEdited.connect(self._group)
        self.text_changed.connect(self._tell)

    def digits(self) -> str:
        """Return the number without spaces."""
        return self.text().replace(" ", "")

    def missing(self) -> int:
        """Return how many digits a mainland number still needs; 0 for another country's."""
        digits = self.digits()
        return 0 if digits.startswith("+") else max(MAINLAND_DIGITS - len(digits), 0)

    @override
    def press(self, key: str) -> None:
        super().press(key)
        self._group(self.text())

    def _group(self, text: str) -> None:
        before = text[: self.edit.cursorPosition()]
        digits = _dialable(text)
        grouped = digits if digits.startswith("+") else group_digits(digits[:MAINLAND_DIGITS])
        if grouped == text:
            return
        place = _place_after(grouped, len(_dialable(before)))
        self.edit.setText(grouped)
        self.edit.setCursorPosition(place)

    def _tell(self, _text: str) -> None:
        missing = self.missing()
        show = 0 < missing < MAINLAND_DIGITS
        self.set_chip(tr("kit.phone.missing", count=missing) if show else "")
        self.digits_changed.emit(self.digits())


def _dialable(text: str) -> str:
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    return f"+{digits}" if text.lstrip().startswith("+") else digits


def _place_after(text: str, count: int) -> int:
    """Return the place in ``text`` right after its ``count``-th character that is no space."""
    seen = 0
    for place, character in enumerate(text):
        if seen == count:
            return place
        seen += character != " "
    return len(text)
