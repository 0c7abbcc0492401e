"""The buttons on a line have names, keys and the right size, and keep the focus where it is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.kit.basket_actions import LineActions, UnknownActions
from ui.kit.button import Button
from ui.theme import Theme
from ui.theme import tokens as t


def test_every_button_is_spoken_and_takes_no_focus(qtbot: QtBot) -> None:
    frame = QWidget()
    qtbot.add_widget(frame)
    for actions in (LineActions(frame), UnknownActions(frame)):
        buttons = actions.findChildren(Button)
        assert all(button.accessibleName() for button in buttons)
        assert {button.focusPolicy() for button in buttons} == {Qt.FocusPolicy.NoFocus}


def test_keys_are_printed_on_the_buttons(qtbot: QtBot) -> None:
    frame = QWidget()
    qtbot.add_widget(frame)
    known, unknown = LineActions(frame), UnknownActions(frame)
    assert (known.price.key, known.remove.key) == ("F5", "Del")
    assert (unknown.search.key, unknown.price.key, unknown.remove.key) == ("F3", "F5", "Del")


def test_the_quantity_stands_without_its_sign(qtbot: QtBot) -> None:
    frame = QWidget()
    qtbot.add_widget(frame)
    actions = LineActions(frame)
    actions.show_quantity("× 2")
    assert actions.quantity.text == "2"
    actions.resize(actions.sizeHint())
    actions.show()
    frame.show()
    assert not actions.grab().isNull()


def test_a_finger_hits_less_and_more(qtbot: QtBot, look: Theme) -> None:
    frame = QWidget()
    qtbot.add_widget(frame)
    look.apply(touch=True)
    actions = LineActions(frame)
    assert min(actions.less.sizeHint().toTuple()) >= t.TOUCH_MIN
    assert actions.less.minimumSizeHint() == actions.less.sizeHint()
