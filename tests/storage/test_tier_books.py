"""A tier book is read with what the replica includes of this till's operations."""

from pos_member.storage import tier_books
from sync.protocol.pages import FigureRow
from tests.support.counter import Counter


def test_a_book_comes_with_the_figures_it_belongs_to(tmp_path) -> None:
    counter = Counter(tmp_path)
    counter.pull(figures=(FigureRow(1, 0, 0, 0, 0, 7, "{}"), FigureRow(2, 0, 0, 0, 0, 8)))
    with counter.till.cache.reading() as replica:
        assert tier_books.of(replica, 1) == ("{}", 7)
        assert tier_books.of(replica, 2) is None
    counter.pull(figures=(FigureRow(1, 0, 0, 0, 0, 9),))
    with counter.till.cache.reading() as replica:
        assert tier_books.of(replica, 1) == ("{}", 9)
    counter.till.close()
