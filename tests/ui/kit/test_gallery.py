"""The whole kit passes the gates in both themes, both languages and both densities."""

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_member.i18n import LANGUAGES, set_language
from tests.ui.gates import check_screen
from tests.ui.kit.gallery_boards import BOARDS
from ui.theme import Theme

PICTURES = os.environ.get("KIT_PICTURES")


@pytest.mark.parametrize("touch", [False, True], ids=["desk", "touch"])
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", BOARDS)
def test_a_board_passes_the_gates(
    qtbot: QtBot, look: Theme, name: str, code: str, *, touch: bool
) -> None:
    look.apply("light", touch=touch)
    set_language(code)
    board = BOARDS[name]()
    qtbot.add_widget(board)
    board.show()
    qtbot.wait_exposed(board)
    check_screen(board, height=board.height())


@pytest.mark.parametrize("theme_name", ["light", "dark"])
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", BOARDS)
def test_a_board_is_painted_in_every_theme_and_language(
    qtbot: QtBot, look: Theme, name: str, code: str, theme_name: str
) -> None:
    look.apply(theme_name)
    set_language(code)
    board = BOARDS[name]()
    qtbot.add_widget(board)
    board.show()
    qtbot.wait_exposed(board)
    picture = board.grab().toImage()
    if PICTURES:
        picture.save(str(Path(PICTURES) / f"{name}_{theme_name}_{code}.png"))
    corner = picture.pixelColor(2, 764).name()
    ground = look.colours.rail if name == "sale" else look.colours.bg
    assert corner == ground.lower()
