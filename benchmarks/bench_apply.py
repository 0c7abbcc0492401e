"""Operations applied by the server, at three sizes of batch, against bare SQL and a row-by-row ORM.

All three take turns on one database, SQLite first and then PostgreSQL, both flushing every commit.
Applying is measured at the function that the route calls: no HTTP, no signature.
"""

import gc
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
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
    open_books: Callable[[], Books]
    free: Iterator[tuple[int, str]]
    program: Program = field(default_factory=lambda: read_program(sample.program_document()))

    def till(self, buyers: int) -> PushingTill:
        """Return a new till that has borrowed from ``buyers`` members of its own."""
        members = [next(self.free) for _ in range(buyers)]
        return PushingTill(self.database, self.house, members, self.program)


def rows(server: Server) -> list[Row]:
    """Measure every size of batch, and the ORM once."""
    books = server.open_books()
    per_operation: dict[int, tuple[Spent, Spent]] = {}
    for size in ROUNDS:
        ours = _requests(server, size)
        bare = _batches(server, size)
        per_operation[size] = _take_turns(ours, bare, books, size)
    orm = _orm(server)
    books.close()
    made = [_row(server, size, *per_operation[size]) for size in ROUNDS]
    best = per_operation[100][0].wall
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


def _row(server: Server, size: int, ours: Spent, bare: Spent) -> Row:
    name, aim, least = _AIMS[size]
    return Row(
        f"{server.name}: operations applied, batch {size:,}",
        f"{1 / ours.wall:,.0f}/s",
        f"{name} {1 / bare.wall:,.0f}/s",
        round(bare.wall / ours.wall, 3),
        aim,
        bare.wall / ours.wall >= least,
        {
            "us_per_operation": round(ours.wall * 1e6),
            "bare_us": round(bare.wall * 1e6),
            "cpu_us": round(ours.cpu * 1e6),
            "bare_cpu_us": round(bare.cpu * 1e6),
        },
    )


def _take_turns(
    ours: Sequence[tuple[PushingTill, PushRequest]],
    bare: Sequence[Batch],
    books: Books,
    size: int,
) -> tuple[Spent, Spent]:
    """Return what an operation takes in both ways: medians over the rounds but the first."""
    spent: list[Spent] = []
    spent_bare: list[Spent] = []
    # What was made beforehand belongs to neither way, so no collection has to look at it.
    gc.collect()
    gc.freeze()
    with collecting_seldom():
        for (till, request), batch in zip(ours, bare, strict=True):
            books.rest()
            spent.append(_spent(lambda: till.push(request), size))  # noqa: B023 - called at once
            books.rest()
            spent_bare.append(_spent(lambda: books.apply(batch), size))  # noqa: B023
    gc.unfreeze()
    return _middle(spent[1:]), _middle(spent_bare[1:])


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
        yield Server("SQLite", database, shop.house, lambda: SqliteBooks(str(path)), _buyers(size))
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
        yield Server("PostgreSQL", database, shop.house, lambda: PostgresBooks(url), _buyers(size))
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
