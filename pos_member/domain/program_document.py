"""The program as a document: read strictly, written canonically.

Amounts are decimal texts in major units. A field that is not known is refused, never ignored: a
misspelt rule must not price. What is left out has the default of its value in ``program``.
"""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pos_member.domain.amounts import (
    digits_of,
    integer_or,
    part_or_empty,
    read_amount,
    read_currency,
    read_optional_amount,
    text_or,
    texts_or_none,
    truth_or,
)
from pos_member.domain.errors import Damaged
from pos_member.domain.goods_gate import read_gates
from pos_member.domain.lease import LeasePolicy, Spread
from pos_member.domain.money import WHOLE_BP, BasisPoints, CashRounding
from pos_member.domain.package import read_packages
from pos_member.domain.program import (
    NOTHING_BP,
    Approvals,
    CashRules,
    CouponTemplate,
    LeaseRules,
    PointsRules,
    Program,
    SpendingLimits,
    SpendOrder,
    StacksOn,
    StoredValueRules,
    TopUpOffer,
)
from pos_member.domain.program_parts import (
    DAYS_MAX,
    POINTS_MAX,
    RULES_MAX,
    once,
    parts_or_none,
    read_rate,
    read_words,
)
from pos_member.domain.promotion_document import read_promotions
from pos_member.domain.return_rules import read_return_rules
from pos_member.domain.segment import read_segments
from pos_member.domain.shape import Shape, damaged
from pos_member.domain.tier_document import read_tiers
from pos_member.domain.words import Words

SCHEMA = 1
TILLS_MAX = 20
PIECES_MAX = 1_000
DAY_MS = 86_400_000
FIELDS = (
    "schema", "version", "valid_from_ms", "currency", "zone", "day_cut_hour", "tiers",
    "tier_rules", "tier_stacks_on", "segments", "gates", "promotions", "points", "stored_value",
    "coupons", "coupons_per_sale", "packages", "cash", "approvals", "spending", "leases", "returns",
)  # fmt: skip


def read_program(value: object) -> Program:
    """Return the program that the document ``value`` writes.

    Raises:
        Damaged: ``shape`` with the ``path`` and ``why`` it is wrong there; ``program_newer``: a
            newer program wrote it, with its ``schema`` and the one that is ``known``;
            ``rule_unknown`` with the ``path`` and the ``kind``; ``packages_circular``.
    """
    shape = value if isinstance(value, Shape) else Shape(value)
    # Looked at first: what a newer one wrote may have any field.
    schema = integer_or(shape, "schema", SCHEMA, least=1)
    if schema > SCHEMA:
        raise Damaged("program_newer", schema=schema, known=SCHEMA)
    shape.only(*FIELDS)
    currency = read_currency(shape)
    digits = digits_of(currency)
    tiers, tier_rules = read_tiers(shape, digits)
    return Program(
        version=shape.integer("version", least=1),
        valid_from_ms=integer_or(shape, "valid_from_ms", 0),
        currency=currency,
        zone=_zone(shape),
        day_cut_hour=integer_or(shape, "day_cut_hour", 0, most=23),
        tiers=tiers,
        tier_rules=tier_rules,
        tier_stacks_on=_stacks_on(shape),
        segments=read_segments(shape),
        gates=read_gates(shape, [tier.tier_id for tier in tiers]),
        promotions=read_promotions(shape, digits),
        points=_points(part_or_empty(shape, "points"), digits),
        stored_value=_stored_value(part_or_empty(shape, "stored_value"), digits),
        coupons=_coupons(shape, digits),
        coupons_per_sale=integer_or(shape, "coupons_per_sale", 1, most=20),
        packages=read_packages(shape),
        cash=_cash(part_or_empty(shape, "cash"), digits),
        approvals=_approvals(part_or_empty(shape, "approvals"), digits),
        spending=_spending(part_or_empty(shape, "spending"), digits),
        leases=_leases(part_or_empty(shape, "leases"), digits),
        returns=read_return_rules(shape),
    )


def _zone(shape: Shape) -> str:
    name = text_or(shape, "zone", "Asia/Shanghai", longest=64)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as wrong:
        raise damaged(shape.at("zone"), "is no time zone of the IANA list") from wrong
    return name


def _stacks_on(shape: Shape) -> tuple[StacksOn, ...]:
    named = set(texts_or_none(shape, "tier_stacks_on", most=3))
    unknown = sorted(named - set(StacksOn))
    if unknown:
        raise damaged(shape.at("tier_stacks_on"), f"must hold only {', '.join(StacksOn)}")
    return tuple(each for each in StacksOn if each in named)


def _points(shape: Shape, digits: int) -> PointsRules:
    shape.only(
        "earn_points", "earn_per", "step_points", "step", "minimum_points", "share_of_bill_bp",
        "bonus_earns", "lifetime_days",
    )  # fmt: skip
    major = 10**digits
    lifetime = (
        shape.integer("lifetime_days", least=1, most=DAYS_MAX)
        if shape.has("lifetime_days")
        else None
    )
    return PointsRules(
        earn_points=integer_or(shape, "earn_points", 1, most=POINTS_MAX),
        earn_per_minor=read_amount(shape, "earn_per", digits, least=1, default=major),
        step_points=integer_or(shape, "step_points", 100, least=1, most=POINTS_MAX),
        step_minor=read_amount(shape, "step", digits, least=1, default=major),
        minimum_points=integer_or(shape, "minimum_points", 0, most=POINTS_MAX),
        share_of_bill_bp=read_rate(shape, "share_of_bill_bp", WHOLE_BP),
        bonus_earns=truth_or(shape, "bonus_earns", default=True),
        lifetime_days=lifetime,
    )


def _stored_value(shape: Shape, digits: int) -> StoredValueRules:
    shape.only(
        "offers", "free_multiple", "free_takes_lower_offer", "minimum", "maximum", "order",
        "balance_cap",
    )  # fmt: skip
    offers = parts_or_none(shape, "offers", lambda part: _offer(part, digits), most=RULES_MAX)
    once(shape.at("offers"), "id", (offer.offer_id for offer in offers))
    once(shape.at("offers"), "pay", (offer.pay_minor for offer in offers))
    orders = tuple(SpendOrder)
    return StoredValueRules(
        offers=offers,
        free_multiple_minor=read_amount(shape, "free_multiple", digits, default=0),
        free_takes_lower_offer=truth_or(shape, "free_takes_lower_offer", default=False),
        minimum_minor=read_amount(shape, "minimum", digits, least=1, default=1),
        maximum_minor=read_optional_amount(shape, "maximum", digits, least=1),
        order=SpendOrder(shape.choice("order", orders)) if shape.has("order") else orders[0],
        balance_cap_minor=read_optional_amount(shape, "balance_cap", digits, least=1),
    )


def _offer(shape: Shape, digits: int) -> TopUpOffer:
    shape.only("id", "pay", "bonus", "points", "label")
    return TopUpOffer(
        offer_id=shape.text("id", longest=64),
        pay_minor=read_amount(shape, "pay", digits, least=1),
        bonus_minor=read_amount(shape, "bonus", digits, default=0),
        points=integer_or(shape, "points", 0, most=POINTS_MAX),
        label=read_words(shape, "label") if shape.has("label") else Words("", ""),
    )


def _coupons(shape: Shape, digits: int) -> tuple[CouponTemplate, ...]:
    found = parts_or_none(shape, "coupons", lambda part: _coupon(part, digits), most=RULES_MAX)
    once(shape.at("coupons"), "id", (each.template_id for each in found))
    return found


def _coupon(shape: Shape, digits: int) -> CouponTemplate:
    shape.only(
        "id", "name", "minimum", "amount", "rate_bp", "most", "categories", "skus", "pieces",
        "excluded_categories", "excludes_reduced", "offline_ok", "valid_days",
    )  # fmt: skip
    has_amount = shape.has("amount")
    if has_amount == shape.has("rate_bp"):
        raise damaged(shape.at("amount"), "or rate_bp must stand here, one of both")
    if has_amount and shape.has("most"):
        raise damaged(shape.at("most"), "goes with rate_bp")
    return CouponTemplate(
        template_id=shape.text("id", longest=64),
        name=read_words(shape, "name"),
        minimum_minor=read_amount(shape, "minimum", digits, default=0),
        amount_minor=read_amount(shape, "amount", digits, least=1) if has_amount else 0,
        rate_bp=read_rate(shape, "rate_bp", WHOLE_BP),
        most_minor=read_optional_amount(shape, "most", digits),
        categories=texts_or_none(shape, "categories"),
        skus=texts_or_none(shape, "skus"),
        pieces=integer_or(shape, "pieces", 0, most=PIECES_MAX),
        excluded_categories=texts_or_none(shape, "excluded_categories"),
        excludes_reduced=truth_or(shape, "excludes_reduced", default=False),
        offline_ok=truth_or(shape, "offline_ok", default=False),
        valid_days=integer_or(shape, "valid_days", 0, most=DAYS_MAX),
    )


def _cash(shape: Shape, digits: int) -> CashRules:
    shape.only("coin", "rounding")
    kinds = tuple(CashRounding)
    return CashRules(
        coin_minor=read_amount(shape, "coin", digits, least=1, default=1),
        rounding=CashRounding(shape.choice("rounding", kinds))
        if shape.has("rounding")
        else CashRounding.NONE,
    )


def _approvals(shape: Shape, digits: int) -> Approvals:
    shape.only("bonus_max", "price_override_bp_max", "offline_spend_without_code")
    return Approvals(
        bonus_minor_max=read_optional_amount(shape, "bonus_max", digits),
        price_override_bp_max=read_rate(shape, "price_override_bp_max", NOTHING_BP),
        offline_spend_without_code=truth_or(shape, "offline_spend_without_code", default=True),
    )


def _spending(shape: Shape, digits: int) -> SpendingLimits:
    shape.only("single_max", "day_max")
    return SpendingLimits(
        single_minor_max=read_optional_amount(shape, "single_max", digits),
        day_minor_max=read_optional_amount(shape, "day_max", digits),
    )


def _leases(shape: Shape, digits: int) -> LeaseRules:
    shape.only(
        "share_bp", "cap", "points_cap", "valid_days", "spread", "tills", "max_single", "wait_ms"
    )  # fmt: skip
    usual = LeasePolicy()
    days = integer_or(shape, "valid_days", usual.valid_ms // DAY_MS, least=1, most=DAYS_MAX)
    return LeaseRules(
        policy=LeasePolicy(
            share_bp=read_rate(shape, "share_bp", BasisPoints(usual.share_bp)),
            cap_minor=read_amount(shape, "cap", digits, default=usual.cap_minor),
            cap_points=integer_or(shape, "points_cap", usual.cap_points, most=POINTS_MAX),
            valid_ms=days * DAY_MS,
            spread=Spread(shape.choice("spread", tuple(Spread)))
            if shape.has("spread")
            else usual.spread,
            tills=integer_or(shape, "tills", usual.tills, least=1, most=TILLS_MAX),
        ),
        max_single_minor=read_amount(shape, "max_single", digits, default=0),
        wait_ms=integer_or(shape, "wait_ms", 800, most=60_000),
    )
