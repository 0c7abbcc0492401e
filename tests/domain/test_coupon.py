"""Whether a coupon may be used at all."""

import pytest

from pos_member.domain.coupon import CouponFacts, why_not
from tests.support.priced import shop

TODAY = "2026-11-22"


@pytest.mark.parametrize(
    ("coupon", "why"),
    [
        (CouponFacts("k", "c50"), None),
        (CouponFacts("k", "c50", "m1", TODAY, TODAY), None),
        (CouponFacts("k", "c99"), ("coupon_unknown", {"template": "c99"})),
        (CouponFacts("k", "c50", "m2"), ("coupon_of_another", {})),
        (
            CouponFacts("k", "c50", first_day="2026-11-23"),
            ("coupon_not_yet", {"first_day": "2026-11-23"}),
        ),
        (
            CouponFacts("k", "c50", last_day="2026-11-21"),
            ("coupon_expired", {"last_day": "2026-11-21"}),
        ),
    ],
)
def test_why_a_coupon_does_not_count(coupon, why):
    assert why_not(coupon, shop(), member_id="m1", today=TODAY) == why


def test_a_members_coupon_needs_its_member():
    owned = CouponFacts("k", "c50", "m1")
    assert why_not(owned, shop(), member_id=None, today=TODAY) == ("coupon_of_another", {})
