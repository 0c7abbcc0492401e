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
from pos_member.domain.tier_room import Room, room_of
from pos_member.domain.tier_rules import Measure
from sync.server import sets, tables


@dataclass(frozen=True, slots=True)
class Rest:
    """What is said of a member: ``rest`` as stored, and the tier."""

    rest: str
    tier_id: str


@dataclass(slots=True)
class _AtWork:
    """A book that was changed, and what was bought since without anything to decide.

    ``room`` is for purchases of a member of whom ``said`` is said, under ``program``.
    """

    book: TierBook
    look: str
    room: Room | None
    program: Program
    said: Rest
    spent: int = 0
    purchases: int = 0

    def whole(self) -> TierBook:
        """Return the book with all that was bought."""
        if self.room is None or not self.purchases:
            return self.book
        new = Counted(self.room.day, Measure.SPEND, self.spent, times=self.purchases)
        return done(self.book, new)


@dataclass(slots=True)
class TierBooks:
    """Books by member number; what was changed is written by ``write``."""

    connection: Connection
    _known: dict[int, str] = field(default_factory=dict)
    _at_work: dict[int, _AtWork] = field(default_factory=dict)

    def read(self, numbers: Collection[int]) -> None:
        """Read the books of ``numbers``, under their locks."""
        self._known |= dict.fromkeys(numbers, "")
        for no, book in _BOOKS.rows(self.connection, sorted(numbers)):
            self._known[no] = book

    def book(self, no: int, tier_id: str, qualifying: int) -> TierBook:
        """Return the book of member ``no``, who has that tier and units if there is none yet."""
        at_work = self._at_work.get(no)
        if at_work is not None:
            return at_work.whole()
        if no not in self._known:
            self.read([no])
        text = self._known[no]
        return read_book(text) if text else first_book(tier_id, qualifying)

    def takes(self, no: int, said: Rest, program: Program, new: Counted) -> bool:
        """Count the purchase ``new`` if there is room for it: then it decides nothing."""
        at_work = self._at_work.get(no)
        if at_work is None or at_work.room is None or at_work.program is not program:
            return False
        room = at_work.room
        spent, purchases = at_work.spent + new.amount, at_work.purchases + new.times
        fits = spent < room.spend and purchases < room.purchases
        if not fits or new.day != room.day or said != at_work.said:
            return False
        at_work.spent, at_work.purchases = spent, purchases
        return True

    def keep(self, no: int, at_work: _AtWork) -> None:
        """Let that be the book of member ``no``."""
        self._at_work[no] = at_work

    def write(self) -> None:
        """Write the books that were changed."""
        cells = [
            (no, write_book(each.whole()), each.look) for no, each in sorted(self._at_work.items())
        ]
        _WRITE.run(self.connection, cells)


def purchased(
    books: TierBooks, no: int, said: Rest, *, program: Program, new: Counted, before: int
) -> str:
    """Count a purchase that there is no room for; return the tier of member ``no`` after it.

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
    book = folded(book, day)
    after, made = decided(book, program, joined, day)
    tier_id = made.tier.tier_id if made.tier else said.tier_id
    calm = after is book and tier_id == said.tier_id
    room = room_of(after, program, joined, day) if calm else None
    look = look_day(after, program, joined, day)
    books.keep(no, _AtWork(after, look, room, program, said))
    return tier_id


def joined_of(rest: str, program: Program) -> str:
    """Return the day on which a member joined, where the program asks for it; else nothing."""
    if not program.asks_years:
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
