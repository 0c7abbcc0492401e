"""The style sheet is generated whole, from tokens alone."""

import re

import pytest

from ui.theme.qss import style_sheet
from ui.theme.tokens import DARK, LIGHT, Colours


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_nothing_is_left_to_fill_in(colours: Colours) -> None:
    sheet = style_sheet(colours)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_is_a_token(colours: Colours) -> None:
    known = {getattr(colours, name) for name in colours.__slots__}
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", style_sheet(colours))) <= known


def test_the_themes_differ() -> None:
    assert style_sheet(LIGHT) != style_sheet(DARK)
