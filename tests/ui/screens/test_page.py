"""What every page answers to: commands it knows, keys it takes, and keys it gives back."""

from tests.ui.screens.till import SHAMPOO, Till
from ui.screens.page import Page


def test_a_page_that_knows_no_command_leaves_it_to_the_window(till: Till) -> None:
    till.window.journeys.choose_place("sync")
    assert not till.window.page.obey("help")
    till.pilot.press("F1")
    assert till.dialog is not None


def test_a_plain_page_has_nothing_to_press_and_no_step_back(till: Till) -> None:
    page = Page(till.window)
    assert page.primary_button() is None
    assert not page.go_back()
    assert page.typed_state() is None


def test_what_the_first_keys_of_a_scan_typed_can_be_taken_back(till: Till) -> None:
    till.sell(SHAMPOO)
    before = till.window.typed_state()
    till.pilot.type("69")
    assert till.window.typed_state() != before
    till.window.restore_typed(before)
    assert till.window.typed_state() == before


def test_every_place_of_the_rail_marks_itself_and_keeps_the_sale(till: Till) -> None:
    till.sell(SHAMPOO)
    for place in ("members", "top_up", "sync", "sale"):
        till.window.journeys.choose_place(place)
        assert till.window.page.isVisible()
        assert till.window.page.place == place
    assert till.names == ["氨基酸洗发水 500ml"]
