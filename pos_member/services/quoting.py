"""Prices a basket as this till sells it.

A basket keeps the program version and the moment of its first line, so a promotion that ends while
somebody fetches a bag changes nothing for them.
"""

from collections.abc import Sequence

from pos_member.domain.basket import Basket
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.journal import Moment
from pos_member.domain.pricing import MemberFacts
from pos_member.domain.program import Program
from pos_member.domain.quoted import QuoteInputs
from pos_member.domain.tender import TenderPlan
from pos_member.domain.views import MemberView
from pos_member.services.program import program_at, program_of
from pos_member.services.till import Till


def program_for(till: Till, basket: Basket, moment: Moment) -> Program:
    """Return the program that prices ``basket``: its own version, while the replica has it.

    Raises:
        Unavailable: ``no_program``.
    """
    kept = program_of(till, basket.program_version) if basket.program_version else None
    return kept or program_at(till, moment.wall_ms)


def inputs_of(
    basket: Basket,
    member: MemberView | None,
    *,
    points_offered: int = 0,
    tenders: Sequence[TenderPlan] = (),
    coupons: Sequence[CouponFacts] = (),
    now_ms: int,
) -> QuoteInputs:
    """Return what ``basket`` is priced by; ``price`` of it is pure and well under a millisecond."""
    return QuoteInputs(
        basket=basket,
        member=facts_of(member),
        coupons=tuple(coupons),
        points_offered=points_offered,
        tenders=tuple(tenders),
        at_ms=basket.started_ms or now_ms,
    )


def facts_of(member: MemberView | None) -> MemberFacts | None:
    """Return what pricing knows of ``member``: points earned but not synced cannot be burnt."""
    if member is None:
        return None
    burnable = max(0, member.standing.points - member.standing.pending_points)
    return MemberFacts(
        member.member_id,
        member.tier_id,
        burnable,
        tags=member.asked_tags,
        segments=member.segments,
    )
