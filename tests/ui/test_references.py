"""The Qt binding must not lose references: 6.12.0 on Python 3.11 lost one to None per ``setText``.

2,000 calls of what the till calls most; the counts of the three singletons may not drift. Where
they are immortal (Python 3.12 on) the count is constant, and so the test still holds.
"""

import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.button import Button
from ui.kit.label import Label, MoneyLabel
from ui.kit.marks import Chip
from ui.kit.scan_field import Feedback, ScanField
from ui.theme.fonts import font_of

CALLS = 2_000
SLACK = 200
"""Caches and collected garbage move the counts a little; a leak of one a call moves them by all."""


def counts() -> tuple[int, int, int]:
    return sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)


def calls_on(widget: QWidget) -> dict[str, Callable[[int], object]]:
    label, money, chip = (
        Label("", parent=widget),
        MoneyLabel("", parent=widget),
        Chip("", parent=widget),
    )
    button, line = Button("", parent=widget), QLineEdit(widget)
    field = ScanField("")
    field.setParent(widget)
    image = QImage(QSize(32, 32), QImage.Format.Format_ARGB32)
    metrics = QFontMetricsF(font_of(16, 400))
    return {
        "label.setText": lambda n: label.setText(str(n)),
        "money.setText": lambda n: money.setText(f"¥{n}"),
        "chip.set_chip": lambda n: chip.set_chip(str(n)),
        "button.setText": lambda n: button.setText(str(n)),
        "button.set_blocked": lambda n: button.set_blocked("why" if n % 2 else ""),
        "line.setText": lambda n: line.setText(str(n)),
        "setVisible": lambda n: label.setVisible(bool(n % 2)),
        "setEnabled": lambda n: button.setEnabled(bool(n % 2)),
        "setToolTip": lambda n: label.setToolTip(str(n)),
        "setProperty": lambda n: label.setProperty("state", str(n)),
        "setAccessibleName": lambda n: label.setAccessibleName(str(n)),
        "update": lambda _n: label.update(),
        "updateGeometry": lambda _n: label.updateGeometry(),
        "geometry": lambda _n: label.geometry(),
        "feedback": lambda n: field.show_feedback(Feedback("ok", str(n))),
        "metrics": lambda n: metrics.horizontalAdvance(str(n)),
        "paint": lambda n: paint(image, n),
    }


def paint(image: QImage, number: int) -> None:
    painter = QPainter(image)
    painter.setFont(font_of(16, 400))
    painter.drawText(QPointF(0, 16), str(number))
    painter.drawRoundedRect(QRectF(0, 0, 30, 30), 4, 4)
    painter.end()


@pytest.fixture
def calls(qtbot: QtBot) -> Iterator[dict[str, Callable[[int], object]]]:
    widget = QWidget()
    qtbot.add_widget(widget)
    yield calls_on(widget)
    widget.hide()


def test_no_reference_drifts(calls: dict[str, Callable[[int], object]]) -> None:
    drifted = {}
    for name, call in calls.items():
        call(0)
        call(1)
        before = counts()
        for number in range(CALLS):
            call(number)
        moved = [after - was for was, after in zip(before, counts(), strict=True)]
        if any(abs(change) > SLACK for change in moved):
            drifted[name] = moved
    assert drifted == {}
