"""A button is pressed by a hand or its own key, never by a stray Enter, and says why it is off."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.kit.button import KINDS, Button
from ui.theme import Theme
from ui.theme import tokens as t


@pytest.fixture
def button(qtbot: QtBot) -> Button:
    made = Button("收款", "primary", "primary", icon="check", key="Enter", name="pay")
    qtbot.add_widget(made)
    made.show()
    qtbot.wait_exposed(made)
    return made


def test_a_click_is_heard_once(button: Button, qtbot: QtBot) -> None:
    with qtbot.wait_signal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_alone_presses_nothing(button: Button, qtbot: QtBot, key: Qt.Key) -> None:
    button.setFocus()
    with qtbot.assert_not_emitted(button.clicked):
        QTest.keyClick(button, key)


def test_its_own_key_presses_it_while_it_is_ready(button: Button, qtbot: QtBot) -> None:
    with qtbot.wait_signal(button.clicked):
        assert button.click_if_ready()
    button.set_blocked("先处理 1 个未识别的码")
    assert not button.click_if_ready()
    button.set_blocked("")
    button.set_busy(busy=True)
    assert button.busy
    assert not button.click_if_ready()
    button.set_busy(busy=False)
    button.hide()
    assert not button.click_if_ready()


def test_a_blocked_button_says_why(button: Button) -> None:
    button.set_blocked("需联网")
    assert not button.isEnabled()
    assert (button.toolTip(), button.accessibleDescription()) == ("需联网", "需联网")
    assert button.look() == ("text3", "inset", "border")


def test_a_busy_button_takes_no_second_click(button: Button, qtbot: QtBot) -> None:
    button.set_busy(busy=True)
    assert button.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert not button.grab().isNull()


def test_the_text_is_spoken_and_the_button_grows_with_it(button: Button) -> None:
    before = button.sizeHint().width()
    button.setText("储值收款 ¥666.70")
    assert button.accessibleName() == "储值收款 ¥666.70"
    assert button.sizeHint().width() > before
    assert button.minimumSizeHint().width() >= button.natural_width()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shown", ["", "hover", "down", "focus"])
def test_every_kind_paints_every_state(qtbot: QtBot, kind: str, shown: str) -> None:
    button = Button("挂单", kind, icon="pause", key="F9")
    qtbot.add_widget(button)
    button.setProperty("shown", shown)
    button.resize(button.sizeHint())
    assert not button.grab().isNull()
    button.set_blocked("x")
    assert not button.grab().isNull()


def test_hovering_is_seen(qtbot: QtBot) -> None:
    button = Button("收款", "primary")
    qtbot.add_widget(button)
    button.setProperty("shown", "hover")
    assert button.look()[1] == "hover"
    button.set_kind("soft", icon="check")
    assert button.look()[1] == "primary_soft"


def test_a_finger_finds_the_small_ones(qtbot: QtBot, look: Theme) -> None:
    button = Button("清空", "ghost", "compact")
    qtbot.add_widget(button)
    assert button.sizeHint().height() == t.BUTTON_HEIGHTS["compact"]
    look.apply(touch=True)
    assert button.sizeHint().height() == t.TOUCH_MIN
