"""Every screen passes the gates: both languages, both themes and all sizes, each pair of them."""

import pytest
from pytestqt.qtbot import QtBot

from pos_member.i18n import set_language
from tests.ui import gates
from tests.ui.screens.shop import Shop
from tests.ui.screens.till import opened
from tests.ui.screens.tour import tour
from ui.theme import Theme

SIZES = ((1366, 768), (1920, 1080), (1280, 720), (1476, 830))
"""The last is 1920 x 1080 at 130 %, in the pixels that a layout sees."""
PAIRS = [
    (language, theme, size)
    for place, size in enumerate(SIZES)
    for language, theme in zip(
        ("zh_CN", "en"), ("light", "dark") if place % 2 else ("dark", "light"), strict=True
    )
]
"""Each language with each theme, and both with every size."""


@pytest.mark.parametrize(("language", "theme", "size"), PAIRS, ids=str)
def test_no_screen_cuts_a_text_or_hides_a_target(
    qtbot: QtBot, look: Theme, language: str, theme: str, size: tuple[int, int]
) -> None:
    set_language(language)
    look.apply(theme)
    width, height = size
    findings = []
    with opened(qtbot, Shop(), size=size) as till:
        for name, screen in tour(till):
            for gate in (gates.cut_texts, gates.overlaps, gates.small_targets,
                         gates.foreign_fonts, gates.unnamed):  # fmt: skip
                findings += [f"{name}: {found}" for found in gate(screen)]
            findings += [f"{name}: {one}" for one in gates.too_large(screen, width, height)]
    assert not findings, "\n".join(findings)
