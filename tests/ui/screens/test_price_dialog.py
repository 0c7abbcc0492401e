"""F5 sets a price by hand, with a reason; nothing is given away for nothing."""

from pos_member.i18n import tr
from tests.ui.screens.till import SHAMPOO, STRANGE, Till
from ui.screens.price_dialog import PriceDialog


def ask(till: Till) -> PriceDialog:
    till.pilot.press("Up")
    till.pilot.press("F5")
    dialog = till.dialog
    assert isinstance(dialog, PriceDialog)
    return dialog


def test_f5_sets_a_price_with_a_reason(till: Till) -> None:
    till.sell(SHAMPOO)
    assert ask(till).amount.minor() == 8_900
    till.pilot.type("79.5")
    till.pilot.press("Return")
    assert till.dialog is None
    sale = till.window.counter.sale
    line = sale.basket.lines[0]
    assert (line.unit_minor, line.manual_price_minor) == (8_900, 7_950)
    assert line.manual_reason == tr("price.reason_agreed")
    assert sale.quote.due_minor == 7_950


def test_a_price_of_nothing_is_not_taken(till: Till) -> None:
    till.sell(SHAMPOO)
    dialog = ask(till)
    till.pilot.type("0")
    till.pilot.press("Return")
    assert till.dialog is dialog
    till.pilot.press("Esc")
    assert till.window.counter.sale.basket.lines[0].manual_price_minor is None


def test_an_unknown_code_is_sold_at_the_typed_price_under_a_name(till: Till) -> None:
    till.sell(STRANGE)
    ask(till)
    till.pilot.type("12")
    till.pilot.press("Return")
    sale = till.window.counter.sale
    assert sale.basket.unknown_lines == 0
    assert sale.basket.lines[0].name == tr("price.default_name", code=STRANGE)
    assert sale.quote.due_minor == 1_200
