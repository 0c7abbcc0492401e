"""F1 shows which key does what, and goes as it came."""

import pytest

from pos_member.i18n import tr
from tests.ui.screens.till import SHAMPOO, Till
from ui.kit.marks import KeyCap
from ui.screens.key_overlay import KeyOverlay
from ui.screens.keymap import KEYS


def test_f1_shows_every_key_and_what_it_does(till: Till) -> None:
    till.pilot.press("F1")
    assert isinstance(till.dialog, KeyOverlay)
    caps = {cap.key for cap in till.dialog.findChildren(KeyCap) if cap.isVisible()}
    assert {key.cap for key in KEYS} <= caps
    assert {tr(key.label) for key in KEYS} <= set(till.texts())


@pytest.mark.parametrize("key", ["Esc", "F1", "Return"])
def test_a_key_takes_it_away_and_the_sale_stands(till: Till, key: str) -> None:
    till.sell(SHAMPOO)
    lines = till.window.counter.sale.basket.lines
    till.pilot.press("F1")
    till.pilot.press(key)
    assert till.dialog is None
    assert till.window.counter.sale.basket.lines == lines
    assert till.shop.discarded == []


def test_digits_typed_over_it_do_not_reach_the_amount(till: Till) -> None:
    till.sell(SHAMPOO)
    before = till.window.typed_state()
    till.pilot.press("F1")
    till.pilot.type("57")
    till.pilot.press("Esc")
    assert till.window.typed_state() == before
