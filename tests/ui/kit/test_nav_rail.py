"""The rail says where one wants to go; the window says where one is."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.kit.nav_rail import Logo, NavRail, RailItem
from ui.theme import tokens as t


def test_a_place_is_asked_for_and_marked_only_by_the_window(qtbot: QtBot) -> None:
    rail = NavRail(
        [RailItem("sale", "shopping-basket", "收银"), RailItem("sync", "refresh-cw", "同步")],
        [RailItem("lock", "lock", "锁屏")],
    )
    qtbot.add_widget(rail)
    rail.show()
    rail.set_place("sale")
    with qtbot.wait_signal(rail.chosen) as chosen:
        qtbot.mouseClick(rail.buttons["sync"], Qt.MouseButton.LeftButton)
    assert chosen.args == ["sync"]
    assert [b.isChecked() for b in rail.buttons.values()] == [True, False, False]
    rail.set_place("sync")
    assert rail.buttons["sync"].isChecked()
    assert rail.sizeHint().width() == t.RAIL_W
    rail.buttons["lock"].setFocus()
    assert not rail.grab().isNull()


def test_the_mark_has_the_size_asked_for(qtbot: QtBot) -> None:
    logo = Logo(48)
    qtbot.add_widget(logo)
    assert logo.width() == 48
    assert not logo.grab().isNull()
