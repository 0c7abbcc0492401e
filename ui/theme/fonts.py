"""Loads the bundled typefaces and makes the one font of each type step.

A fresh machine has no Chinese typeface, so none of the system's is ever asked for. The bold cut
holds the GB 2312 characters; a rarer one in a name falls back to the complete regular cut.
"""

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

import resources
from ui.theme.tokens import SEMIBOLD, STEPS, Step

LATIN = "Inter"
HAN = "Noto Sans SC"
HAN_BOLD = "Noto Sans SC GB2312"
BUNDLED = frozenset({LATIN, HAN, HAN_BOLD})

_FOLDER = Path(resources.__file__).parent / "fonts"


class FontMissing(Exception):
    """A bundled typeface is not where the program expects it: the installation is damaged."""


@cache
def load_fonts() -> tuple[str, ...]:
    """Give the bundled typefaces to Qt, once, and return their families.

    Raises:
        FontMissing: a file is missing or no font.
    """
    families: list[str] = []
    for path in sorted(_FOLDER.glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families.extend(QFontDatabase.applicationFontFamilies(number))
    if missing := BUNDLED - set(families):
        raise FontMissing(f"typefaces missing in {_FOLDER}: {', '.join(sorted(missing))}")
    return tuple(dict.fromkeys(families))


@cache
def font_of(px: int, weight: int, *, tabular: bool = True) -> QFont:
    """Return the bundled font of ``px`` pixels. Shared: do not change.

    ``tabular`` digits are all equally wide, and so are the signs around them; words without a
    digit do without, or their hyphens would stand apart.
    """
    load_fonts()
    font = QFont()
    font.setFamilies([LATIN, HAN_BOLD, HAN] if weight >= SEMIBOLD else [LATIN, HAN])
    font.setPixelSize(px)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # Said either way: a painter fills in from its widget's font whatever a font leaves open.
    font.setFeature(QFont.Tag("tnum"), int(tabular))
    return font


@cache
def metrics_of(px: int, weight: int, *, tabular: bool = True) -> QFontMetricsF:
    """Return the metrics of ``font_of`` with the same arguments."""
    return QFontMetricsF(font_of(px, weight, tabular=tabular))


def step_of(name: str, weight: int | None = None) -> Step:
    """Return the type step called ``name``, in ``weight`` when one is given."""
    step = STEPS[name]
    return step if weight is None else Step(step.px, step.line, weight)


def font_for(step: Step, text: str = "0") -> QFont:
    """Return the font in which ``step`` writes ``text``. Shared: do not change."""
    return font_of(step.px, step.weight, tabular=_has_digit(text))


def metrics_for(step: Step, text: str = "0") -> QFontMetricsF:
    """Return the metrics of the font in which ``step`` writes ``text``."""
    return metrics_of(step.px, step.weight, tabular=_has_digit(text))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


@cache
def baseline_of(step: Step) -> float:
    """Return how far below the top of its line box ``step``'s baseline lies, in px.

    It follows from the Latin face alone, so that Chinese and Latin labels share it.
    """
    latin = QFontMetricsF(_latin(step.px, step.weight))
    return (step.line - latin.ascent() - latin.descent()) / 2 + latin.ascent()


def _latin(px: int, weight: int) -> QFont:
    font = QFont(font_of(px, weight))
    font.setFamilies([LATIN])
    return font
