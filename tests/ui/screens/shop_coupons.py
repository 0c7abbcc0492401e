"""The coupons of the shop that the screens are tried in, and what it is asked to lend."""

from dataclasses import dataclass, field

from pos_member.domain.basket import Basket
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.errors import Refused
from pos_member.domain.views import MemberView


@dataclass
class CouponShelf:
    """What is on the counter; the right to those in ``away`` is at another till."""

    on_counter: tuple[CouponFacts, ...] = ()
    away: set[str] = field(default_factory=set)
    wants: list[tuple[str, int, int]] = field(default_factory=list)
    wanted_coupons: list[tuple[str, str]] = field(default_factory=list)

    def do_choose_coupon(
        self, _basket: Basket, member: MemberView | None, coupon_id: str
    ) -> tuple[CouponFacts, ...]:
        """Put a coupon on the counter; the right to those in ``away`` is at another till."""
        if coupon_id in self.away:
            raise Refused("coupon_not_here")
        facts = CouponFacts(coupon_id, "c50", member.member_id if member else None)
        self.on_counter = (*self.on_counter, facts)
        return self.on_counter

    def do_drop_coupon(self, _basket_id: str, coupon_id: str) -> tuple[CouponFacts, ...]:
        """Take a coupon off the counter."""
        self.on_counter = tuple(c for c in self.on_counter if c.coupon_id != coupon_id)
        return self.on_counter

    def do_want_coupon(self, member_id: str, coupon_id: str) -> None:
        """Remember what was asked for."""
        self.wanted_coupons.append((member_id, coupon_id))

    def do_sync_now(self) -> None:
        """Nothing is out of step here."""
