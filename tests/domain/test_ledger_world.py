"""Between two steps members hold all they have, and owe nothing that they could pay."""

from tests.support.ledgers import by, held, lots, played, sale, step


def test_nothing_is_left_on_loan_after_any_step():
    paid = played(
        sale("60.00", tenders=[by("stored_value", "60.00")]),
        step("refund", sale="1"),
        step("top_up", member="m1", pay="500.00"),
    )
    for place in range(3):
        assert not [name for name in held(paid, place) if name.startswith(("lease/", "room/"))]


def test_points_that_were_spent_are_owed_and_the_next_ones_pay_them():
    poor = {"id": "m1", "tier": "plain", "principal": "300.00"}
    told = played(
        sale("100.00", tenders=[by("stored_value", "100.00")]),
        sale("100.00", at="2026-11-22T13:00:00+08:00",
             tenders=[by("points", "1.00", points=100), by("cash", "99.00")]),
        step("refund", sale="1"),
        step("points", member="m1", points=30, event="review"),
        member=poor,
    )  # fmt: skip
    # 100 earned, 100 burnt, 99 earned; 100 taken back are one more than there is.
    assert (held(told, 2)["owed/m1/points"], lots(told, 2)) == (-1, {})
    assert ("owed/m1/points" in held(told, 3), lots(told, 3)) == (False, {"4": 29})
