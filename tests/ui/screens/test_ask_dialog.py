"""Small dialogs: Esc is the way back, Enter the primary button, arrows choose."""

from tests.ui.screens.till import OIL, SHAMPOO, WATER, Till
from ui.screens.ask_dialog import AskDialog, ChoiceDialog


def test_esc_goes_back_to_the_sale_that_was_about_to_close(till: Till) -> None:
    till.sell(SHAMPOO)
    assert not till.window.close()
    assert isinstance(till.dialog, AskDialog)
    till.pilot.press("Esc")
    assert till.dialog is None
    assert till.window.isVisible()
    assert len(till.names) == 1
    assert till.shop.held == {}


def test_enter_presses_the_primary_button(till: Till) -> None:
    till.sell(SHAMPOO)
    till.window.close()
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: not till.window.isVisible())
    assert len(till.shop.held) == 1


def test_the_enter_that_ends_a_scan_presses_nothing(till: Till) -> None:
    till.sell(SHAMPOO)
    till.window.close()
    till.events.scanned.emit(OIL)
    till.pilot.press("Return")
    assert till.dialog is not None
    assert till.shop.held == {}


def test_arrows_choose_among_the_baskets_on_hold_and_stay_in_the_list(till: Till) -> None:
    for count, code in enumerate((SHAMPOO, WATER), start=1):
        till.sell(code)
        till.pilot.press("F9")
        till.qtbot.waitUntil(lambda count=count: len(till.shop.held) == count)
    first, second = till.shop.held
    till.pilot.press("F9")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    dialog = till.dialog
    assert isinstance(dialog, ChoiceDialog)
    assert dialog.chosen == first
    till.pilot.press("Down")
    till.pilot.press("Down")
    assert dialog.chosen == second
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.names == ["天然矿泉水 550ml"])
    assert list(till.shop.held) == [first]
