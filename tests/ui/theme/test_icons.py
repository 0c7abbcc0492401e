"""Icons come from the bundle, in the colour asked for, each rendered once."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from ui.theme.icons import ICON_FOLDER, icon_pixmap

ROOT = Path(__file__).parents[3]
NAMES = sorted(path.stem for path in ICON_FOLDER.glob("*.svg"))


def test_an_icon_has_the_size_and_colour_asked_for() -> None:
    pixmap = icon_pixmap("check", "#ff0000", 24, 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (48, 2.0)
    image = pixmap.toImage()
    drawn = [
        image.pixelColor(x, y)
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() > 250
    ]
    assert drawn
    assert {(c.red(), c.green(), c.blue()) for c in drawn} == {QColor("red").getRgb()[:3]}


def test_an_icon_is_rendered_once() -> None:
    assert icon_pixmap("check", "#00ff00", 20) is icon_pixmap("check", "#00ff00", 20)


def test_an_icon_that_is_not_bundled_is_a_bug() -> None:
    with pytest.raises(FileNotFoundError):
        icon_pixmap("no-such-icon", "#000000", 20)


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_icon_can_be_recoloured(name: str) -> None:
    drawing = (ICON_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert "currentColor" in drawing
    assert not re.search(r"<(script|image|foreignObject)", drawing)


def test_every_icon_that_is_bundled_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ui").rglob("*.py"))
    assert [name for name in NAMES if f'"{name}"' not in code] == []


def test_the_licence_comes_with_them() -> None:
    assert "ISC" in (ICON_FOLDER / "LUCIDE-LICENSE.txt").read_text(encoding="utf-8")
