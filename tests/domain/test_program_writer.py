"""A program written is the same program read."""

from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain import canonical
from pos_member.domain.lease import LeasePolicy, Spread
from pos_member.domain.money import WHOLE_BP, CashRounding
from pos_member.domain.program import (
    RAMPS,
    Approvals,
    CashRules,
    CategoryRate,
    CouponTemplate,
    Downgrade,
    Grade,
    LeaseRules,
    Membership,
    PointsRules,
    Program,
    SpendingLimits,
    SpendOrder,
    StacksOn,
    StoredValueRules,
    Tier,
    TierRules,
    TopUpOffer,
)
from pos_member.domain.program_document import DAY_MS, read_program
from pos_member.domain.program_writer import write_program
from pos_member.domain.tier_rules import AllOf, AnyOf, Bound, Graded, Measure, Paid, Window
from pos_member.domain.words import Words
from tests.support.full_program import FULL

conditions = st.recursive(
    st.sampled_from(
        [
            Paid("m"),
            Graded("g"),
            Bound(Measure.YEARS, 2, strict=True),
            Bound(Measure.UNITS, 9, Window.CALENDAR_YEAR, unit="nights"),
            Bound(Measure.SPEND, 500, Window.ROLLING_YEAR),
            Bound(Measure.PURCHASES, 5),
        ]
    ),
    lambda inner: st.builds(
        lambda kind, parts: kind(tuple(parts)),
        st.sampled_from([AllOf, AnyOf]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=4,
).filter(lambda found: str(found).count("Of(") < 5)
names = st.text("aB9林金卡", min_size=1, max_size=6)
words = st.builds(Words, names, names)
labels = words | st.just(Words("", ""))
minors = st.integers(0, 10**9)
above_zero = st.integers(1, 10**9)
rates = st.integers(0, WHOLE_BP)
categories = st.lists(st.sampled_from("abcdef"), unique=True, max_size=4)


@st.composite
def tiers(draw):
    """Draw tiers with rising thresholds; what is excluded has no rate."""
    found = []
    for place in range(draw(st.integers(0, 3))):
        named = draw(categories)
        cut = draw(st.integers(0, len(named)))
        found.append(
            Tier(
                f"t{place}",
                draw(words),
                draw(st.sampled_from(RAMPS)),
                0 if place == 1 else place * 1000,
                draw(st.integers(0, 1_000_000)),
                tuple(CategoryRate(each, draw(rates)) for each in named[:cut]),
                tuple(named[cut:]),
                draw(conditions) if place == 1 else None,
            )
        )
    return tuple(found)


_part = {
    "template_id": names,
    "name": words,
    "minimum_minor": minors,
    "categories": categories.map(tuple),
    "skus": categories.map(tuple),
    "pieces": st.integers(0, 1_000),
    "excluded_categories": categories.map(tuple),
    "excludes_reduced": st.booleans(),
    "offline_ok": st.booleans(),
    "valid_days": st.integers(0, 36_500),
}
coupon_templates = st.builds(CouponTemplate, amount_minor=above_zero, **_part) | st.builds(
    CouponTemplate, rate_bp=rates, most_minor=st.none() | minors, **_part
)
programs = st.builds(
    Program,
    version=above_zero,
    valid_from_ms=minors,
    currency=st.sampled_from(["CNY", "JPY", "KWD"]),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]),
    day_cut_hour=st.integers(0, 23),
    tiers=tiers(),
    tier_rules=st.builds(
        TierRules,
        st.none() | st.integers(1, 900),
        st.booleans(),
        st.integers(0, 90),
        st.sampled_from(Downgrade),
        st.sampled_from(Window),
        st.just((Grade("g", Words("活", "A"), 1),)),
        st.builds(lambda fee: (Membership("m", Words("年", "Y"), fee),), minors),
    ),
    tier_stacks_on=st.sampled_from([(), (StacksOn.MEMBER_PRICE,), tuple(StacksOn)]),
    points=st.builds(
        PointsRules, minors, above_zero, above_zero, above_zero, minors, rates, st.booleans(),
        st.none() | st.integers(1, 1000),
    ),
    stored_value=st.builds(
        StoredValueRules,
        st.lists(
            st.builds(TopUpOffer, names, above_zero, minors, minors, labels),
            unique_by=(lambda each: each.offer_id, lambda each: each.pay_minor),
            max_size=3,
        ).map(tuple),
        minors, st.booleans(), above_zero, st.none() | above_zero, st.sampled_from(SpendOrder),
        st.none() | above_zero,
    ),
    coupons=st.lists(
        coupon_templates,
        unique_by=lambda each: each.template_id,
        max_size=3,
    ).map(tuple),
    coupons_per_sale=st.integers(0, 20),
    cash=st.builds(CashRules, above_zero, st.sampled_from(CashRounding)),
    approvals=st.builds(Approvals, st.none() | minors, rates, st.booleans()),
    spending=st.builds(SpendingLimits, st.none() | minors, st.none() | minors),
    leases=st.builds(
        LeaseRules,
        st.builds(
            LeasePolicy,
            rates,
            minors,
            minors,
            st.integers(1, 90).map(lambda n: n * DAY_MS),
            st.sampled_from(Spread),
            st.integers(1, 20),
        ),
        minors,
        st.integers(0, 60_000),
    ),
)  # fmt: skip


@given(programs)
def test_a_written_program_reads_back_the_same(program):
    assert read_program(canonical.load(canonical.dump(write_program(program)))) == program


def test_a_complete_document_is_written_as_it_was_read():
    made = read_program(FULL)
    written = write_program(made)
    assert written["points"] == FULL["points"]
    assert written["leases"] == FULL["leases"]
    assert written["coupons"][0]["name"] == {"zh": "满50减10", "en": "满50减10"}
    assert list(written) == list(FULL)
