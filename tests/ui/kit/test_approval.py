"""A second person approves by PIN; a scanner's digits never become part of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.gates import check_screen
from ui.kit.approval import PIN_LENGTH, ApprovalDialog, PinEntry
from ui.scan_wedge import ScanWedge

TEXTS = {
    "title": "店长授权",
    "subtitle": "本次操作超出收银员权限",
    "ask": "输入 PIN 或扫店长工牌",
    "approver": "授权人",
    "note": "授权会记入审计日志；断网时同样有效",
    "refuse": "拒绝并返回",
    "approve": "授权",
}


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1366, 768)
    qtbot.add_widget(made)
    made.show()
    return made


@pytest.fixture
def dialog(window: QWidget, qtbot: QtBot) -> ApprovalDialog:
    made = ApprovalDialog(window, TEXTS)
    made.approver.set_options([("m", "李志强 · 店长"), ("n", "王雪 · 店长")])
    made.show_facts([("赠送金", "¥300.00（您的上限 ¥200）", "danger")])
    made.open_over(window)
    qtbot.wait_exposed(made)
    made.activateWindow()
    qtbot.wait_until(made.isActiveWindow)
    return made


def test_keyboard_types_the_pin_and_enter_hands_it_over(
    dialog: ApprovalDialog, qtbot: QtBot
) -> None:
    QTest.keyClicks(dialog, "12a34")
    QTest.keyClick(dialog, Qt.Key.Key_Backspace)
    QTest.keyClick(dialog, Qt.Key.Key_5)
    with qtbot.wait_signal(dialog.approved) as approved:
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert approved.args == ["m", "1235"]
    assert dialog.approve_button.busy


def test_too_few_digits_are_not_handed_over(dialog: ApprovalDialog, qtbot: QtBot) -> None:
    QTest.keyClicks(dialog, "123")
    with qtbot.assert_not_emitted(dialog.approved):
        QTest.keyClick(dialog, Qt.Key.Key_Enter)
    assert dialog.isVisible()


def test_a_wrong_pin_is_forgotten_and_said(dialog: ApprovalDialog) -> None:
    QTest.keyClicks(dialog, "1234")
    dialog.show_refused("PIN 不对，还可试 2 次")
    assert (dialog.pin.pin(), dialog.pin.dots.refused) == ("", True)
    assert (dialog.ask.text(), dialog.ask.role) == ("PIN 不对，还可试 2 次", "danger")
    QTest.keyClicks(dialog, "9")
    assert not dialog.pin.dots.refused


def test_a_scan_leaves_the_pin_as_it_was(
    dialog: ApprovalDialog, qtbot: QtBot, qapp: QApplication
) -> None:
    now = [1_000]
    wedge = ScanWedge(time_of=lambda _event: now[0])
    qapp.installEventFilter(wedge)
    QTest.keyClicks(dialog, "1")
    now[0] += 500
    with qtbot.wait_signal(wedge.scanned) as scanned:
        for character in "B-00071":
            now[0] += 3
            QTest.keyClick(dialog, character)
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    qapp.removeEventFilter(wedge)
    assert scanned.args == ["B-00071"]
    assert dialog.pin.pin() == "1"
    assert dialog.isVisible()


def test_esc_and_the_refuse_button_close_it(dialog: ApprovalDialog, qtbot: QtBot) -> None:
    with qtbot.wait_signal(dialog.rejected):
        qtbot.mouseClick(dialog.refuse_button, Qt.MouseButton.LeftButton)
    dialog.open()
    with qtbot.wait_signal(dialog.rejected):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_pad_asks_for_a_badge(dialog: ApprovalDialog, qtbot: QtBot) -> None:
    with qtbot.wait_signal(dialog.badge_wanted):
        qtbot.mouseClick(dialog.pin.pad.keys["scan"], Qt.MouseButton.LeftButton)


def test_the_dialog_passes_the_gates(dialog: ApprovalDialog) -> None:
    check_screen(dialog)


def test_no_more_digits_than_a_pin_has(qtbot: QtBot) -> None:
    entry = PinEntry()
    qtbot.add_widget(entry)
    counts: list[int] = []
    entry.changed.connect(counts.append)
    for digit in "12345678":
        entry.press(digit)
    assert (entry.pin(), max(counts)) == ("12345678"[:PIN_LENGTH], PIN_LENGTH)
    assert entry.ready()
    entry.clear()
    assert (entry.pin(), entry.ready()) == ("", False)
