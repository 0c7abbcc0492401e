"""Text stands out at 4.5:1 and parts at 3:1 in both themes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import pytest

from ui.theme.tokens import DARK, LIGHT, TIERS, Colours

TEXT, PART = 4.5, 3.0

PAIRS = [
    ("text", "surface", TEXT),
    ("text2", "surface", TEXT),
    ("text3", "surface", TEXT),
    ("text", "bg", TEXT),
    ("text2", "inset", TEXT),
    ("text3", "inset", TEXT),
    ("text3", "bg", TEXT),
    ("text3", "primary_soft", TEXT),
    ("text2", "primary_soft", TEXT),
    ("text2", "warn_soft", TEXT),
    ("onprimary", "primary", TEXT),
    ("onprimary", "hover", TEXT),
    ("primary_text", "primary_soft", TEXT),
    ("primary_text", "surface", TEXT),
    ("success", "surface", TEXT),
    ("success", "success_soft", TEXT),
    ("success", "inset", TEXT),
    ("warn", "warn_soft", TEXT),
    ("warn", "surface", TEXT),
    ("warn", "inset", TEXT),
    ("onwarn", "warn_solid", TEXT),
    ("danger", "surface", TEXT),
    ("danger", "danger_soft", TEXT),
    ("ondanger", "danger", TEXT),
    ("info", "info_soft", TEXT),
    ("rail_text", "rail", TEXT),
    ("onrail", "rail_selected", TEXT),
    ("hero_text", "hero_panel", TEXT),
    ("hero_text2", "hero_panel", TEXT),
    ("hero_ok", "hero_panel", TEXT),
    ("strong", "surface", PART),
    ("focus", "surface", PART),
    ("primary", "primary_soft", PART),
]

COMPUTED = {
    ("text", "surface"): (17.74, 15.52),
    ("text2", "surface"): (7.69, 9.50),
    ("text3", "primary_soft"): (4.72, 5.41),
    ("success", "success_soft"): (4.76, 7.62),
    ("warn", "warn_soft"): (5.62, 9.04),
    ("onwarn", "warn_solid"): (9.21, 9.21),
    ("rail_text", "rail"): (8.40, 7.03),
    ("strong", "surface"): (3.63, 4.76),
}


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("above", "below", "least"), PAIRS)
def test_a_pair_stands_out(colours: Colours, above: str, below: str, least: float) -> None:
    assert contrast(getattr(colours, above), getattr(colours, below)) >= least


@pytest.mark.parametrize(("pair", "figures"), COMPUTED.items())
def test_the_formula_gives_the_published_figures(
    pair: tuple[str, str], figures: tuple[float, float]
) -> None:
    found = [contrast(getattr(c, pair[0]), getattr(c, pair[1])) for c in (LIGHT, DARK)]
    assert found == [pytest.approx(figure, abs=0.02) for figure in figures]


@pytest.mark.parametrize("ramp", TIERS.values(), ids=TIERS.keys())
def test_a_tier_can_be_read_on_every_stop(ramp) -> None:
    for stop in ramp.stops:
        assert contrast(ramp.text, stop) >= TEXT
        assert contrast(ramp.text2, stop) >= TEXT


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_charts_stand_out_on_their_card(colours: Colours) -> None:
    assert all(contrast(chart, colours.surface) >= PART for chart in colours.charts)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_sign_in_panel_can_be_read_on_every_stop(colours: Colours) -> None:
    assert all(contrast(colours.hero_text2, stop) >= TEXT for stop in colours.hero)


def test_solid_amber_is_never_text_on_white() -> None:
    assert contrast(LIGHT.warn_solid, LIGHT.surface) < PART
