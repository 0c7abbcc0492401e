"""Operations applied by the server, at three sizes of batch, against bare SQL and a row-by-row ORM.

All three take turns on one database, SQLite first and then PostgreSQL, both flushing every commit.
Applying is measured at the function that the route calls: no HTTP, no signature.
"""

import gc
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psycopg

from benchmarks import million
from benchmarks.bare_books import Batch, Books, PostgresBooks, SqliteBooks, batch_of
from benchmarks.harness import Row, members_asked, report
from benchmarks.orm_books import OrmBooks
from benchmarks.pushing import PushingTill
from pos_member.domain.program import Program
from pos_member.domain.program_document import read_program
from sync.protocol.messages import PushRequest
from sync.server import sample
from sync.server.database import ServerDatabase
from sync.server.house import House
from sync.server.serve import collecting_seldom
from sync.simulator import postgresql

TILLS = 200
ROUNDS = {1: TILLS, 100: 9, 1_000: 5}
BUYERS = 50
ORM_OPERATIONS = 20
_AIMS = {
    1: ("bare one by one, 200 tills", "≥ 100 %", 1.0),
    100: ("bare set-based", "≥ 70 %", 0.7),
    1_000: ("bare set-based", "≥ 70 %", 0.7),
}
_COPIED = ("member", "holding", "lot", "program", "feed")


@dataclass(frozen=True)
class Spent:
    """Seconds per operation: by the clock, and of this process alone.

    Where others are busy the clock says little; the database's own work is not in the second one.
    """

    wall: float
    cpu: float


@dataclass
class Server:
    """A database with members, and who of them can still be given to a till."""

    name: str
    database: ServerDatabase
    house: House
    ways: Mapping[str, Callable[[], Books]]
    free: Iterator[tuple[int, str]]
    program: Program = field(default_factory=lambda: read_program(sample.program_document()))

    def till(self, buyers: int) -> PushingTill:
        """Return a new till that has borrowed from ``buyers`` members of its own."""
        members = [next(self.free) for _ in range(buyers)]
        return PushingTill(self.database, self.house, members, self.program)


def rows(server: Server) -> list[Row]:
    """Measure every size of batch, and the ORM once."""
    books = {way: open_books() for way, open_books in server.ways.items()}
    taken = {size: _take_turns(server, books, size) for size in ROUNDS}
    orm = _orm(server)
    for each in books.values():
        each.close()
    made = [_row(server, size, turns) for size, turns in taken.items()]
    best = taken[100].ours.wall
    made.append(
        Row(
            f"{server.name}: batches of 100 against an ORM",
            f"{1 / best:,.0f}/s",
            f"ORM row by row {1 / orm:,.0f}/s",
            round(orm / best, 1),
            "≥ 20 x",
            orm / best >= 20,
        )
    )
    return made


def _row(server: Server, size: int, turns: "Turns") -> Row:
    name, aim, least = _AIMS[size]
    ours, bare = turns.ours, turns.bare[turns.fastest]
    return Row(
        f"{server.name}: operations applied, batch {size:,}",
        f"{1 / ours.wall:,.0f}/s",
        f"{name} ({turns.fastest}) {1 / bare.wall:,.0f}/s",
        round(turns.ratio, 3),
        aim,
        turns.ratio >= least,
        {
            "members": members_asked(),
            "us_per_operation": round(ours.wall * 1e6),
            "bare_us": {way: round(each.wall * 1e6) for way, each in turns.bare.items()},
            "cpu_us": round(ours.cpu * 1e6),
            "bare_cpu_us": {way: round(each.cpu * 1e6) for way, each in turns.bare.items()},
        },
    )


@dataclass(frozen=True)
class Turns:
    """What an operation took in every way: medians over the rounds but the first.

    Attributes:
        fastest: the bare way that took least.
        ratio: of that way to ours, the middle one of all rounds.
    """

    ours: Spent
    bare: dict[str, Spent]
    fastest: str
    ratio: float


def _take_turns(server: Server, books: Mapping[str, Books], size: int) -> Turns:
    """Let every way work through as many batches, one after another, who begins going round."""
    ours = _requests(server, size)
    bare = {way: _batches(server, size) for way in books}
    spent: dict[str, list[Spent]] = {way: [] for way in ("", *books)}
    # What was made beforehand belongs to no way, so no collection has to look at it.
    gc.collect()
    gc.freeze()
    with collecting_seldom():
        for number in range(ROUNDS[size]):
            for way in _from(list(spent), number):
                for each in books.values():
                    each.rest()
                spent[way].append(_turn(ours[number], bare, books, (way, number, size)))
    gc.unfreeze()
    middle = {way: _middle(found[1:]) for way, found in spent.items()}
    fastest = min(books, key=lambda way: middle[way].wall)
    pairs = zip(spent[fastest][1:], spent[""][1:], strict=True)
    ratio = median(his.wall / mine.wall for his, mine in pairs)
    return Turns(middle.pop(""), middle, fastest, ratio)


def _turn(
    ours: tuple[PushingTill, PushRequest],
    bare: Mapping[str, Sequence[Batch]],
    books: Mapping[str, Books],
    turn: tuple[str, int, int],
) -> Spent:
    way, number, size = turn
    if way:
        return _spent(lambda: books[way].apply(bare[way][number]), size)
    till, request = ours
    return _spent(lambda: till.push(request), size)


def _from(ways: list[str], number: int) -> list[str]:
    place = number % len(ways)
    return ways[place:] + ways[:place]


def _spent(work: Callable[[], object], size: int) -> Spent:
    begun, start = time.thread_time(), time.perf_counter()
    work()
    return Spent((time.perf_counter() - start) / size, (time.thread_time() - begun) / size)


def _middle(spent: Sequence[Spent]) -> Spent:
    return Spent(median(each.wall for each in spent), median(each.cpu for each in spent))


def _requests(server: Server, size: int) -> list[tuple[PushingTill, PushRequest]]:
    if size == 1:
        tills = [server.till(1) for _ in range(ROUNDS[1])]
        return [(till, till.request(till.write_sales(1))) for till in tills]
    return [_pushed(server.till(BUYERS), size) for _ in range(ROUNDS[size])]


def _pushed(till: PushingTill, size: int) -> tuple[PushingTill, PushRequest]:
    return till, till.request(till.write_sales(size))


def _batches(server: Server, size: int) -> list[Batch]:
    buyers = 1 if size == 1 else BUYERS
    tills = [server.till(buyers) for _ in range(ROUNDS[size])]
    return [batch_of(till, till.write_sales(size)) for till in tills]


def _orm(server: Server) -> float:
    till = server.till(BUYERS)
    batches = [batch_of(till, till.write_sales(1)) for _ in range(ORM_OPERATIONS)]
    orm = OrmBooks(server.database.engine)
    spent = []
    for batch in batches:
        start = time.perf_counter()
        orm.apply(batch)
        spent.append(time.perf_counter() - start)
    return median(spent[1:])


@contextmanager
def sqlite_server(size: int) -> Iterator[Server]:
    """Give a copy of the shop's own database."""
    shop = million.shop_of(size)
    shop.database.dispose()
    with TemporaryDirectory(dir=million.OUT) as place:
        path = Path(place) / "server.db"
        shutil.copyfile(_file_of(size), path)
        database = ServerDatabase(f"sqlite:///{path}")
        yield Server(
            "SQLite",
            database,
            shop.house,
            {"executemany": lambda: SqliteBooks(str(path))},
            _buyers(size),
        )
        database.dispose()


@contextmanager
def postgres_server_of(size: int) -> Iterator[Server]:
    """Give a PostgreSQL of our own with the same members."""
    shop = million.shop_of(size)
    shop.database.dispose()
    with postgresql.running(durable=True) as socket:
        url = postgresql.new_database(socket, "bench")
        database = ServerDatabase(url)
        database.migrate()
        _copy(_file_of(size), url)
        ways = {
            "arrays": lambda: PostgresBooks(url),
            "arrays in a pipeline": lambda: PostgresBooks(url, pipelined=True),
            "COPY": lambda: PostgresBooks(url, copies=True),
        }
        yield Server("PostgreSQL", database, shop.house, ways, _buyers(size))
        database.dispose()


def _copy(path: Path, url: str) -> None:
    source = sqlite3.connect(path)
    with psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:")) as target:
        for table in _COPIED:
            with target.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                for row in source.execute(f"SELECT * FROM {table}"):
                    copy.write_row(row)
        target.execute("SELECT setval('member_no_seq', (SELECT max(no) FROM member))")
        target.execute("ANALYZE")
    source.close()


def _buyers(size: int) -> Iterator[tuple[int, str]]:
    """Yield members from all over the shop who hold enough to be lent the till's share."""
    raw = sqlite3.connect(_file_of(size))
    found = raw.execute(
        "SELECT m.no, m.member_id FROM member m JOIN holding h ON h.no = m.no"
        " WHERE h.free_principal >= 30000 AND m.status = 'active'"
        " ORDER BY m.no * 7919 % 1000003 LIMIT 5000"
    ).fetchall()
    raw.close()
    yield from found


def _file_of(size: int) -> Path:
    return million.OUT / f"server-{size}" / "server.db"


def main() -> None:
    """Measure and print."""
    size = members_asked()
    for server_of in (sqlite_server, postgres_server_of):
        with server_of(size) as server:
            report(rows(server))


if __name__ == "__main__":
    main()
