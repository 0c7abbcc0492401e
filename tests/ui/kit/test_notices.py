"""What the till says without a window: it never takes the focus and has a way back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.notices import Notice, OfflineStrip, Toast, UndoBar
from ui.theme import Theme
from ui.theme import tokens as t


def test_the_strip_is_solid_amber_and_leads_to_the_queue(qtbot: QtBot) -> None:
    strip = OfflineStrip("离线收银中", "查看待同步")
    qtbot.add_widget(strip)
    strip.resize(1278, t.OFFLINE_STRIP)
    strip.show()
    strip.show_detail("23 笔已存本机")
    assert strip.detail.toolTip() == "23 笔已存本机"
    assert strip.grab().toImage().pixelColor(4, 4).name() == t.LIGHT.warn_solid.lower()
    with qtbot.wait_signal(strip.pressed):
        qtbot.mouseClick(strip.button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("kind", ["success", "warn", "danger", "info"])
@pytest.mark.parametrize("bar", [False, True])
def test_a_notice_says_what_and_what_next(qtbot: QtBot, kind: str, *, bar: bool) -> None:
    notice = Notice("小票没有打出来", "收款已完成，只需补打", kind, action="补打", bar=bar)
    qtbot.add_widget(notice)
    notice.resize(400, 62)
    notice.show()
    assert notice.accessibleName() == "小票没有打出来 收款已完成，只需补打"
    assert not notice.grab().isNull()
    assert notice.button is not None
    with qtbot.wait_signal(notice.pressed):
        qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)


def test_a_notice_can_say_something_else(qtbot: QtBot) -> None:
    notice = Notice("", "一句话")
    qtbot.add_widget(notice)
    assert notice.title.isHidden()
    notice.show_notice("需要店长授权", "", "warn")
    assert (notice.kind, notice.title.isHidden(), notice.text.isHidden()) == ("warn", False, True)
    assert notice.button is None


@pytest.fixture
def frame(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1000, 600)
    qtbot.add_widget(made)
    made.line = QLineEdit(made)  # type: ignore[attr-defined]
    made.show()
    qtbot.wait_exposed(made)
    return made


def test_a_toast_leaves_the_focus_alone_and_can_be_undone(frame: QWidget, qtbot: QtBot) -> None:
    line = frame.findChild(QLineEdit)
    assert line is not None
    line.setFocus()
    qtbot.wait_until(line.hasFocus)
    toast = UndoBar(frame)
    toast.show_toast("已移除 护发精油", "撤销")
    assert frame.rect().contains(toast.geometry())
    assert line.hasFocus()
    with qtbot.wait_signal(toast.undone):
        qtbot.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    assert toast.isHidden()
    assert not toast.grab().isNull()


def test_a_toast_goes_by_itself(frame: QWidget, qtbot: QtBot, look: Theme) -> None:
    look.reduced_motion = False
    toast = Toast(frame)
    with qtbot.wait_signal(toast.gone, timeout=2_000):
        toast.show_toast("已复制", duration_ms=10)
    assert toast.isHidden()
    assert toast.button.isHidden()


def test_a_long_toast_stays_inside_its_frame(frame: QWidget) -> None:
    toast = Toast(frame)
    toast.show_toast("很长的一句话" * 30)
    assert frame.rect().contains(toast.geometry())
    toast.dismiss()
    assert toast.isHidden()
