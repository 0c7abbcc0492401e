"""What time alone changes: tiers that end, come back or begin at the shop's midnight.

Each book says the day on which it has to be looked at again, so a turn costs what really changes. A
new program lets every book be looked at. It may run as often as one likes, on any worker.
"""

import threading
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from pos_member.domain.clock import ShopDays
from pos_member.domain.errors import Unavailable
from pos_member.domain.ledger import Kind
from pos_member.domain.program import Program
from sync.server import programs, tables, tier_books
from sync.server.books import Books
from sync.server.database import ServerDatabase
from sync.server.house import House
from sync.server.tier_events import settle

AT_ONCE = 500
EVERY_S = 60
_DECIDED_BY = "tiers_decided_by"
"""The program version that every book was looked at under."""
_BOOK = tables.tier_book


def turn(database: ServerDatabase, house: House, *, now_ms: int) -> int:
    """Decide the tiers of all whose day has come; return how many members were looked at."""
    # In a transaction of its own, or its locks would be taken in another order than a push's.
    database.write(lambda connection: _begin_program(connection, house, now_ms))
    looked = 0
    while True:
        found = database.write(lambda connection: turn_some(connection, house, now_ms=now_ms))
        looked += found
        if found < AT_ONCE:
            return looked


def turn_some(connection: Connection, house: House, *, now_ms: int) -> int:
    """Decide the tiers of at most ``AT_ONCE`` members whose day has come; return how many."""
    program = programs.current(connection, house, now_ms).program
    if program is None or not program.tiers:
        return 0
    today = ShopDays(program.zone).calendar_day(now_ms)
    ids = connection.execute(_DUE, {"today": today}).scalars().all()
    books = Books(connection, "")
    numbers = sorted(books.read_members(ids).values())
    books.read_standings(numbers)
    settle(connection, books, {no: _tier(books, no, program, today) for no in numbers})
    return len(numbers)


def _tier(books: Books, no: int, program: Program, today: str) -> str:
    said = books.standing(no)
    book = books.tiers.book(no, said.tier_id, books.balance(no, Kind.QUALIFYING))
    rest = tier_books.Rest(said.rest, said.tier_id)
    return tier_books.settled(books.tiers, no, rest, program=program, book=book, day=today)


def _begin_program(connection: Connection, house: House, now_ms: int) -> None:
    """Let every book be looked at where another program has come into force."""
    program = programs.current(connection, house, now_ms).program
    if program is None or connection.execute(_VERSION).scalar() == str(program.version):
        return
    connection.execute(sa.update(_BOOK).values(look_day=""))
    connection.execute(_FORGET)
    row = {"key": _DECIDED_BY, "value": str(program.version)}
    connection.execute(sa.insert(tables.setting), row)


class Turner:
    """Turns the day on a thread of its own while a server runs; ``stop`` waits for it to end."""

    def __init__(self, database: ServerDatabase, house: House, now_ms: Callable[[], int]) -> None:
        self._database, self._house, self._now_ms = database, house, now_ms
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="day-turn", daemon=True)

    def start(self) -> None:
        """Begin: once now, then every minute."""
        self._thread.start()

    def stop(self) -> None:
        """End after what is being written."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        ended = False
        while not ended:
            # A database that is away for a minute is asked again after it.
            with suppress(Unavailable, DBAPIError):
                turn(self._database, self._house, now_ms=self._now_ms())
            ended = self._stopping.wait(EVERY_S)


_DUE = (
    sa.select(tables.member.c.member_id)
    .join(_BOOK, _BOOK.c.no == tables.member.c.no)
    .where(_BOOK.c.look_day <= sa.bindparam("today"))
    .order_by(_BOOK.c.no)
    .limit(AT_ONCE)
)
_VERSION = sa.select(tables.setting.c.value).where(tables.setting.c.key == _DECIDED_BY)
_FORGET = sa.delete(tables.setting).where(tables.setting.c.key == _DECIDED_BY)
