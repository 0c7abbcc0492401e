"""Every screen passes the gates: both languages, both themes and all sizes, each pair of them."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_member.i18n import set_language
from tests.ui import gates
from tests.ui.screens.shop import Shop
from tests.ui.screens.till import opened
from tests.ui.screens.tour import tour, tour_offline
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
    with opened(qtbot, Shop(), size=size) as till:
        findings = [one for name, screen in tour(till) for one in judged(name, screen, size)]
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize(("language", "theme"), [("zh_CN", "light"), ("en", "dark")], ids=str)
def test_a_till_that_is_offline_all_day_cuts_nothing_at_the_smallest_size(
    qtbot: QtBot, look: Theme, language: str, theme: str
) -> None:
    set_language(language)
    look.apply(theme)
    size = (1280, 720)
    with opened(qtbot, Shop(), size=size) as till:
        screens = tour_offline(till)
        findings = [one for name, screen in screens for one in judged(name, screen, size)]
    assert not findings, "\n".join(findings)


def judged(name: str, screen: QWidget, size: tuple[int, int]) -> list[str]:
    """Return what the gates find on ``screen``."""
    found = gates.too_large(screen, *size)
    for gate in (gates.cut_texts, gates.overlaps, gates.small_targets, gates.foreign_fonts,
                 gates.unnamed):  # fmt: skip
        found += gate(screen)
    return [f"{name}: {one}" for one in found]
