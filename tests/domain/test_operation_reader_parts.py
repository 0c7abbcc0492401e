"""Parts that several operations share are read once, and strictly."""

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.operation_reader_parts import (
    optional_text,
    read_approval,
    read_coupons,
    read_tender,
    read_where,
)
from pos_member.domain.shape import Shape
from tests.support.bodies import APPROVAL, SALE


def test_what_a_part_writes_is_what_is_read() -> None:
    assert read_where(Shape(SALE.where.to_json())) == SALE.where
    assert [read_tender(Shape(each.to_json())) for each in SALE.tenders] == list(SALE.tenders)
    assert read_approval(Shape({"approval": APPROVAL.to_json()})) == APPROVAL


def test_what_an_older_till_does_not_say_is_nothing() -> None:
    empty = Shape({})
    assert read_approval(empty) is None
    assert read_coupons(empty) == ()
    assert optional_text(Shape({"reason": ""}), "reason") is None


def test_a_coupon_named_twice_is_refused() -> None:
    coupon = {"coupon": "c", "template": "t", "last_day": "", "lease": None}
    with pytest.raises(Damaged) as twice:
        read_coupons(Shape({"coupons": [coupon, coupon]}))
    assert twice.value.values["path"] == "coupons"
