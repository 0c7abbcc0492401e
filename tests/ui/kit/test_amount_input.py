"""Typing an amount never makes a fen that was not typed."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from ui.kit.amount_input import MINOR_MAX, AmountEntry, AmountInput


def typed(keys: list[str], start: AmountEntry | None = None) -> AmountEntry:
    return reduce(AmountEntry.press, keys, start or AmountEntry())


@pytest.mark.parametrize(
    ("keys", "minor"),
    [
        (["1", "5", "0"], 15_000),
        (["1", "2", ".", "5"], 1_250),
        (["1", "2", ".", "5", "6", "7"], 1_256),
        ([".", "0", "5"], 5),
        (["1", "00"], 10_000),
        (["1", ".", "."], 100),
        (["1", "2", "back"], 100),
        (["1", ".", "5", "back"], 100),
        (["1", ".", "5", "back", "back", "2"], 1_200),
        (["back"], 0),
        (["x", "scan"], 0),
    ],
)
def test_keys_make_an_amount(keys: list[str], minor: int) -> None:
    assert typed(keys).minor == minor


def test_a_suggestion_is_replaced_by_the_first_key() -> None:
    suggested = AmountEntry(15_000)
    assert suggested.press("2").minor == 200
    assert suggested.press("back").minor == 0
    assert suggested.press(".").minor == 0


def test_a_currency_without_small_coins_has_no_point() -> None:
    assert typed(["1", "2", ".", "3"], AmountEntry(digits=0)).minor == 123


@given(st.lists(st.sampled_from([*"0123456789", ".", "00", "back"]), max_size=30))
def test_no_order_of_keys_leaves_the_bounds(keys: list[str]) -> None:
    entry = typed(keys)
    assert 0 <= entry.minor <= MINOR_MAX
    assert entry.decimals is None or 0 <= entry.decimals <= 2


@given(st.integers(min_value=0, max_value=MINOR_MAX))
def test_every_amount_can_be_typed_and_taken_back(minor: int) -> None:
    keys = [*str(minor // 100), ".", *f"{minor % 100:02d}"]
    entry = typed(keys)
    assert entry.minor == minor
    assert typed(["back"] * len(keys), entry).minor == 0


def test_the_panel_shows_and_tells_what_was_typed(qtbot: QtBot) -> None:
    panel = AmountInput("实收")
    qtbot.add_widget(panel)
    heard: list[int] = []
    panel.changed.connect(heard.append)
    panel.suggest(14_670)
    assert panel.amount.text() == "¥146.70"
    panel.press("1")
    panel.press("5")
    assert (panel.minor(), heard) == (1_500, [14_670, 100, 1_500])
    assert panel.accessibleDescription() == "¥15.00"
    assert not panel.grab().isNull()
