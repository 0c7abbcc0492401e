"""A refund that is asked for again is the same one: its id is its own, its lines are kept."""

from ui.receipt_actions import RefundWish


def test_a_wish_takes_all_that_is_left_where_no_line_is_named() -> None:
    wish = RefundWish("op", "sale", "anna")
    assert (dict(wish.lines), wish.approval, wish.voids, wish.at_risk) == ({}, None, False, False)
    assert wish == RefundWish("op", "sale", "anna", {})
