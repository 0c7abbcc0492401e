"""Dialogs cover their window, dim it, and close by Esc."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.kit.dialog import Dialog
from ui.kit.label import Label
from ui.theme import tokens as t


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.setObjectName("screen")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.resize(1000, 700)
    qtbot.add_widget(made)
    made.show()
    qtbot.wait_exposed(made)
    return made


def test_a_dialog_covers_and_dims_its_window(window: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(window, "改价", "护发精油 100ml", width=400)
    dialog.content.addWidget(Label("¥116.10"))
    dialog.open_over(window)
    qtbot.wait_exposed(dialog)
    assert dialog.size() == window.size()
    assert dialog.isModal()
    image = dialog.grab().toImage()
    assert image.pixelColor(5, 5).lightness() < 140
    middle = dialog.panel.geometry().center()
    assert image.pixelColor(middle.x() + 150, middle.y() + 20).name() == t.LIGHT.surface.lower()
    dialog.refresh_backdrop()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.wait_until(dialog.isHidden)


def test_enter_closes_no_dialog(window: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(window, "改价")
    dialog.open_over(window)
    qtbot.wait_exposed(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.close()


def test_codes_that_wait_are_counted_under_the_title(window: QWidget) -> None:
    dialog = Dialog(window, "改价")
    assert dialog.subtitle.isHidden()
    dialog.show_queued_scans("已暂存 2 个码")
    assert (dialog.subtitle.text(), dialog.subtitle.isHidden()) == ("已暂存 2 个码", False)
    dialog.show_queued_scans("")
    assert dialog.subtitle.isHidden()
