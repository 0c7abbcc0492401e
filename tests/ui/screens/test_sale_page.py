"""The sale page through its keys: quantities, the price, what is on the screen."""

from tests.ui.screens.till import OIL, SHAMPOO, Till


def test_arrows_change_the_quantity_and_delete_takes_the_line_out(till: Till) -> None:
    till.sell(SHAMPOO, OIL)
    till.pilot.press("Right")
    till.qtbot.waitUntil(lambda: till.window.counter.sale.pieces == 3)
    till.pilot.press("Left")
    till.qtbot.waitUntil(lambda: till.window.counter.sale.pieces == 2)
    till.pilot.press("Delete")
    till.qtbot.waitUntil(lambda: len(till.names) == 1)


def test_escape_never_discards_the_sale(till: Till) -> None:
    till.sell(SHAMPOO)
    for _ in range(3):
        till.pilot.press("Escape")
    assert len(till.names) == 1
