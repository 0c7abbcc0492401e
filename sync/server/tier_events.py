"""What counts for a tier and is no sale: activity, other units, grants by hand, paid memberships.

Each has an id of whoever tells it (a voucher, a review, a payment), and counts once however often
it is told.
"""

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.clock import ShopDays, add_days
from pos_member.domain.errors import Refused
from pos_member.domain.ledger import Kind
from pos_member.domain.program import Program
from pos_member.domain.shape import Shape, damaged
from pos_member.domain.tier_book import TierBook, done
from pos_member.domain.tier_decision import Counted, Granted, PaidFor
from pos_member.domain.tier_rules import Measure
from sync.server import feed, programs, tables, tier_books
from sync.server.books import Books
from sync.server.house import House

KINDS = ("activity", "units", "grant", "membership", "membership_refund")
MOST = 10**9
_EVENT = tables.tier_event


def tell(connection: Connection, house: House, shape: Shape, *, now_ms: int) -> dict[str, object]:
    """Count the event that ``shape`` writes; return the member's tier after it.

    ``again`` in the answer: it was told before and changed nothing.

    Raises:
        Damaged: ``shape``: it is none.
        Refused: ``member_unknown``, ``no_program``, ``tier_not_in_program``,
            ``membership_not_in_program``, ``membership_not_paid``; ``event_id_used`` for another.
    """
    program = programs.current(connection, house, now_ms).program
    if program is None or not program.tiers:
        raise Refused("no_program")
    today = ShopDays(program.zone).calendar_day(now_ms)
    event_id, member_id = shape.text("id", longest=64), shape.text("member", longest=36)
    books = Books(connection, "")
    no = books.read_members([member_id]).get(member_id)
    if no is None:
        raise Refused("member_unknown", member=member_id)
    said = books.standing(no)
    book = books.tiers.book(no, said.tier_id, books.balance(no, Kind.QUALIFYING))
    text = canonical.dump({name: shape.raw(name) for name in shape.names()}).decode()
    if _is_known(connection, event_id, text):
        return {"member": member_id, "tier": said.tier_id, "again": True}
    book = _changed(book, shape, program, today)
    rest = tier_books.Rest(said.rest, said.tier_id)
    tier_id = tier_books.settled(books.tiers, no, rest, program=program, book=book, day=today)
    row = {"event_id": event_id, "no": no, "event": text, "told_ms": now_ms}
    connection.execute(sa.insert(_EVENT), row | {"told_by": shape.text("by", longest=100)})
    settle(connection, books, {no: tier_id})
    return {"member": member_id, "tier": tier_id, "again": False}


def settle(connection: Connection, books: Books, tiers: dict[int, str]) -> None:
    """Write the books and the ``tiers`` of members by number, and tell every till."""
    moved = {no: tier for no, tier in tiers.items() if books.standing(no).tier_id != tier}
    for no, tier_id in moved.items():
        books.restate(no, replace(books.standing(no), tier_id=tier_id))
    books.write()
    feed.changed(connection, feed.Change.FIGURES, tiers)
    feed.changed(connection, feed.Change.PROFILE, moved)


def _is_known(connection: Connection, event_id: str, text: str) -> bool:
    known = connection.execute(_KNOWN, {"id": event_id}).scalar()
    if known not in (None, text):
        raise Refused("event_id_used", event=event_id)
    return known is not None


def _changed(book: TierBook, shape: Shape, program: Program, today: str) -> TierBook:
    kind = shape.choice("kind", KINDS)
    if kind in ("activity", "units"):
        unit = shape.text("unit", longest=40) if kind == "units" else ""
        measure = Measure.UNITS if unit else Measure.ACTIVITY
        amount = shape.integer("amount")
        if not 0 < amount <= MOST:
            raise damaged(shape.at("amount"), f"must be 1 to {MOST}")
        return done(
            book, Counted(min(_day(shape, "day", today), today), measure, amount, unit=unit)
        )
    if kind == "grant":
        granted = _grant(shape, program, today)
        return replace(book, granted=(*book.granted, granted))
    name = shape.text("membership", longest=64)
    if name not in {each.membership_id for each in program.tier_rules.memberships}:
        raise Refused("membership_not_in_program", membership=name)
    if kind == "membership":
        first = _day(shape, "first_day", today)
        return replace(book, paid=(*book.paid, PaidFor(name, first)))
    return _refunded(book, name)


def _grant(shape: Shape, program: Program, today: str) -> Granted:
    tier_id = shape.text("tier", longest=64)
    if tier_id not in program.tier_by_id:
        raise Refused("tier_not_in_program", tier=tier_id)
    first, last = _day(shape, "first_day", today), _day(shape, "last_day", "")
    if last and last < first:
        raise damaged(shape.at("last_day"), "must not lie before the first day")
    return Granted(tier_id, shape.text("reason", longest=200), first, last)


def _refunded(book: TierBook, name: str) -> TierBook:
    """Return ``book`` with the newest payment for a membership taken back."""
    for place in reversed(range(len(book.paid))):
        each = book.paid[place]
        if each.membership_id == name and not each.refunded:
            back = replace(each, refunded=True)
            return replace(book, paid=(*book.paid[:place], back, *book.paid[place + 1 :]))
    raise Refused("membership_not_paid", membership=name)


def _day(shape: Shape, key: str, default: str) -> str:
    if not shape.has(key):
        return default
    try:
        return add_days(shape.text(key, longest=10), 0)
    except ValueError as wrong:
        raise damaged(shape.at(key), "must be a day like '2026-11-22'") from wrong


_KNOWN = sa.select(_EVENT.c.event).where(_EVENT.c.event_id == sa.bindparam("id"))
