"""Lines of the basket are as tall as their state and painted in its colours."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.kit.gallery import lines
from ui.kit.basket import BasketList
from ui.theme import Theme
from ui.theme import tokens as t


@pytest.fixture
def basket(qtbot: QtBot) -> BasketList:
    made = BasketList()
    qtbot.add_widget(made)
    made.resize(500, 600)
    made.show()
    made.set_lines(lines())
    return made


def height_of(basket: BasketList, key: str) -> int:
    return basket.line_rect(key).height()


def test_the_selected_line_is_taller_and_the_others_are_not(basket: BasketList) -> None:
    basket.select("oil")
    assert height_of(basket, "oil") == t.ROW_SELECTED
    assert {height_of(basket, key) for key in ("cut", "wash", "odd")} == {t.ROW}
    basket.select("odd")
    assert (height_of(basket, "oil"), height_of(basket, "odd")) == (t.ROW, t.ROW_UNKNOWN)


def test_touch_makes_room_for_larger_buttons(basket: BasketList, look: Theme) -> None:
    look.apply(touch=True)
    basket.set_lines(lines(), select="oil")
    more = t.TOUCH_MIN - t.BUTTON_HEIGHTS["compact"]
    assert height_of(basket, "oil") == t.ROW_SELECTED + more


@pytest.mark.parametrize(
    ("key", "fill", "bar"),
    [
        ("oil", "primary_soft", "primary"),
        ("odd", "warn_soft", "warn_solid"),
        ("cut", "surface", "surface"),
    ],
)
def test_a_line_has_the_colours_of_its_state(
    basket: BasketList, key: str, fill: str, bar: str
) -> None:
    basket.select("oil")
    rect = basket.line_rect(key)
    image = basket.viewport().grab().toImage()
    middle = rect.top() + 5
    assert image.pixelColor(rect.left() + 1, middle).name() == getattr(t.LIGHT, bar).lower()
    assert image.pixelColor(rect.left() + 8, middle).name() == getattr(t.LIGHT, fill).lower()
