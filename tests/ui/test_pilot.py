"""The pilot plays the window by keys and clicks, and refuses what makes no sense."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.screens.shop import Shop
from tests.ui.screens.till import SHAMPOO, opened


def test_keys_and_scans_sell_and_the_state_tells_it(qtbot: QtBot) -> None:
    with opened(qtbot, Shop()) as till:
        till.sign_in()
        till.sell(SHAMPOO)
        state = till.pilot.perform({"do": "state"})
        assert isinstance(state, dict)
        assert (state["lines"], state["locked"], state["screen"]) == (1, False, "sale-page")
        till.pilot.perform({"do": "key", "key": "Delete"})
        qtbot.waitUntil(lambda: not till.names)


@pytest.mark.parametrize(
    ("order", "error"),
    [
        ({"do": "dance"}, LookupError),
        ({"do": "click", "name": "nothing-of-that-name"}, LookupError),
        ({"do": "key", "key": "Ctrl+A, Ctrl+B"}, ValueError),
        ({"do": "resize", "width": "wide", "height": 1}, ValueError),
        ({"do": 7}, ValueError),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(
    qtbot: QtBot, order: dict[str, object], error: type[Exception]
) -> None:
    with opened(qtbot, Shop()) as till, pytest.raises(error):
        till.pilot.perform(order)
