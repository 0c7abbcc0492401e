"""The tier books of a batch's members: read once, moved by what they do, written as one set.

A tier is decided here by the till's own function, so a till that saw the same says the same. It is
decided as of the operation's day, or of a later day that is known already: a till that was away for
a week changes nothing that came after.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.clock import ShopDays
from pos_member.domain.program import Program
from pos_member.domain.shape import Shape
from pos_member.domain.tier_book import (
    TierBook,
    asks_years,
    decided,
    done,
    first_book,
    folded,
    look_day,
    read_book,
    taken_back,
    write_book,
)
from pos_member.domain.tier_decision import Counted
from pos_member.domain.tier_rules import Measure
from sync.server import sets, tables


@dataclass(slots=True)
class TierBooks:
    """Books by member number; what was changed is written by ``write``."""

    connection: Connection
    _known: dict[int, str] = field(default_factory=dict)
    _changed: dict[int, tuple[str, str]] = field(default_factory=dict)

    def read(self, numbers: Collection[int]) -> None:
        """Read the books of ``numbers``, under their locks."""
        self._known |= dict.fromkeys(numbers, "")
        for no, book in _BOOKS.rows(self.connection, sorted(numbers)):
            self._known[no] = book

    def book(self, no: int, tier_id: str, qualifying: int) -> TierBook:
        """Return the book of member ``no``, who has that tier and units if there is none yet."""
        if no not in self._known:
            self.read([no])
        text = self._changed[no][0] if no in self._changed else self._known[no]
        return read_book(text) if text else first_book(tier_id, qualifying)

    def keep(self, no: int, book: TierBook, look: str) -> None:
        """Let ``book`` be the one of member ``no``, to be looked at again on the day ``look``."""
        self._changed[no] = (write_book(book), look)

    def write(self) -> None:
        """Write the books that were changed."""
        _WRITE.run(self.connection, [(no, *cells) for no, cells in sorted(self._changed.items())])


@dataclass(frozen=True, slots=True)
class Rest:
    """What is said of a member: ``rest`` as stored, and the tier."""

    rest: str
    tier_id: str


def purchased(
    books: TierBooks, no: int, said: Rest, *, program: Program, new: Counted, before: int
) -> str:
    """Count a purchase; return the tier of member ``no`` after it.

    ``before``: qualifying units before it, of a member who has no book yet.
    """
    book = done(books.book(no, said.tier_id, before), new)
    return settled(books, no, said, program=program, book=book, day=new.day)


def refunded(
    books: TierBooks, no: int, said: Rest, *, program: Program, back: Counted, before: int
) -> str:
    """Take back what a sale counted, on its own day; return the tier of member ``no`` after it.

    ``back.times`` is 1 where the whole purchase is taken back; ``before`` as in ``purchased``.
    """
    book = books.book(no, said.tier_id, before)
    book = taken_back(book, back.day, back.amount, purchases=back.times)
    return settled(books, no, said, program=program, book=book, day=back.day)


def settled(
    books: TierBooks, no: int, said: Rest, *, program: Program, book: TierBook, day: str
) -> str:
    """Decide the tier of member ``no`` by ``book``, keep that, and return it."""
    joined = joined_of(said.rest, program)
    day = max(day, book.last_day)
    book, made = decided(folded(book, day), program, joined, day)
    books.keep(no, book, look_day(book, program, joined, day))
    return made.tier.tier_id if made.tier else said.tier_id


def joined_of(rest: str, program: Program) -> str:
    """Return the day on which a member joined, where the program asks for it; else nothing."""
    if not asks_years(program):
        return ""
    day = Shape(canonical.load(rest)).raw("joined_day")
    return day if isinstance(day, str) else ""


def purchase(minor: int, day: str, program: Program, now_ms: int) -> Counted:
    """Return a purchase as it counts: never later than today, whatever a till's clock says."""
    today = ShopDays(program.zone).calendar_day(now_ms)
    return Counted(min(day, today), Measure.SPEND, minor)


_BOOKS = sets.Reading("SELECT no, book FROM tier_book WHERE no {among}")
_WRITE = sets.inserting(
    tables.tier_book,
    "ON CONFLICT (no) DO UPDATE SET book = excluded.book, look_day = excluded.look_day",
)
