"""What is asked for of receipts is, unless something is said, the newest of all of them."""

from pos_member.domain.receipt_views import ReceiptPage, ReceiptRow, ReceiptWish


def test_a_wish_for_nothing_is_for_all_from_the_newest_on() -> None:
    assert ReceiptWish() == ReceiptWish("", "", 0)


def test_a_receipt_of_which_nothing_came_back_says_nothing_of_it() -> None:
    row = ReceiptRow("op", "sale", "A1-1", 1, 100, "", "Anna")
    assert (row.returned, row.whole, row.about) == (0, False, "")
    assert ReceiptPage((row,), 0).rows == (row,)
