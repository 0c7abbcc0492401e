"""Who may use a coupon, and when. What it takes off is decided in ``pricing_coupons``."""

from dataclasses import dataclass

from pos_member.domain.program import Program


@dataclass(frozen=True, slots=True)
class CouponFacts:
    """A coupon that was chosen for a sale.

    Attributes:
        member_id: whose it is; ``None`` for whoever shows it.
        first_day: calendar day of the shop from which on it counts; empty is at once.
        last_day: last calendar day on which it counts; empty is for ever.
    """

    coupon_id: str
    template_id: str
    member_id: str | None = None
    first_day: str = ""
    last_day: str = ""


def why_not(
    coupon: CouponFacts, program: Program, *, member_id: str | None, today: str
) -> tuple[str, dict[str, str | int]] | None:
    """Return the code and values of why ``coupon`` may not be used at all; ``None`` where it may.

    ``today`` is the calendar day in the shop: validity ends at its midnight.
    """
    if coupon.template_id not in program.coupon_places:
        return "coupon_unknown", {"template": coupon.template_id}
    if coupon.member_id is not None and coupon.member_id != member_id:
        return "coupon_of_another", {}
    if coupon.first_day and today < coupon.first_day:
        return "coupon_not_yet", {"first_day": coupon.first_day}
    if coupon.last_day and today > coupon.last_day:
        return "coupon_expired", {"last_day": coupon.last_day}
    return None
