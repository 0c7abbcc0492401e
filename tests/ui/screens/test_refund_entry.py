"""How much comes back is typed as pieces, or as kilograms to the gram."""

import pytest

from ui.screens.refund_entry import QuantityEntry


@pytest.mark.parametrize(
    ("keys", "weighed", "text", "milli"),
    [
        ("12", False, "12", 12_000),
        ("1.5", False, "15", 15_000),
        ("0.125", True, "0.125", 125),
        (".5", True, ".5", 500),
        ("1.2345", True, "1.234", 1_234),
        ("1..5", True, "1.5", 1_500),
        ("123456", False, "12345", 12_345_000),
        ("12x٣", False, "12", 12_000),
        ("", True, "", 0),
    ],
)
def test_keys_that_mean_nothing_change_nothing(
    keys: str,
    weighed: bool,  # noqa: FBT001 - a row of the table
    text: str,
    milli: int,
) -> None:
    entry = QuantityEntry()
    for key in keys:
        entry = entry.press(key, weighed=weighed)
    assert (entry.text, entry.milli) == (text, milli)
    assert entry.press("back", weighed=weighed).text == text[:-1]
