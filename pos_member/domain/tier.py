"""Which tier a member's qualifying units reach, and what it pays in a category."""

from collections.abc import Sequence
from dataclasses import dataclass

from pos_member.domain.money import WHOLE_BP, BasisPoints
from pos_member.domain.program import ANY_CATEGORY, Tier


@dataclass(frozen=True, slots=True)
class NextTier:
    """The tier above, and the qualifying units that are missing to it."""

    tier: Tier
    missing: int


def reached(tiers: Sequence[Tier], qualifying: int) -> Tier | None:
    """Return the highest of ``tiers`` (lowest first) whose threshold is met, itself included."""
    found = None
    for tier in tiers:
        if tier.requires is not None or qualifying < tier.threshold_minor:
            break
        found = tier
    return found


def next_above(tiers: Sequence[Tier], tier_id: str, qualifying: int) -> NextTier | None:
    """Return the tier after ``tier_id`` and what is missing to it; ``None`` at the top.

    ``None`` too where that one asks for more than qualifying units: see ``tier_decision``.
    """
    places = {tier.tier_id: place for place, tier in enumerate(tiers)}
    after = places.get(tier_id, -1) + 1
    if after >= len(tiers) or tiers[after].requires is not None:
        return None
    return NextTier(tiers[after], max(0, tiers[after].threshold_minor - qualifying))


def rate_of(tier: Tier, category: str) -> BasisPoints:
    """Return what ``tier`` pays of a price in ``category``: its own rate before that of ``*``."""
    rates = tier.rates
    found = rates.get(category)
    return found if found is not None else rates.get(ANY_CATEGORY, WHOLE_BP)
