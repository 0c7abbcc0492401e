"""What a simulated chain sells, and by which program.

Amounts stand at boundaries on purpose: a fen, a fen less than a yuan, exactly what a top-up gives.
"""

from dataclasses import replace

from pos_member.domain.lease import LeasePolicy
from pos_member.domain.package import Package
from pos_member.domain.program import (
    CouponTemplate,
    LeaseRules,
    PointsRules,
    Program,
    StoredValueRules,
    TopUpOffer,
)
from pos_member.domain.words import Words

PRICES = (1, 99, 1_000, 3_000, 8_000, 20_000)
"""Minor units. The goods of price ``p`` have SKU ``G<p>``."""

PACKAGE_PRICE = 6_000
SERVICE = "S1"
PACKAGE = Package("card", Words("次卡", "card"), f"G{PACKAGE_PRICE}", 3, (SERVICE,), 30)
COUPON = CouponTemplate("leased", Words("减", "off"), minimum_minor=0, amount_minor=100)
PROGRAM = Program(
    version=1,
    points=PointsRules(earn_points=1, earn_per_minor=100, step_points=10, step_minor=10),
    stored_value=StoredValueRules(
        offers=(TopUpOffer("offer-50", 5_000, 500, 20, Words("充50送5", "50 + 5")),),
        free_multiple_minor=100,
    ),
    leases=LeaseRules(LeasePolicy()),
    coupons=(COUPON, replace(COUPON, template_id="open", amount_minor=50, offline_ok=True)),
    packages=(PACKAGE,),
)
CAP_MINOR = 20_000
"""Two top-ups reach it, and the largest alone fills it."""


def with_cap(program: Program, cap_minor: int) -> Program:
    """Return ``program`` with a cap on what a member may have after a top-up."""
    return replace(program, stored_value=replace(program.stored_value, balance_cap_minor=cap_minor))


def with_policy(program: Program, policy: LeasePolicy) -> Program:
    """Return ``program`` lending by ``policy``."""
    return replace(program, leases=LeaseRules(policy))
