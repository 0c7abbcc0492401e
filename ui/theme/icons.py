"""The bundled line icons, in any colour and at any pixel ratio, each rendered once."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

ICON_FOLDER = Path(resources.__file__).parent / "icons"


@cache
def _drawing(name: str) -> str:
    return (ICON_FOLDER / f"{name}.svg").read_text(encoding="utf-8")


@cache
def icon_pixmap(name: str, colour: str, px: int, ratio: float = 1.0) -> QPixmap:
    """Return icon ``name`` drawn in ``colour``, ``px`` wide, for a screen of ``ratio``.

    Raises:
        FileNotFoundError: no such icon is bundled.
    """
    drawing = _drawing(name).replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    pixmap = QPixmap(round(px * ratio), round(px * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, px, px))
    painter.end()
    return pixmap
