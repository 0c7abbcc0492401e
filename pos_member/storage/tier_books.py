"""Tier books in the replica: read together with what they include of this till's operations."""

from sqlalchemy import Connection, bindparam, select

from pos_member.storage.prepared import Prepared
from pos_member.storage.replica_tables import figures, tier_book

_BOOK = Prepared(
    select(tier_book.c.book, figures.c.included_seq)
    .select_from(tier_book.join(figures, figures.c.no == tier_book.c.no))
    .where(tier_book.c.no == bindparam("no")),
    "no",
)


def of(replica: Connection, no: int) -> tuple[str, int] | None:
    """Return the book of member ``no`` and our last operation in it; ``None`` without a book."""
    row = _BOOK.one(replica, no)
    return None if row is None else (row[0], row[1])
