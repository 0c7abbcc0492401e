"""The coupons of the sample shop are members' own, and their codes are carried."""

from pos_member.domain.codes import CouponCode, parse
from sync.server import sample, tables
from sync.server.house import House
from tests.sync.server.books import assert_whole, rows
from tests.sync.server.far_end import Till


def test_every_third_of_the_first_members_carries_one(house: House, till: Till) -> None:
    with till.database.writing() as connection:
        made = sample.fill(connection, house, members=4, pin_cost=sample.PinCost(1, 8))
    carried = [person["coupon"] for person in made.members if "coupon" in person]
    found = [parse(text, verify=lambda *_: False) for text in carried]
    coupons = rows(till, tables.coupon)
    assert {each.code for each in found if isinstance(each, CouponCode)} == {
        row["coupon_id"] for row in coupons
    }
    assert sorted(row["no"] for row in coupons) == [1, 4]
    assert_whole(till)
