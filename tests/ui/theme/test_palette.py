"""Fusion gets its colours from the tokens, not from the platform's own dark mode."""

import pytest
from PySide6.QtGui import QColor, QPalette

from ui.theme.palette import palette_of
from ui.theme.tokens import DARK, LIGHT, Colours


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_palette_follows_the_theme(colours: Colours) -> None:
    palette = palette_of(colours)
    role = QPalette.ColorRole
    pairs = {
        role.Window: colours.bg,
        role.Text: colours.text,
        role.Highlight: colours.primary,
        role.PlaceholderText: colours.text3,
    }
    assert {one: palette.color(one) for one in pairs} == {
        one: QColor(value) for one, value in pairs.items()
    }
    off = palette.color(QPalette.ColorGroup.Disabled, role.Text)
    assert off == QColor(colours.text3)
