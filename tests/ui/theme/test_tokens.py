"""The scale holds: steps, spaces and targets as the guide sets them."""

from dataclasses import FrozenInstanceError

import pytest

from ui.theme import tokens as t


@pytest.mark.parametrize(("name", "px", "line"), [
    ("micro", 12, 18), ("label", 14, 20), ("body", 16, 24), ("heading", 18, 26),
    ("title", 22, 32), ("display", 44, 52),
])  # fmt: skip
def test_a_step_has_its_fixed_line_box(name: str, px: int, line: int) -> None:
    assert (t.STEPS[name].px, t.STEPS[name].line) == (px, line)


def test_only_four_weights_are_used() -> None:
    assert {step.weight for step in t.STEPS.values()} <= {400, 500, 600, 700}


def test_a_line_box_holds_chinese() -> None:
    assert all(step.line >= step.px * 1.17 for step in t.STEPS.values())


def test_the_primary_button_is_larger_than_the_others() -> None:
    primary = {"primary", "hero", "wide"}
    others = [v for name, v in t.BUTTON_HEIGHTS.items() if name not in primary]
    assert min(t.BUTTON_HEIGHTS[name] for name in primary) >= 58 > max(others)


def test_a_theme_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        t.LIGHT.bg = "red"  # type: ignore[misc]


def test_both_themes_share_solid_amber_which_means_offline() -> None:
    assert (t.LIGHT.warn_solid, t.LIGHT.onwarn) == (t.DARK.warn_solid, t.DARK.onwarn)


def test_there_are_five_ramps_for_tiers() -> None:
    assert list(t.TIERS) == ["plain", "silver", "gold", "platinum", "black"]
    assert all(len(ramp.stops) == 3 for ramp in t.TIERS.values())
