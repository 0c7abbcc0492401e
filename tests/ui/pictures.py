"""Approved pictures of the screens: small ones, compared block by block with some tolerance.

A block that differs is something that moved, came or went; a shade that a newer drawing library
gives to an edge is not. ``APPROVE_PICTURES=1 pytest tests/ui/test_pictures.py`` approves what is
there now: look at what ``make pictures`` shows first. With ``PICTURES_TO=FOLDER`` each screen is
left there as well, in its full size.
"""

import os
import re
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtWidgets import QWidget

APPROVED = Path(__file__).parents[1] / "pictures"
SIZE = (640, 360)
COLOURS = 48
BLOCK = 8
"""Pixels of a side: about the height of a small letter in the small picture."""
DIFFERENT = 28
"""Mean difference of a block, of 255, from which on it is another block."""


def taken(screen: QWidget) -> Image.Image:
    """Return ``screen`` as a small picture."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    screen.grab().save(buffer, "PNG")
    with Image.open(BytesIO(buffer.data().data())) as grabbed:
        small = grabbed.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
    return small.quantize(COLOURS, dither=Image.Dither.NONE)


def path_of(look: str, name: str) -> Path:
    """Return where the approved picture of the screen ``name`` in ``look`` lies."""
    return APPROVED / look / (re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") + ".png")


def difference(one: Image.Image, other: Image.Image) -> int:
    """Return how much the block that differs most differs, of 255."""
    apart = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    strongest = max(apart.split(), key=lambda band: band.reduce(BLOCK).getextrema()[1])
    return int(strongest.reduce(BLOCK).getextrema()[1])


def judged(look: str, name: str, screen: QWidget) -> list[str]:
    """Return what is wrong with ``screen``, held against its approved picture."""
    path, now = path_of(look, name), taken(screen)
    if folder := os.environ.get("PICTURES_TO"):
        whole = Path(folder) / path.relative_to(APPROVED)
        whole.parent.mkdir(parents=True, exist_ok=True)
        screen.grab().save(str(whole))
    if os.environ.get("APPROVE_PICTURES"):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or _differs(path, now):
            now.save(path, optimize=True)
        return []
    if not path.exists():
        return [f"{look}, {name}: no approved picture"]
    if not _differs(path, now):
        return []
    now.save(path.with_suffix(".new.png"))
    return [f"{look}, {name}: another picture; look at {path.name} and at its .new.png"]


def _differs(path: Path, now: Image.Image) -> bool:
    with Image.open(path) as before:
        return difference(before, now) >= DIFFERENT
