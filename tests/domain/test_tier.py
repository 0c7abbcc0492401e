"""Tiers: thresholds are inclusive, and a category's own rate counts before the rate of all."""

import pytest

from pos_member.domain.tier import next_above, rate_of, reached
from tests.support.priced import TIERS as TIERS_WRITTEN
from tests.support.priced import shop

TIERS = shop().tiers
REQUIRES = {"requires": {"measure": "purchases", "least": 5}, "threshold": None}


@pytest.mark.parametrize(
    ("qualifying", "tier"),
    [(0, "plain"), (49_999, "plain"), (50_000, "gold"), (199_999, "gold"), (200_000, "vip")],
)
def test_a_threshold_itself_is_enough(qualifying, tier):
    assert reached(TIERS, qualifying).tier_id == tier


def test_without_tiers_nothing_is_reached():
    assert reached((), 10**9) is None
    assert reached(TIERS, -1) is None


def test_what_is_missing_to_the_tier_above():
    above = next_above(TIERS, "gold", 50_000)
    assert (above.tier.tier_id, above.missing) == ("vip", 150_000)
    assert next_above(TIERS, "gold", 300_000).missing == 0
    assert next_above(TIERS, "vip", 300_000) is None
    assert next_above(TIERS, "of another program", 0).tier.tier_id == "plain"


def test_a_tier_that_asks_for_more_than_units_is_not_reached_by_them():
    asks = shop(tiers=[TIERS_WRITTEN[0], {**TIERS_WRITTEN[1], **REQUIRES}]).tiers
    assert reached(asks, 10**9).tier_id == "plain"
    assert next_above(asks, "plain", 0) is None


@pytest.mark.parametrize(
    ("tier", "category", "rate"),
    [
        ("plain", "care", 10_000),
        ("gold", "care", 9_000),
        ("vip", "care", 8_000),
        ("vip", "", 8_500),
        ("vip", "cards", 10_000),
    ],
)
def test_what_a_tier_pays_in_a_category(tier, category, rate):
    assert rate_of(shop().tier_by_id[tier], category) == rate
