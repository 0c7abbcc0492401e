"""The ways between pages: Esc goes one level back, and no way loses the sale."""

import pytest

from pos_member.i18n import tr
from tests.ui.screens.till import SHAMPOO, Till
from ui.screens.journeys import looks_like_code


def test_esc_goes_one_level_back_and_never_discards_the_sale(till: Till) -> None:
    till.sell(SHAMPOO)
    till.pilot.press("Ctrl+N")
    places = [till.window.journeys.place]
    for _ in range(8):
        till.pilot.press("Esc")
        if till.window.journeys.place != places[-1]:
            places.append(till.window.journeys.place)
    assert places == ["registration", "members", "sale"]
    assert till.names == ["氨基酸洗发水 500ml"]
    assert till.shop.discarded == []


def test_goods_scanned_elsewhere_bring_the_sale_back(till: Till) -> None:
    till.window.journeys.choose_place("sync")
    till.sell(SHAMPOO)
    assert till.window.journeys.place == "sale"


def test_f9_with_nothing_to_hold_and_nothing_on_hold_says_so(till: Till) -> None:
    till.pilot.press("F9")
    field = till.window.frame.scan_field
    till.qtbot.waitUntil(lambda: field.feedback() is not None)
    shown = field.feedback()
    assert shown is not None and shown.text == tr("held.none")
    assert till.dialog is None


@pytest.mark.parametrize(
    ("text", "is_code"),
    [
        ("6901234567892", True),
        ("13800136620", True),
        ("PM0:LIN", True),
        ("m880122", True),
        ("6620", False),
        ("林晓雯", False),
        ("Mary", False),
    ],
)
def test_a_code_or_a_whole_phone_is_told_from_a_search(text: str, *, is_code: bool) -> None:
    assert looks_like_code(text) is is_code
