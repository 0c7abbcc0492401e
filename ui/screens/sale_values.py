"""What the open sale is made of before anything is priced."""

from dataclasses import dataclass, replace

from pos_member.domain.basket import BasketLine
from pos_member.domain.money import Milli
from pos_member.domain.pricing import ENGINE, PointsLimit, Quote
from pos_member.domain.views import GoodsView, MemberView, Standing


@dataclass(frozen=True, slots=True)
class Removed:
    """A line that can still be brought back, and where it stood."""

    line: BasketLine
    place: int


def nothing_yet(currency: str) -> Quote:
    """Return the quote of an empty basket."""
    return Quote(
        engine_version=ENGINE,
        program_version=0,
        currency=currency,
        at_ms=0,
        lines=(),
        list_minor=0,
        due_minor=0,
        deductions=(),
        points_limit=PointsLimit(0, 0, 1, 1, 0),
        points_taken=0,
        points_taken_minor=0,
        points_earned=0,
        qualifying=0,
    )


def line_of(goods: GoodsView, line_id: str, quantity: Milli) -> BasketLine:
    """Return the basket line that ``quantity`` of ``goods`` makes."""
    return BasketLine(
        line_id=line_id,
        sku=goods.sku,
        name=goods.name,
        unit_minor=goods.price_minor,
        quantity=quantity,
        category=goods.category,
        member_price_minor=goods.member_price_minor,
        code=goods.code,
        service=goods.service,
        weighed=goods.weighed,
        tax_bp=goods.tax_bp,
    )


def as_pack(goods: GoodsView, pack_minor: int) -> GoodsView:
    """Return ``goods`` as one pack that costs ``pack_minor``, as its label says."""
    return replace(goods, price_minor=pack_minor, member_price_minor=None, weighed=False)


def newcomer(tier_id: str) -> MemberView:
    """Return somebody who joined this minute: what a guest's prices are held against."""
    nothing = Standing(0, 0, 0, 0, 0, 0, 0, 0, 0)
    return MemberView(
        member_id="",
        name="",
        salutation="",
        phone_mask="",
        card_number="",
        tier_id=tier_id,
        tier_name="",
        tier_ramp="plain",
        next_tier_name="",
        next_tier_at=0,
        status="active",
        identified_by="enrolled",
        standing=nothing,
    )
