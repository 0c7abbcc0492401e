"""Where there is nothing yet, the till says how to begin."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.kit.empty import EmptyState, Skeleton


def test_an_empty_state_says_how_to_begin(qtbot: QtBot) -> None:
    state = EmptyState("scan-line", "扫一件商品开始", action="按名称找")
    qtbot.add_widget(state)
    state.resize(400, 300)
    state.show()
    assert state.text.isHidden()
    state.show_state("没有找到", "换个写法")
    assert (state.accessibleName(), state.text.isHidden()) == ("没有找到 换个写法", False)
    assert state.button is not None
    with qtbot.wait_signal(state.pressed):
        qtbot.mouseClick(state.button, Qt.MouseButton.LeftButton)


def test_bones_are_as_many_as_asked_for(qtbot: QtBot) -> None:
    few, many = Skeleton(2), Skeleton(6)
    for bones in (few, many):
        qtbot.add_widget(bones)
        bones.resize(bones.sizeHint())
        assert not bones.grab().isNull()
    assert few.sizeHint().height() < many.sizeHint().height()
