"""Every screen looks as it was approved to look, in Chinese and light, in English and dark."""

import pytest
from PIL import Image, ImageDraw
from pytestqt.qtbot import QtBot

from pos_member.i18n import set_language
from tests.ui import pictures
from tests.ui.screens.shop import Shop
from tests.ui.screens.till import opened
from tests.ui.screens.tour import tour
from ui.theme import Theme

SIZE = (1920, 1080)
PICTURES_MAX = 150
STILL_MS = 3_600_000
"""What fades by itself stays for a picture, however fast or slow the machine is."""
LOOKS = [("zh_CN", "light"), ("en", "dark")]


@pytest.mark.parametrize(("language", "theme"), LOOKS, ids=str)
def test_each_screen_looks_as_approved(
    qtbot: QtBot, look: Theme, monkeypatch: pytest.MonkeyPatch, language: str, theme: str
) -> None:
    monkeypatch.setattr("ui.theme.tokens.SCAN_OK_MS", STILL_MS)
    monkeypatch.setattr("ui.theme.tokens.UNDO_MS", STILL_MS)
    set_language(language)
    look.apply(theme)
    name = f"{language}-{theme}"
    with opened(qtbot, Shop(), size=SIZE) as till:
        seen = [(screen, pictures.judged(name, screen, widget)) for screen, widget in tour(till)]
    findings = [one for _, found in seen for one in found]
    assert not findings, "\n".join(findings)
    known = {path.name for path in (pictures.APPROVED / name).glob("*.png")}
    assert known == {pictures.path_of(name, screen).name for screen, _ in seen}


def test_the_approved_pictures_are_few() -> None:
    assert 0 < len(list(pictures.APPROVED.rglob("*.png"))) <= PICTURES_MAX


def test_what_moved_or_went_is_seen_and_a_shade_is_not() -> None:
    plain = Image.new("RGB", pictures.SIZE, "white")
    button, moved, shade = plain.copy(), plain.copy(), plain.copy()
    ImageDraw.Draw(button).rectangle((100, 100, 160, 116), "blue")
    ImageDraw.Draw(moved).rectangle((100, 108, 160, 124), "blue")
    ImageDraw.Draw(shade).rectangle((100, 100, 160, 116), (240, 240, 240))
    assert pictures.difference(plain, plain) == 0
    assert pictures.difference(plain, button) >= pictures.DIFFERENT
    assert pictures.difference(button, moved) >= pictures.DIFFERENT
    assert pictures.difference(plain, shade) < pictures.DIFFERENT
