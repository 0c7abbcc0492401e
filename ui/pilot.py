"""Plays the window from outside, key by key and click by click, and reads what it shows.

It calls no presenter: keys go through the same filters, shortcuts and focus as a cashier's. The
commands and answers are JSON values, so that a script in another process can drive a real till.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QKeyCombination, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QWidget,
)

from ui.kit.line_input import LineInput
from ui.main_window import MainWindow
from ui.screens.pilot_state import state_of

HAND_GAP_MS = 80
"""Between two keys of a hand; a scanner's come within 30 ms."""

_PLAIN = {
    Qt.Key.Key_Return: "\r",
    Qt.Key.Key_Enter: "\r",
    Qt.Key.Key_Escape: "\x1b",
    Qt.Key.Key_Backspace: "\b",
    Qt.Key.Key_Tab: "\t",
    Qt.Key.Key_Space: " ",
    Qt.Key.Key_Delete: "\x7f",
}


class Pilot:
    """Performs commands on the GUI thread."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._clock_ms = 0
        self._do: dict[str, Callable[[dict[str, object]], object]] = {
            "key": self._key,
            "type": self._type,
            "click": self._click,
            "read": self._read,
            "state": lambda _order: state_of(self._window, self._window),
            "targets": lambda _order: self._targets(),
            "grab": self._grab,
            "language": lambda order: self._window.speak(_text(order, "value")),
            "theme": lambda order: self._window.wear(_text(order, "value")),
            "resize": self._resize,
        }

    def perform(self, order: dict[str, object]) -> object:
        """Do ``order`` and return its answer.

        Raises:
            LookupError: no such command, or nothing of that name is shown.
            ValueError: a value of it makes no sense.
        """
        command = _text(order, "do")
        if command not in self._do:
            raise LookupError(f"no command {command!r}")
        return self._do[command](order)

    def press(self, sequence: str) -> None:
        """Press one key or combination, as ``QKeySequence`` writes it: ``F2``, ``Alt+1``."""
        key, modifiers = _combination(sequence)
        if modifiers == Qt.KeyboardModifier.NoModifier and (
            key in _PLAIN or key < Qt.Key.Key_Escape
        ):
            self._strike(key, _PLAIN.get(key) or chr(key).lower())
        else:
            self._clock_ms += HAND_GAP_MS
            QTest.keyClick(_receiver(self._window), key, modifiers)

    def type(self, text: str) -> None:
        """Type ``text`` as a hand does, one character after the other."""
        for character in text:
            code = ord(character.upper()) if character.isascii() else 0
            self._strike(Qt.Key(code), character)

    def _key(self, order: dict[str, object]) -> None:
        self.press(_text(order, "key"))

    def _type(self, order: dict[str, object]) -> None:
        self.type(_text(order, "text"))

    def _strike(self, key: Qt.Key, text: str) -> None:
        """Send one plain key with the time between keys that a hand needs."""
        self._clock_ms += HAND_GAP_MS
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(self._clock_ms)
            QApplication.sendEvent(_receiver(self._window), event)

    def _click(self, order: dict[str, object]) -> bool:
        target = self._shown(_text(order, "name"))
        enabled = target.isEnabled()
        middle = target.rect().center()
        if isinstance(target, LineInput):
            target = target.edit
            middle = target.rect().center()
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=QPoint(middle))
        return enabled

    def _targets(self) -> list[str]:
        """Return the names of what can be touched in front, from the top."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self._window
        return [
            each.objectName()
            for each in front.findChildren(QAbstractButton)
            if each.isVisible() and each.isEnabled() and each.objectName()
        ]

    def _read(self, order: dict[str, object]) -> object:
        target = self._shown(_text(order, "name"))
        if isinstance(target, QLabel | QLineEdit | LineInput):
            return target.text()
        if isinstance(target, QAbstractButton):
            return {"text": target.text(), "enabled": target.isEnabled()}
        return target.accessibleName()

    def _grab(self, order: dict[str, object]) -> bool:
        front = QApplication.activeModalWidget() or self._window
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        return front.grab().save(_text(order, "file"))

    def _resize(self, order: dict[str, object]) -> list[int]:
        width, height = order.get("width"), order.get("height")
        if not isinstance(width, int) or not isinstance(height, int):
            raise ValueError("width and height are whole numbers")  # noqa: TRY004 - as _text
        self._window.resize(width, height)
        return [self._window.width(), self._window.height()]

    def _shown(self, name: str) -> QWidget:
        """Return the widget called ``name`` that can be seen, in the front window first."""
        front = QApplication.activeModalWidget() or self._window
        for root in (front, self._window):
            if root.objectName() == name:
                return root
            found: list[QObject] = root.findChildren(QWidget, name)
            for widget in found:
                if isinstance(widget, QWidget) and widget.isVisible():
                    return widget
        raise LookupError(f"nothing called {name!r} is shown")


def _receiver(window: QWidget) -> QWidget:
    """Return the widget that keys go to now."""
    front = QApplication.activePopupWidget() or QApplication.activeModalWidget() or window
    focus: QWidget | None = front.focusWidget()
    return front if focus is None else focus


def _combination(sequence: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    """Return key and modifiers of one combination, as ``QKeySequence`` reads it."""
    read = QKeySequence(sequence)
    if read.count() != 1 or not read.toString():
        raise ValueError(f"not one key: {sequence!r}")
    first = QKeyCombination.fromCombined(read[0].toCombined())  # type: ignore[index]
    return first.key(), first.keyboardModifiers()


def _text(order: dict[str, object], name: str) -> str:
    value = order.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name!r} must be a text")  # noqa: TRY004 - told to a script, not a bug
    return value
