"""A session that is asked for again is the same one: its id is its own."""

from tests.ui.screens.shop_sample import LIN
from ui.package_actions import SessionWish


def test_a_wish_needs_no_approval_of_itself() -> None:
    wish = SessionWish("op", LIN, "care10", "S002", "staff-zhou", "staff-zhou")
    assert wish.approval is None
    assert wish == SessionWish("op", LIN, "care10", "S002", "staff-zhou", "staff-zhou")
