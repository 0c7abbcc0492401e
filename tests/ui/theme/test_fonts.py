"""The bundled typefaces are the ones that draw, rare names included, and columns align."""

from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo, QFontMetricsF, QTextLayout

from ui.theme import fonts
from ui.theme.fonts import (
    BUNDLED,
    FontMissing,
    baseline_of,
    font_for,
    font_of,
    load_fonts,
    metrics_for,
    metrics_of,
    step_of,
)
from ui.theme.tokens import STEPS

RARE_NAMES = "㛃䶮堃喆犇垚"


def faces(text: str, weight: int) -> list[tuple[str, bool]]:
    layout = QTextLayout(text, font_of(16, weight))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return [(run.rawFont().familyName(), 0 in run.glyphIndexes()) for run in layout.glyphRuns()]


@pytest.mark.parametrize("weight", [400, 500, 600, 700])
@pytest.mark.parametrize("text", ["Amount ¥1,286.50 − ×", "应收金额，储值余额", RARE_NAMES])
def test_only_bundled_typefaces_draw(text: str, weight: int) -> None:
    found = faces(text, weight)
    assert found
    assert {family for family, _ in found} <= BUNDLED
    assert not any(box for _, box in found)


def test_the_latin_face_is_inter() -> None:
    assert QFontInfo(font_of(16, 400)).family() == "Inter"


def test_fonts_are_loaded_once() -> None:
    assert load_fonts() is load_fonts()


def test_a_missing_typeface_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_FOLDER", tmp_path)
    with pytest.raises(FontMissing, match="Inter"):
        fonts.load_fonts.__wrapped__()


def test_digits_are_equally_wide() -> None:
    widths = {metrics_of(16, 500).horizontalAdvance(digit * 8) for digit in "0123456789"}
    assert len(widths) == 1


def test_a_word_without_digits_keeps_its_own_spacing() -> None:
    step = step_of("micro")
    assert font_for(step, "Top-up") is not font_for(step, "11-30")
    plain = metrics_for(step, "Top-up").horizontalAdvance("Top-up")
    assert plain < metrics_for(step, "11-30").horizontalAdvance("Top-up")


@pytest.mark.parametrize("name", STEPS)
def test_the_baseline_lies_inside_the_line_box(name: str) -> None:
    step = STEPS[name]
    assert step.px / 2 < baseline_of(step) < step.line


def test_a_step_can_take_another_weight() -> None:
    assert step_of("body", 700).weight == 700
    assert step_of("body") is STEPS["body"]


def test_a_font_is_made_once() -> None:
    assert font_of(16, 500) is font_of(16, 500)
    assert isinstance(metrics_of(16, 500), QFontMetricsF)
