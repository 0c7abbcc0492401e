"""The program: everything a shop competes with, as one versioned value.

It is synced as a signed document and never changed in place: an operation records the version it
was decided under. Amounts are minor units, rates basis points. What decides by it stands in
``tier``, ``points``, ``coupon``, ``stored_value``, ``tender`` and ``pricing``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from pos_member.domain.goods_gate import Gate
from pos_member.domain.lease import LeasePolicy
from pos_member.domain.money import WHOLE_BP, BasisPoints, CashRounding, at_rate
from pos_member.domain.package import Package
from pos_member.domain.promotion import LINE_KINDS, LinePromotions, Promotion, PromotionKind
from pos_member.domain.return_rules import ReturnRules
from pos_member.domain.segment import Segment
from pos_member.domain.tier_rules import Bound, Condition, Measure, Window, bounds_in
from pos_member.domain.words import Words

RAMPS = ("plain", "silver", "gold", "platinum", "black")
ANY_CATEGORY = "*"
NOTHING_BP = BasisPoints(0)


@dataclass(frozen=True, slots=True)
class CategoryRate:
    """What a tier pays of the list price in ``category``: 9,000 is nine tenths (9 折)."""

    category: str
    rate_bp: BasisPoints


@dataclass(frozen=True)
class Tier:
    """A standing of members.

    Attributes:
        ramp: one of ``RAMPS``, the colours of its card.
        threshold_minor: qualifying units from which on a member has it, inclusive.
        requires: what a member must have done instead; ``None`` is the threshold.
        points_multiplier_bp: 12,000 earns 1.2 times.
        discounts: by category; ``*`` is any other one.
        excluded_categories: take no part in the discount.
    """

    tier_id: str
    name: Words
    ramp: str = "plain"
    threshold_minor: int = 0
    points_multiplier_bp: int = int(WHOLE_BP)
    discounts: tuple[CategoryRate, ...] = ()
    excluded_categories: tuple[str, ...] = ()
    requires: Condition | None = None

    @cached_property
    def condition(self) -> Condition:
        """Return what a member must have done for it."""
        return self.requires or Bound(Measure.SPEND, self.threshold_minor)

    @cached_property
    def rates(self) -> Mapping[str, BasisPoints]:
        """Return category → rate, excluded ones at the whole price: what pricing looks up."""
        found = {each.category: each.rate_bp for each in self.discounts}
        return found | dict.fromkeys(self.excluded_categories, WHOLE_BP)


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of activity, the second axis beside the tier: from ``at`` points on, inclusive."""

    grade_id: str
    name: Words
    at: int


@dataclass(frozen=True, slots=True)
class Membership:
    """A membership that is paid for; it runs for ``days``, for ever where ``None``."""

    membership_id: str
    name: Words
    fee_minor: int
    days: int | None = None


class Downgrade(StrEnum):
    """Where a member goes when validity and grace are over."""

    TO_REACHED = "to_reached"
    ONE_STEP = "one_step"


@dataclass(frozen=True, slots=True)
class TierRules:
    """How long a tier holds and how it is lost; the grades, and the memberships that are paid for.

    Attributes:
        validity_days: days that a tier holds, the first one included; ``None`` is for ever.
        to_year_end: prolongs the validity to the last day of the year it ends in.
        grace_days: days after that in which it still holds.
        grade_window: in which activity counts for the grade.
    """

    validity_days: int | None = None
    to_year_end: bool = False
    grace_days: int = 0
    downgrade: Downgrade = Downgrade.TO_REACHED
    grade_window: Window = Window.ROLLING_YEAR
    grades: tuple[Grade, ...] = ()
    memberships: tuple[Membership, ...] = ()


class StacksOn(StrEnum):
    """A price that the tier discount is taken on top of, where the program says so."""

    MEMBER_PRICE = "member_price"
    MANUAL_PRICE = "manual_price"
    PROMOTION = "promotion"


@dataclass(frozen=True, slots=True)
class PointsRules:
    """How points are earned and what they pay.

    Attributes:
        earn_points: points for each ``earn_per_minor`` paid, before the tier's multiplier.
        step_points: only whole steps are burnt; each pays ``step_minor``.
        minimum_points: fewest points of one burn.
        share_of_bill_bp: most of a bill that points pay.
        bonus_earns: whether stored value that was given earns points when it is spent.
        lifetime_days: shop days until points expire; ``None`` is never.
    """

    earn_points: int = 1
    earn_per_minor: int = 100
    step_points: int = 100
    step_minor: int = 100
    minimum_points: int = 0
    share_of_bill_bp: BasisPoints = WHOLE_BP
    bonus_earns: bool = True
    lifetime_days: int | None = None


@dataclass(frozen=True, slots=True)
class TopUpOffer:
    """Pay this, get that on top (充 500 送 50)."""

    offer_id: str
    pay_minor: int
    bonus_minor: int = 0
    points: int = 0
    label: Words = field(default_factory=lambda: Words("", ""))


class SpendOrder(StrEnum):
    """Which part of a stored value pays first."""

    PRINCIPAL_FIRST = "principal_first"
    BONUS_FIRST = "bonus_first"
    PROPORTIONAL = "proportional"


@dataclass(frozen=True, slots=True)
class StoredValueRules:
    """What may be topped up and in which order it is spent.

    Attributes:
        free_multiple_minor: amounts outside the offers must be a multiple; 0 allows only offers.
        free_takes_lower_offer: such an amount gets what the next lower offer gives.
        balance_cap_minor: most stored value of one account after a top-up; ``None`` is no cap.
    """

    offers: tuple[TopUpOffer, ...] = ()
    free_multiple_minor: int = 0
    free_takes_lower_offer: bool = False
    minimum_minor: int = 1
    maximum_minor: int | None = None
    order: SpendOrder = SpendOrder.PRINCIPAL_FIRST
    balance_cap_minor: int | None = None


@dataclass(frozen=True, slots=True)
class CouponTemplate:
    """An amount off above a minimum (满50减10), a rate with a cap, or goods in exchange (兑换券).

    Attributes:
        minimum_minor: of the running amount of the goods that take part, inclusive.
        amount_minor: taken off; 0 where a rate is paid.
        rate_bp: what is paid of the goods that take part; nothing of it for goods in exchange.
        most_minor: the most that a rate takes off; ``None`` is any.
        categories, skus: only these goods take part, where any are named.
        pieces: at most so many pieces take part in the reduction, the dearest; 0 is all.
        excluded_categories: take no part in the minimum nor in the reduction.
        excludes_reduced: goods that already cost less than their list price take no part either.
        offline_ok: redeemed without a lease, at the shop's risk: who comes second is its loss.
        valid_days: days of the shop on which it counts, the first one included, unless it was
            given with a last day of its own; 0 is for ever.
    """

    template_id: str
    name: Words
    minimum_minor: int
    amount_minor: int = 0
    rate_bp: BasisPoints = WHOLE_BP
    most_minor: int | None = None
    categories: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    pieces: int = 0
    excluded_categories: tuple[str, ...] = ()
    excludes_reduced: bool = False
    offline_ok: bool = False
    valid_days: int = 0

    def off(self, minor: int) -> int:
        """Return what it takes off goods of ``minor`` minor units; it may be more than they are."""
        if self.amount_minor:
            return self.amount_minor
        off = minor - at_rate(minor, self.rate_bp)
        return off if self.most_minor is None else min(off, self.most_minor)

    def reaches(self, category: str, sku: str) -> bool:
        """Tell whether such goods take part."""
        if category in self.excluded_categories:
            return False
        named = self.categories or self.skus
        return not named or category in self.categories or sku in self.skus


@dataclass(frozen=True, slots=True)
class CashRules:
    """The smallest coin that the shop handles, and how the cash part of a bill meets it."""

    coin_minor: int = 1
    rounding: CashRounding = CashRounding.NONE


@dataclass(frozen=True, slots=True)
class Approvals:
    """What a cashier may do alone; beyond it a manager approves.

    Attributes:
        bonus_minor_max: bonus of one top-up; ``None`` is any.
        price_override_bp_max: part of the list price that a manual price may take off.
        offline_spend_without_code: a manager may allow stored value without a scanned code when
            there is no network.
    """

    bonus_minor_max: int | None = None
    price_override_bp_max: BasisPoints = NOTHING_BP
    offline_spend_without_code: bool = True


@dataclass(frozen=True, slots=True)
class SpendingLimits:
    """Most stored value of one sale and of one member's shop day; ``None`` is no limit."""

    single_minor_max: int | None = None
    day_minor_max: int | None = None


@dataclass(frozen=True, slots=True)
class LeaseRules:
    """How much the server lends, how much one sale may take of it, how long a till waits for it."""

    policy: LeasePolicy = field(default_factory=LeasePolicy)
    max_single_minor: int = 0
    wait_ms: int = 800


@dataclass(frozen=True)
class Program:
    """One version of the program.

    Attributes:
        valid_from_ms: UTC milliseconds from which on it prices.
        zone: IANA name of the shops' time zone.
        day_cut_hour: hour at which a business day ends; validity ends at midnight all the same.
        tiers: lowest first; the first one has threshold 0.
        tier_stacks_on: prices that the tier discount is taken on top of; else the best one counts.
        coupons_per_sale: most coupons of one sale.
    """

    version: int
    valid_from_ms: int = 0
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"
    day_cut_hour: int = 0
    tiers: tuple[Tier, ...] = ()
    tier_rules: TierRules = field(default_factory=TierRules)
    tier_stacks_on: tuple[StacksOn, ...] = ()
    segments: tuple[Segment, ...] = ()
    gates: tuple[Gate, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    points: PointsRules = field(default_factory=PointsRules)
    stored_value: StoredValueRules = field(default_factory=StoredValueRules)
    coupons: tuple[CouponTemplate, ...] = ()
    coupons_per_sale: int = 1
    packages: tuple[Package, ...] = ()
    cash: CashRules = field(default_factory=CashRules)
    approvals: Approvals = field(default_factory=Approvals)
    spending: SpendingLimits = field(default_factory=SpendingLimits)
    leases: LeaseRules = field(default_factory=LeaseRules)
    returns: ReturnRules = field(default_factory=ReturnRules)

    @cached_property
    def tier_by_id(self) -> Mapping[str, Tier]:
        """Return tier id → tier."""
        return {tier.tier_id: tier for tier in self.tiers}

    @cached_property
    def tier_bounds(self) -> tuple[Bound, ...]:
        """Return every bound that some tier asks for."""
        return tuple(bound for tier in self.tiers for bound in bounds_in(tier.condition))

    @cached_property
    def asks_years(self) -> bool:
        """Tell whether some tier asks for years of membership."""
        return any(bound.measure is Measure.YEARS for bound in self.tier_bounds)

    def tiers_up_to(self, tier_id: str) -> tuple[str, ...]:
        """Return the tier ``tier_id`` and all below it: nothing where there is no such tier."""
        ids = [tier.tier_id for tier in self.tiers]
        return tuple(ids[: ids.index(tier_id) + 1]) if tier_id in ids else ()

    @cached_property
    def segment_multipliers(self) -> Mapping[str, int]:
        """Return segment id → what its members' points are multiplied by."""
        return {each.segment_id: each.points_multiplier_bp for each in self.segments}

    @cached_property
    def coupon_places(self) -> Mapping[str, int]:
        """Return coupon template id → its place in the program, which is the order of stacking."""
        return {each.template_id: place for place, each in enumerate(self.coupons)}

    @cached_property
    def package_by_id(self) -> Mapping[str, Package]:
        """Return package id → package."""
        return {each.package_id: each for each in self.packages}

    @cached_property
    def line_promotions(self) -> LinePromotions:
        """Return the promotions that give a line another price, by the goods they name."""
        return LinePromotions.of(self.promotions)

    @cached_property
    def bill_promotions(self) -> tuple[Promotion, ...]:
        """Return the others in the order they are taken: sets of goods before thresholds."""
        others = [each for each in self.promotions if each.kind not in LINE_KINDS]
        ordered = sorted(
            others, key=lambda each: (each.kind is PromotionKind.THRESHOLD, -each.priority)
        )
        return tuple(ordered)
