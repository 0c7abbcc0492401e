"""Pads say which key was pressed and never take the focus."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.pads import LAYOUTS, NumPad, PinDots
from ui.theme import tokens as t


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_key_says_its_value(qtbot: QtBot, layout: str) -> None:
    pad = NumPad(layout)
    qtbot.add_widget(pad)
    heard: list[str] = []
    pad.pressed.connect(heard.append)
    pad.show()
    for key in pad.keys.values():
        qtbot.mouseClick(key, Qt.MouseButton.LeftButton)
    assert heard == [value for line in LAYOUTS[layout] for value in line]
    assert all(key.accessibleName() for key in pad.keys.values())


def test_amounts_read_like_a_calculator_and_pins_like_a_telephone() -> None:
    assert LAYOUTS["amount"][0] == ("7", "8", "9")
    assert LAYOUTS["pin"][0] == LAYOUTS["phone"][0] == ("1", "2", "3")


def test_typing_stays_where_it_is(qtbot: QtBot) -> None:
    frame = QWidget()
    line, pad = QLineEdit(), NumPad()
    box = QVBoxLayout(frame)
    box.addWidget(line)
    box.addWidget(pad)
    qtbot.add_widget(frame)
    frame.show()
    line.setFocus()
    qtbot.wait_until(line.hasFocus)
    qtbot.mouseClick(pad.keys["7"], Qt.MouseButton.LeftButton)
    assert line.hasFocus()


def test_keys_give_way_when_the_strip_comes(qtbot: QtBot) -> None:
    pad = NumPad()
    qtbot.add_widget(pad)
    before = pad.sizeHint().height()
    pad.set_key_height(t.PAD_KEY_TIGHT)
    assert before - pad.sizeHint().height() == 4 * (t.PAD_KEY - t.PAD_KEY_TIGHT)


def test_the_next_key_takes_the_name_of_what_comes(qtbot: QtBot) -> None:
    pad = NumPad("wide")
    qtbot.add_widget(pad)
    pad.set_next_text("称呼")
    assert pad.keys["next"].text() == "称呼"
    pad.keys["next"].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    assert not pad.grab().isNull()


def test_dots_tell_how_many_and_never_which(qtbot: QtBot) -> None:
    dots = PinDots(6)
    qtbot.add_widget(dots)
    dots.set_filled(9)
    assert dots.filled == 6
    dots.set_filled(2)
    assert "2" in dots.accessibleName()
    image = dots.grab().toImage()
    step, middle = t.PIN_DOT + t.PIN_DOT_GAP, t.PIN_DOT // 2
    filled = [image.pixelColor(n * step + middle, middle).name() for n in range(6)]
    assert filled == [t.LIGHT.text.lower()] * 2 + [t.LIGHT.surface.lower()] * 4


def test_a_wrong_pin_turns_the_dots_red(qtbot: QtBot) -> None:
    dots = PinDots()
    qtbot.add_widget(dots)
    dots.set_filled(0, refused=True)
    assert dots.grab().toImage().pixelColor(t.PIN_DOT // 2, 1).name() == t.LIGHT.danger.lower()
