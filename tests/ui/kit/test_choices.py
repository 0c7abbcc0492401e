"""Choices are spoken, can be made by hand and by program, and tell what was chosen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ui.kit.choices import Check, Radio, Segmented, Select, Toggle
from ui.theme import Theme
from ui.theme import tokens as t


@pytest.mark.parametrize("kind", [Check, Radio, Toggle])
def test_a_mark_is_named_and_toggles(qtbot: QtBot, kind) -> None:
    mark = kind("生日关怀")
    qtbot.add_widget(mark)
    mark.show()
    assert (mark.accessibleName(), mark.isChecked()) == ("生日关怀", False)
    off = mark.grab().toImage()
    qtbot.mouseClick(mark, Qt.MouseButton.LeftButton)
    assert mark.isChecked()
    assert mark.grab().toImage() != off
    mark.setFocus()
    assert not mark.grab().isNull()


@pytest.mark.parametrize("kind", [Check, Radio, Toggle])
def test_a_mark_is_large_enough_for_a_finger(qtbot: QtBot, look: Theme, kind) -> None:
    mark = kind("x")
    qtbot.add_widget(mark)
    assert min(mark.sizeHint().toTuple()) >= t.DESK_MIN
    look.apply(touch=True)
    assert min(mark.sizeHint().toTuple()) >= t.TOUCH_MIN
    assert mark.minimumSizeHint() == mark.sizeHint()


def test_one_segment_is_chosen_at_a_time(qtbot: QtBot) -> None:
    choice = Segmented([("f", "女"), ("m", "男"), ("", "不说")], value="f")
    qtbot.add_widget(choice)
    choice.show()
    heard: list[str] = []
    choice.changed.connect(heard.append)
    qtbot.mouseClick(choice.segments["m"], Qt.MouseButton.LeftButton)
    assert (choice.value, heard) == ("m", ["m"])
    assert [s.isChecked() for s in choice.segments.values()] == [False, True, False]
    choice.set_value("f")
    assert heard == ["m"]
    assert not choice.grab().isNull()


def test_a_list_opens_and_tells_what_was_chosen(qtbot: QtBot) -> None:
    select = Select([("k", "Kevin"), ("a", "阿雯")], avatar=True)
    qtbot.add_widget(select)
    select.show()
    qtbot.wait_exposed(select)
    assert (select.value, select.accessibleName()) == ("k", "Kevin")
    select.click()
    menu = select.findChild(QMenu)
    assert menu is not None
    with qtbot.wait_signal(select.changed) as chosen:
        menu.actions()[1].trigger()
    menu.close()
    assert (chosen.args, select.value, select.text()) == (["a"], "a", "阿雯")
    select.set_options([])
    assert (select.value, select.text()) == ("", "")
    select.setFocus()
    assert not select.grab().isNull()
