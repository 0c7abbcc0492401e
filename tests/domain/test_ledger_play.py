"""What each kind of step does to accounts and lots."""

import pytest

from tests.support.ledgers import LATER, by, held, lots, played, reasons, sale, step


def test_a_top_up_adds_what_its_offer_says():
    told = played(step("top_up", member="m1", pay="500.00"))
    assert held(told) == {
        "member/m1/bonus": "70.00", "member/m1/coupon": 1, "member/m1/points": 400,
        "member/m1/principal": "600.00",
    }  # fmt: skip
    assert lots(told) == {"k1": 1, "old": 300, "1": 100}


def test_a_top_up_without_a_cap_needs_no_headroom():
    rules = {"offers": [{"id": "o", "pay": "500.00", "bonus": "50.00"}]}
    told = played(step("top_up", member="m1", pay="500.00"), stored_value=rules)
    moved = [each["reason"] for each in told.document["steps"][0]["transfers"]]
    assert moved == ["top_up", "bonus", "return"]


def test_a_top_up_above_the_cap_is_refused_and_moves_nothing():
    told = played(step("top_up", member="m1", pay="900.00"))
    assert reasons(told) == ["balance_cap"]
    assert told.document["steps"][0]["transfers"] == []


def test_points_of_an_event_are_a_lot_of_their_own():
    told = played(step("points", member="m1", points=50, event="review", id="e1"))
    [given] = told.document["steps"][0]["transfers"]
    assert (given["lot"], given["amount"], given["last_day"]) == ("e1", 50, "2027-11-23")


def test_a_coupon_that_is_given_pays_later():
    told = played(
        step("coupon", member="m1", coupon="k2", template="c50", last_day="2026-11-30"),
        sale("50.00", at=LATER, coupons=["k2"], tenders=[by("cash", "40.00")]),
    )
    assert reasons(told) == [None, None]
    assert lots(told) == {"k1": 1, "old": 300, "2": 40}


def test_a_session_is_used_of_the_lot_that_ends_first():
    rich = {"id": "m1", "packages": [
        {"package": "care", "sessions": 2, "last_day": "2026-12-31"},
        {"package": "care", "sessions": 1, "last_day": "2026-11-30"},
        {"package": "care", "sessions": 1, "last_day": "2026-11-01"},
    ]}  # fmt: skip
    told = played(step("session", member="m1", package="care", service="wash"), member=rich)
    assert lots(told) == {"opening-1/care": 2, "opening-3/care": 1}


def test_time_ends_lots_and_moves_nothing():
    told = played(step("time"), step("time", at="2027-01-01T00:00:00+08:00"))
    ended = [
        {each["lot"]: each["ended"] for each in part["lots"]} for part in told.document["steps"]
    ]
    assert ended == [{"k1": False, "old": False}, {"k1": False, "old": True}]
    assert held(told, 0) == held(told, 1)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (step("top_up", member="m2", pay="500.00"), "member_unknown"),
        (step("points", member="m2", points=1), "member_unknown"),
        (step("coupon", member="m1", coupon="k2", template="none"), "coupon_unknown"),
        (step("session", member="m1", package="none", service="wash"), "package_unknown"),
        (step("session", member="m1", package="care", service="cut"), "package_service"),
        (step("session", member="m1", package="care", service="wash"), "session_not_here"),
        (step("refund", sale="none"), "sale_unknown"),
    ],
)
def test_a_step_that_is_refused_says_why_and_moves_nothing(asked, reason):
    told = played(step("time"), asked)
    assert reasons(told) == [None, reason]
    assert told.document["steps"][1]["transfers"] == []
    assert held(told, 0) == held(told, 1)


def test_a_package_ends_at_the_midnight_of_the_shop():
    sold = {"id": "m1", "packages": [{"package": "care", "sessions": 2, "last_day": "2026-11-22"}]}
    use = {"do": "session", "member": "m1", "package": "care", "service": "wash"}
    told = played(
        use | {"at": "2026-11-22T23:59:59+08:00"},
        use | {"at": "2026-11-23T00:00:00+08:00"},
        member=sold,
    )
    assert reasons(told) == [None, "package_expired"]
    assert lots(told) == {"opening-1/care": 1}
