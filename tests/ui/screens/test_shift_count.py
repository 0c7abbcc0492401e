"""What a count differs by is said as money and in words, and its colour follows the tolerance."""

import pytest

from pos_member.i18n import tr
from ui.screens.shift_count import difference_in_words


@pytest.mark.parametrize(
    ("difference", "title", "kind"),
    [
        (0, "shift.exact", "success"),
        (500, "shift.over", "warn"),
        (-500, "shift.short", "warn"),
        (501, "shift.over", "danger"),
        (-50_100, "shift.short", "danger"),
    ],
)
def test_missing_and_surplus_cash_are_told_apart_by_word(
    difference: int, title: str, kind: str
) -> None:
    amounts = {"shift.exact": {}, "shift.over": {"amount": f"¥{difference / 100:.2f}"},
               "shift.short": {"amount": f"¥{-difference / 100:.2f}"}}  # fmt: skip
    said, text, colour = difference_in_words(difference, 500, "CNY")
    assert (said, colour) == (tr(title, **amounts[title]), kind)
    assert ("¥5.00" in text) is (difference != 0)
