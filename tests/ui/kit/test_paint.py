"""Painting stays inside its rectangle and follows the theme."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from ui.kit.paint import (
    colour_of,
    draw_focus,
    draw_key_cap,
    draw_progress,
    draw_surface,
    draw_text,
    gradient_of,
    key_cap_width,
    role_colour,
    text_width,
    with_alpha,
)
from ui.theme import Theme
from ui.theme import tokens as t
from ui.theme.fonts import step_of

SIDE = 60


@pytest.fixture
def image() -> QImage:
    made = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    made.fill(0)
    return made


def inked(image: QImage) -> list[tuple[int, int]]:
    return [(x, y) for x in range(SIDE) for y in range(SIDE) if image.pixelColor(x, y).alpha() > 0]


def test_a_role_is_looked_up_and_a_colour_is_itself(look: Theme) -> None:
    assert role_colour("bg") == t.LIGHT.bg
    look.apply("dark")
    assert role_colour("bg") == t.DARK.bg
    assert role_colour(t.QR_DARK) == t.QR_DARK


def test_a_surface_stays_in_its_rectangle(image: QImage) -> None:
    painter = QPainter(image)
    draw_surface(painter, QRectF(10, 10, 40, 40), "primary", radius=8, border="danger", width=2)
    painter.end()
    points = inked(image)
    assert {min(p) for p in points} >= {10}
    assert all(10 <= x < 50 and 10 <= y < 50 for x, y in points)
    assert image.pixelColor(30, 30).name() == t.LIGHT.primary.lower()
    assert image.pixelColor(30, 10).name() == t.LIGHT.danger.lower()


def test_long_text_is_elided_inside_its_rectangle(image: QImage) -> None:
    painter = QPainter(image)
    draw_text(painter, QRectF(5, 20, 40, 20), "储值余额储值余额", "label", "text")
    painter.end()
    assert all(4 <= x <= 46 for x, _ in inked(image))


@pytest.mark.parametrize(("align", "first", "last"), [("left", 0, 20), ("right", 40, 60)])
def test_text_keeps_to_its_side(image: QImage, align: str, first: int, last: int) -> None:
    painter = QPainter(image)
    draw_text(painter, QRectF(0, 0, SIDE, 20), "8", "label", "text", align=align)
    painter.end()
    assert all(first <= x <= last for x, _ in inked(image))


def test_the_focus_ring_leaves_a_gap(image: QImage) -> None:
    painter = QPainter(image)
    inner = draw_focus(painter, QRectF(0, 0, SIDE, SIDE), 8)
    painter.end()
    assert inner == QRectF(4, 4, SIDE - 8, SIDE - 8)
    assert image.pixelColor(30, 0).name() == t.LIGHT.focus.lower()
    assert image.pixelColor(30, 30).alpha() == 0


@pytest.mark.parametrize(("share", "filled"), [(0.0, False), (1.0, True), (9.0, True)])
def test_a_bar_is_never_fuller_than_full(image: QImage, share: float, *, filled: bool) -> None:
    painter = QPainter(image)
    draw_progress(painter, QRectF(0, 0, SIDE, 10), share, "success", colour_of(t.LIGHT.line))
    painter.end()
    right = image.pixelColor(SIDE - 6, 5).name()
    assert (right == t.LIGHT.success.lower()) is filled


def test_a_key_cap_is_as_wide_as_its_key_needs(image: QImage) -> None:
    assert key_cap_width("+") == t.KEY_CAP_MIN_W
    assert key_cap_width("Enter") > key_cap_width("F2")
    painter = QPainter(image)
    draw_key_cap(painter, QRectF(0, 0, SIDE, SIDE), "F2", on="onprimary")
    painter.end()
    assert inked(image)


def test_small_helpers_say_what_they_should() -> None:
    assert with_alpha(t.LIGHT.bg, 100).alpha() == 100
    assert text_width("", step_of("body")) == 0
    stops = gradient_of(QRectF(0, 0, 10, 10), t.TIERS["gold"].stops).stops()
    assert [place for place, _ in stops] == [0, 0.5, 1]
