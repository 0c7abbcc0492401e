"""A scanner that types is told apart from a hand, wherever the focus is."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.wedge_form import (
    CODE,
    HAND_MS,
    SCANNER_MS,
    Clock,
    Form,
    PinPanel,
    focus,
    scan,
    settle,
    type_keys,
)
from ui.scan_wedge import GAP_MS, ScanWedge


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def wedge(clock: Clock, qapp: QApplication) -> Iterator[ScanWedge]:
    made = ScanWedge(time_of=clock.read)
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


@pytest.fixture
def codes(wedge: ScanWedge) -> list[str]:
    heard: list[str] = []
    wedge.scanned.connect(heard.append)
    return heard


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form()
    qtbot.add_widget(made)
    made.show()
    qtbot.wait_exposed(made)
    made.activateWindow()
    made.line.setFocus()
    qtbot.wait_until(made.line.hasFocus)
    return made


def test_a_scanner_that_ends_with_a_line_feed_is_heard(
    form: Form, clock: Clock, codes: list[str]
) -> None:
    type_keys(clock, CODE, gap_ms=SCANNER_MS)
    clock.now_ms += SCANNER_MS
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        key = QKeyEvent(kind, ord("\n"), Qt.KeyboardModifier.NoModifier, "\n")
        QApplication.sendEvent(focus(), key)
    settle()
    assert codes == [CODE]
    assert form.line.text() == ""


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_a_scan_is_heard_once_and_leaves_no_trace(
    form: Form, clock: Clock, codes: list[str], end: Qt.Key
) -> None:
    form.line.setText("林晓")
    form.line.setCursorPosition(1)
    scan(clock, CODE, end)
    settle()
    assert codes == [CODE]
    assert (form.line.text(), form.line.cursorPosition()) == ("林晓", 1)
    assert form.pressed == []
    assert form.line.hasFocus()


def test_what_was_selected_is_selected_again(form: Form, clock: Clock, codes: list[str]) -> None:
    form.line.setText("13800138000")
    form.line.setSelection(3, 4)
    scan(clock, CODE)
    settle()
    assert codes == [CODE]
    assert form.line.text() == "13800138000"
    assert form.line.selectedText() == "0013"


def test_a_note_keeps_its_text(qtbot: QtBot, clock: Clock, codes: list[str]) -> None:
    note = QPlainTextEdit("对薰衣草过敏")
    qtbot.add_widget(note)
    note.show()
    note.setFocus()
    qtbot.wait_until(note.hasFocus)
    scan(clock, CODE)
    settle()
    assert codes == [CODE]
    assert note.toPlainText() == "对薰衣草过敏"


def test_two_scans_are_two_codes(form: Form, clock: Clock, codes: list[str]) -> None:
    scan(clock, CODE)
    scan(clock, CODE)
    settle()
    assert codes == [CODE, CODE]
    assert form.pressed == []


def test_the_second_terminator_of_a_scanner_presses_nothing(
    form: Form, clock: Clock, codes: list[str]
) -> None:
    scan(clock, CODE)
    clock.now_ms += SCANNER_MS
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    settle()
    assert (codes, form.pressed) == ([CODE], [])


def test_a_hand_types_and_presses_enter(form: Form, clock: Clock, codes: list[str]) -> None:
    type_keys(clock, "13800138000", gap_ms=HAND_MS)
    clock.now_ms += HAND_MS
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    settle()
    assert codes == []
    assert form.line.text() == "13800138000"
    assert form.pressed == ["shortcut"]


def test_enter_works_again_a_moment_after_a_scan(
    form: Form, clock: Clock, codes: list[str]
) -> None:
    scan(clock, CODE)
    clock.now_ms += 200
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    settle()
    assert (codes, form.pressed) == ([CODE], ["shortcut"])


def test_a_code_with_too_few_characters_is_named_and_presses_nothing(
    form: Form, clock: Clock, codes: list[str], wedge: ScanWedge
) -> None:
    broken: list[str] = []
    wedge.cut_short.connect(broken.append)
    scan(clock, "12345")
    settle()
    assert (codes, broken) == ([], ["12345"])
    assert form.line.text() == ""
    assert form.pressed == []


@pytest.mark.parametrize("text", ["1", "12"])
def test_two_keys_and_enter_may_be_a_hand(
    form: Form, clock: Clock, codes: list[str], text: str
) -> None:
    scan(clock, text)
    settle()
    assert codes == []
    assert form.line.text() == text
    assert form.pressed == ["shortcut"]


def test_a_fast_hand_gets_its_letters_after_a_moment(
    form: Form, clock: Clock, codes: list[str], qtbot: QtBot
) -> None:
    type_keys(clock, "abcd", gap_ms=GAP_MS)
    qtbot.wait_until(lambda: form.line.text() == "abcd", timeout=2_000)
    assert codes == []


def test_a_pause_in_the_middle_makes_it_typing(form: Form, clock: Clock, codes: list[str]) -> None:
    type_keys(clock, CODE[:7], gap_ms=SCANNER_MS)
    clock.now_ms += GAP_MS + 1
    type_keys(clock, CODE[7:], gap_ms=HAND_MS)
    assert codes == []
    assert form.line.text() == CODE


def test_a_key_that_types_nothing_ends_the_burst(
    form: Form, clock: Clock, codes: list[str]
) -> None:
    type_keys(clock, "123456", gap_ms=SCANNER_MS)
    QTest.keyClick(focus(), Qt.Key.Key_Left)
    clock.now_ms += SCANNER_MS
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    settle()
    assert codes == []
    assert form.line.text() == "123456"


def test_shift_between_letters_belongs_to_the_scanner(
    form: Form, clock: Clock, codes: list[str]
) -> None:
    for character in "M1AB2C3D":
        clock.now_ms += SCANNER_MS
        QTest.keyPress(focus(), Qt.Key.Key_Shift)
        QTest.keyClick(focus(), character)
        QTest.keyRelease(focus(), Qt.Key.Key_Shift)
    clock.now_ms += SCANNER_MS
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    settle()
    assert [code.upper() for code in codes] == ["M1AB2C3D"]
    assert form.line.text() == ""


def test_a_held_key_is_no_scanner(form: Form, clock: Clock, codes: list[str]) -> None:
    for _ in range(10):
        clock.now_ms += SCANNER_MS
        press = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_0, Qt.KeyboardModifier.NoModifier, "0", True
        )
        QApplication.sendEvent(form.line, press)
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    settle()
    assert codes == []
    assert form.line.text() == "0" * 10


def test_control_and_enter_is_a_command(form: Form, clock: Clock, codes: list[str]) -> None:
    type_keys(clock, CODE, gap_ms=SCANNER_MS)
    QTest.keyClick(focus(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert codes == []
    assert form.line.text() == CODE


def test_a_scan_with_the_focus_on_a_button_presses_nothing(
    form: Form, clock: Clock, codes: list[str], qtbot: QtBot
) -> None:
    form.button.setFocus()
    qtbot.wait_until(form.button.hasFocus)
    scan(clock, CODE)
    settle()
    assert (codes, form.pressed) == ([CODE], [])


def test_a_scan_without_any_focus_is_heard(form: Form, clock: Clock, codes: list[str]) -> None:
    form.line.clearFocus()
    assert QApplication.focusWidget() is None
    scan(clock, CODE)
    settle()
    assert (codes, form.pressed) == ([CODE], [])


def test_the_first_digit_is_not_heard_twice_through_parents(
    qtbot: QtBot, clock: Clock, codes: list[str]
) -> None:
    outer = QWidget()
    inner = QWidget(outer)
    inner.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    qtbot.add_widget(outer)
    outer.show()
    inner.setFocus()
    qtbot.wait_until(inner.hasFocus)
    scan(clock, CODE)
    settle()
    assert codes == [CODE]


@pytest.fixture
def box(form: Form, qtbot: QtBot) -> Iterator[QMessageBox]:
    made = QMessageBox(form)
    made.setText("?")
    made.setStandardButtons(QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel)
    made.setDefaultButton(QMessageBox.StandardButton.Ok)
    made.open()
    qtbot.wait_until(lambda: made.isActiveWindow() and QApplication.focusWidget() is not None)
    yield made
    made.close()


def test_a_message_box_survives_a_scan(
    form: Form, box: QMessageBox, clock: Clock, codes: list[str]
) -> None:
    scan(clock, CODE)
    settle()
    assert box.isVisible()
    assert codes == [CODE]
    assert form.pressed == []


def test_without_the_filter_the_box_would_be_gone(box: QMessageBox, clock: Clock) -> None:
    """The danger is real: this is what the filter stands between."""
    scan(clock, CODE)
    settle()
    assert not box.isVisible()


def test_a_menu_survives_a_scan(form: Form, clock: Clock, codes: list[str], qtbot: QtBot) -> None:
    menu = QMenu(form)
    chosen: list[str] = []
    action = menu.addAction("delete")
    action.triggered.connect(lambda: chosen.append("delete"))
    menu.popup(form.mapToGlobal(form.rect().center()))
    menu.setActiveAction(action)
    qtbot.wait_until(lambda: QApplication.activePopupWidget() is menu)
    scan(clock, CODE)
    settle()
    assert (codes, chosen) == ([CODE], [])
    menu.close()


def test_an_input_method_keeps_what_it_composes(form: Form, clock: Clock, codes: list[str]) -> None:
    type_keys(clock, "l", gap_ms=HAND_MS)
    QApplication.sendEvent(form.line, QInputMethodEvent("lin", []))
    done = QInputMethodEvent("", [])
    done.setCommitString("林")
    QApplication.sendEvent(form.line, done)
    type_keys(clock, "xiaowen", gap_ms=SCANNER_MS)
    clock.now_ms += SCANNER_MS
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    settle()
    assert codes == []
    assert "林" in form.line.text()


def test_a_pin_keeps_the_digits_typed_before_a_scan(
    qtbot: QtBot, clock: Clock, codes: list[str]
) -> None:
    panel = PinPanel()
    qtbot.add_widget(panel)
    panel.show()
    panel.inner.setFocus()
    qtbot.wait_until(panel.inner.hasFocus)
    type_keys(clock, "12", gap_ms=HAND_MS)
    scan(clock, CODE)
    settle()
    assert codes == [CODE]
    assert panel.digits == "12"


def test_the_time_of_the_system_is_used_unless_another_is_given(
    form: Form, qapp: QApplication
) -> None:
    wedge = ScanWedge()
    heard: list[str] = []
    wedge.scanned.connect(heard.append)
    qapp.installEventFilter(wedge)
    for stamp, character in enumerate(CODE):
        press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, character)
        press.setTimestamp(5_000 + stamp)
        QApplication.sendEvent(form.line, press)
    end = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
    end.setTimestamp(5_000 + len(CODE))
    QApplication.sendEvent(form.line, end)
    settle()
    qapp.removeEventFilter(wedge)
    assert heard == [CODE]
    assert form.pressed == []
