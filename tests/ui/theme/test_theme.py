"""Switching the theme repaints everything at once, and soon."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.kit.gallery import sale_board
from ui.theme import Theme, start_look, theme
from ui.theme.tokens import DARK, LIGHT


def test_there_is_one_theme(look: Theme) -> None:
    assert theme() is look


def test_a_switch_reaches_every_part(qtbot: QtBot, look: Theme) -> None:
    board = sale_board()
    qtbot.add_widget(board)
    board.show()
    qtbot.wait_exposed(board)
    bright = board.grab().toImage().pixelColor(700, 140).lightness()
    with qtbot.wait_signal(look.changed):
        look.toggle()
    assert look.colours is DARK
    assert board.grab().toImage().pixelColor(700, 140).lightness() < bright


def test_the_name_tells_which(look: Theme) -> None:
    look.apply("dark")
    assert look.name == "dark"
    look.toggle()
    assert (look.name, look.colours) == ("light", LIGHT)


def test_touch_grows_what_is_small_and_leaves_the_rest(look: Theme) -> None:
    desk = (look.button_height("compact"), look.button_height("primary"))
    look.apply(touch=True)
    assert look.name == "light"
    assert (look.button_height("compact"), look.button_height("primary")) == (44, desk[1])
    assert desk[0] < 44


def test_no_motion_means_no_time(look: Theme) -> None:
    assert look.motion_ms(120) == 0
    look.reduced_motion = False
    assert look.motion_ms(120) == 120


def test_the_look_starts_with_the_application(qapp: QApplication) -> None:
    look = start_look(qapp, "dark")
    assert qapp.style().objectName() in {"fusion", ""}
    window = qapp.palette().color(QPalette.ColorRole.Window).name()
    assert window == look.colours.bg.lower()
    assert qapp.font().families()[0] == "Inter"
