"""Which promotions hold at this moment for this member: looked at once each, when first asked."""

from pos_member.domain.clock import WallTime
from pos_member.domain.pricing_values import MemberFacts
from pos_member.domain.promotion import Promotion


class Audience:
    """A member, or nobody, at a moment of the shop's calendar."""

    __slots__ = ("_held", "_member", "_wall")

    def __init__(self, member: MemberFacts | None, wall: WallTime) -> None:
        self._member = member
        self._wall = wall
        self._held: dict[str, bool] = {}

    def has(self, promotion: Promotion) -> bool:
        """Tell whether ``promotion`` is on now and for this member."""
        if promotion.is_for_all:
            return True
        key = promotion.promotion_id
        held = self._held.get(key)
        if held is None:
            held = self._held[key] = self._is_for(promotion)
        return held

    def _is_for(self, promotion: Promotion) -> bool:
        wall, member, wanted = self._wall, self._member, promotion.audience
        if not promotion.when.holds(wall.day, wall.weekday, wall.minute):
            return False
        if member is None:
            return not wanted.asks
        return wanted.holds(member.tier_id, member.tags, member.segments)
