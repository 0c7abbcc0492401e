"""A clock for keys, a form to type into, and hands and scanners that do."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

CODE = "6901234567892"
SCANNER_MS = 3
HAND_MS = 60


class Clock:
    """Says when each key came; tests move it, so nothing waits."""

    def __init__(self) -> None:
        self.now_ms = 1_000

    def read(self, _event: QKeyEvent) -> int:
        return self.now_ms


class Form(QWidget):
    """A line, a button that is the default action by shortcut, and a count of what was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.button = QPushButton("pay")
        self.pressed: list[str] = []
        box = QVBoxLayout(self)
        box.addWidget(self.line)
        box.addWidget(self.button)
        self.line.returnPressed.connect(lambda: self.pressed.append("return"))
        self.button.clicked.connect(lambda: self.pressed.append("button"))
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda: self.pressed.append("shortcut"))


def focus() -> QWidget:
    popup = QApplication.activePopupWidget()
    if popup is not None:
        return popup
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    assert widget is not None
    return widget


def type_keys(clock: Clock, text: str, *, gap_ms: int) -> None:
    for character in text:
        clock.now_ms += gap_ms
        QTest.keyClick(focus(), character)


def scan(clock: Clock, code: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    clock.now_ms += 1_000
    type_keys(clock, code, gap_ms=SCANNER_MS)
    clock.now_ms += SCANNER_MS
    QTest.keyClick(focus(), end)


def settle() -> None:
    QApplication.processEvents()


class PinPanel(QWidget):
    """Takes digits without a line edit and can forget the last of them."""

    def __init__(self) -> None:
        super().__init__()
        self.digits = ""
        self.inner = QWidget(self)
        self.inner.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.digits += event.text()

    def typed_state(self) -> object:
        return self.digits

    def restore_typed(self, state: object) -> None:
        self.digits = str(state)
