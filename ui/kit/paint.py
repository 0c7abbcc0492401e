"""How the kit paints: text on a fixed line box, surfaces, rings, icons, key caps.

Everything reads the theme when it paints and keeps nothing, so that a switch needs no listener.
"""

from functools import cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPen

from ui.theme import theme
from ui.theme import tokens as t
from ui.theme.fonts import baseline_of, font_for, metrics_for, step_of
from ui.theme.icons import icon_pixmap
from ui.theme.tokens import Gradient, Step

LEFT, CENTRE, RIGHT = "left", "centre", "right"


@cache
def colour_of(value: str) -> QColor:
    """Return the colour that ``#RRGGBB`` or ``#AARRGGBB`` names. Shared: do not change."""
    return QColor(value)


def role_colour(role: str) -> str:
    """Return what colour role ``role`` (a token's name, or a colour itself) is at present."""
    return role if role.startswith("#") else str(getattr(theme().colours, role))


def with_alpha(value: str, alpha: int) -> QColor:
    """Return colour ``value`` with an opacity of ``alpha``/255."""
    colour = QColor(value)
    colour.setAlpha(alpha)
    return colour


def text_width(text: str, step: Step) -> int:
    """Return how many px ``text`` takes in ``step``, rounded up."""
    return ceil(metrics_for(step, text).horizontalAdvance(text))


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    step: Step | str,
    role: str,
    *,
    align: str = LEFT,
) -> None:
    """Draw one line of ``text`` in ``rect``, its line box centred vertically, elided if too wide.

    The baseline depends on the step alone, so that neighbours in two scripts share it.
    """
    step = step_of(step) if isinstance(step, str) else step
    font, metrics = font_for(step, text), metrics_for(step, text)
    width = metrics.horizontalAdvance(text)
    if width > rect.width() + 1:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        width = metrics.horizontalAdvance(text)
    room = rect.width() - width
    left = rect.left() + {LEFT: 0.0, CENTRE: room / 2, RIGHT: room}[align]
    top = rect.top() + (rect.height() - step.line) / 2
    painter.setFont(font)
    painter.setPen(colour_of(role_colour(role)))
    painter.drawText(QPointF(left, top + baseline_of(step)), text)


def draw_surface(
    painter: QPainter,
    rect: QRectF,
    fill: str | QColor | QLinearGradient,
    *,
    radius: float = t.R_CARD,
    border: str | None = None,
    width: int = t.BORDER,
    dashed: bool = False,
) -> None:
    """Draw a rounded surface that stays inside ``rect``; ``fill`` and ``border`` are roles."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    brush = QBrush(colour_of(role_colour(fill)) if isinstance(fill, str) else fill)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(colour_of(role_colour(border)), width)
        pen.setStyle(Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        half = width / 2
        rect = rect.adjusted(half, half, -half, -half)
    painter.setBrush(brush)
    painter.drawRoundedRect(rect, radius, radius)


def gradient_of(rect: QRectF, stops: Gradient) -> QLinearGradient:
    """Return ``stops`` from the top left to the bottom right of ``rect``."""
    gradient = QLinearGradient(rect.topLeft(), rect.bottomRight())
    for place, stop in enumerate(stops):
        gradient.setColorAt(place / (len(stops) - 1), colour_of(stop))
    return gradient


def draw_focus(painter: QPainter, rect: QRectF, radius: float) -> QRectF:
    """Draw the focus ring at the edge of ``rect`` and return what is left inside its gap."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour_of(theme().colours.focus), t.FOCUS_RING)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = t.FOCUS_RING / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)
    inner = t.FOCUS_RING + t.FOCUS_GAP
    return rect.adjusted(inner, inner, -inner, -inner)


def draw_icon(painter: QPainter, name: str, role: str, px: int, at: QPointF) -> None:
    """Draw icon ``name``, ``px`` wide, with its top left corner ``at``."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(at, icon_pixmap(name, role_colour(role), px, ratio))


def draw_icon_in(painter: QPainter, name: str, role: str, px: int, rect: QRectF) -> None:
    """Draw icon ``name``, ``px`` wide, in the middle of ``rect``."""
    corner = QPointF(rect.center().x() - px / 2, rect.center().y() - px / 2)
    draw_icon(painter, name, role, px, corner)


def key_cap_width(key: str) -> int:
    """Return the width of the key cap that says ``key``."""
    return max(text_width(key, step_of("micro")) + 2 * t.S6, t.KEY_CAP_MIN_W)


def draw_key_cap(painter: QPainter, rect: QRectF, key: str, *, on: str | None = None) -> None:
    """Draw a key cap in the middle height of ``rect``; ``on`` is the text role of a filled part."""
    top = rect.top() + (rect.height() - t.KEY_CAP) / 2
    cap = QRectF(rect.left(), top, key_cap_width(key), t.KEY_CAP)
    if on is None:
        draw_surface(painter, cap, "inset", radius=t.R_KEYCAP, border="border")
    else:
        clear = QColor(Qt.GlobalColor.transparent)
        draw_surface(painter, cap, clear, radius=t.R_KEYCAP, border=on)
    draw_text(painter, cap, key, "micro", on or "text2", align=CENTRE)


def draw_progress(painter: QPainter, rect: QRectF, share: float, role: str, track: QColor) -> None:
    """Draw a bar filled to ``share`` (0 to 1)."""
    radius = rect.height() / 2
    draw_surface(painter, rect, track, radius=radius)
    filled = QRectF(rect)
    filled.setWidth(max(rect.width() * min(max(share, 0.0), 1.0), rect.height()))
    if share > 0:
        draw_surface(painter, filled, role, radius=radius)
