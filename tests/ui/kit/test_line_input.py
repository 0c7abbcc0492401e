"""Inputs group telephone numbers, show what is missing, and mark what is wrong."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pos_member.i18n import set_language
from ui.kit.line_input import CodeInput, LineInput, PhoneInput
from ui.theme import tokens as t


@pytest.fixture
def phone(qtbot: QtBot) -> PhoneInput:
    made = PhoneInput("手机号")
    qtbot.add_widget(made)
    made.show()
    return made


def test_a_number_is_grouped_while_it_is_typed(phone: PhoneInput, qtbot: QtBot) -> None:
    seen = []
    for digit in "13800138000":
        qtbot.keyClicks(phone.edit, digit)
        seen.append(phone.text())
    assert seen[2:5] == ["138", "138 0", "138 00"]
    assert (phone.text(), phone.digits()) == ("138 0013 8000", "13800138000")
    assert phone.missing() == 0


def test_more_digits_than_a_number_has_are_not_taken(phone: PhoneInput, qtbot: QtBot) -> None:
    qtbot.keyClicks(phone.edit, "1380013800099")
    assert phone.digits() == "13800138000"


def test_another_country_is_not_grouped(phone: PhoneInput, qtbot: QtBot) -> None:
    qtbot.keyClicks(phone.edit, "+14155550100")
    assert (phone.text(), phone.missing()) == ("+14155550100", 0)


def test_a_digit_put_into_the_middle_leaves_the_cursor_behind_it(
    phone: PhoneInput, qtbot: QtBot
) -> None:
    qtbot.keyClicks(phone.edit, "1380138")
    phone.edit.setCursorPosition(3)
    qtbot.keyClicks(phone.edit, "9")
    assert phone.text() == "138 9013 8"
    assert phone.text()[: phone.edit.cursorPosition()].replace(" ", "") == "1389"


def test_letters_are_dropped(phone: PhoneInput, qtbot: QtBot) -> None:
    qtbot.keyClicks(phone.edit, "1a3b8-0")
    assert phone.text() == "138 0"


def test_what_is_missing_is_counted_in_both_languages(phone: PhoneInput, qtbot: QtBot) -> None:
    qtbot.keyClicks(phone.edit, "1380013")
    assert phone.chip.text == "还差 4 位"
    set_language("en")
    qtbot.keyClicks(phone.edit, "800")
    assert phone.chip.text == "1 digit left"
    qtbot.keyClicks(phone.edit, "0")
    assert phone.chip.isHidden()


def test_the_pad_types_groups_and_takes_back(phone: PhoneInput) -> None:
    heard: list[str] = []
    phone.digits_changed.connect(heard.append)
    for key in "1380":
        phone.press(key)
    phone.press("back")
    assert (phone.text(), heard[-1]) == ("138", "138")
    phone.press("scan")
    assert phone.text() == "138"


def test_an_error_goes_when_the_text_changes(qtbot: QtBot) -> None:
    line = LineInput("备注", icon="tag", key="F2")
    qtbot.add_widget(line)
    line.resize(300, 48)
    line.set_error("太长")
    assert line.edit.accessibleDescription() == "太长"
    red = line.grab().toImage().pixelColor(150, 0).name()
    assert red == t.LIGHT.danger.lower()
    heard: list[str] = []
    line.text_changed.connect(heard.append)
    line.set_text("短")
    assert (line.error, heard) == ("", ["短"])
    line.set_error("x")
    line.clear()
    assert (line.text(), line.error) == ("", "")


def test_a_chip_at_the_end_comes_and_goes(qtbot: QtBot) -> None:
    line = LineInput("卡号")
    qtbot.add_widget(line)
    line.set_chip("可用", "success", "check")
    assert not line.chip.isHidden()
    line.set_chip("")
    assert line.chip.isHidden()
    assert line.sizeHint().height() == t.INPUT


def test_pressing_the_frame_types_into_the_line(qtbot: QtBot) -> None:
    line = LineInput("卡号", icon="id-card")
    qtbot.add_widget(line)
    line.show()
    qtbot.wait_exposed(line)
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    qtbot.wait_until(line.edit.hasFocus)
    with qtbot.wait_signal(line.entered):
        qtbot.keyClick(line.edit, Qt.Key.Key_Return)


def test_codes_ask_for_latin_letters(qtbot: QtBot) -> None:
    line = CodeInput("码")
    qtbot.add_widget(line)
    assert line.edit.inputMethodHints() & Qt.InputMethodHint.ImhPreferLatin
