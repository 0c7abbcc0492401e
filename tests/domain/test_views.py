"""What a member holds is told in two sums: the book, and what is sure here."""

from pos_member.domain.views import Standing


def test_principal_and_bonus_make_the_book_and_what_is_sure_is_told_apart() -> None:
    standing = Standing(10_000, 500, 80, 0, 4_000, 200, 30, 5, 1)
    assert (standing.book, standing.sure) == (10_500, 4_200)
