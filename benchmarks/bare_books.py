"""The same sales by bare SQL, set by set: what applying costs where nothing is decided or checked.

Every row that the server would write is made beforehand; what is timed are a handful of statements
and the commit. On PostgreSQL there are three ways to do that, and the fastest one is the baseline.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg

from benchmarks import million
from benchmarks.pushing import DAY, PushingTill
from pos_member.domain import canonical
from pos_member.domain.ledger import Reason
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Sale
from pos_member.domain.tier_book import decided, done, first_book, look_day, write_book
from pos_member.domain.tier_decision import Counted
from pos_member.domain.tier_rules import Measure
from pos_member.domain.transfers import transfers_of
from sync.protocol.messages import PushedEntry
from sync.server import sets
from sync.server.levelling import LATER_MAX
from sync.server.members import Standing, visited

Cells = Sequence[tuple[Any, ...]]
_TYPES = {
    "operation": "text bigint bigint text text bigint text bigint bigint text bigint bytea text"
    " text text text bigint bigint",
    "ledger": "text bigint bigint text text bigint text text text text bigint",
    "lot": "bigint text text bigint",
}


@dataclass(frozen=True)
class Batch:
    """Rows of many sales, by table; amounts that are moved, summed by member and by lease.

    Attributes:
        member: what is said of each that was not before: last visit and the rest, by number.
        tier_book: each buyer's, as it is afterwards.
        wish: shares that the till is to look at in its next push.
    """

    operation: Cells
    ledger: Cells
    lot: Cells
    holding: Cells
    lease: Cells
    member: Cells
    tier_book: Cells
    wish: Cells
    terminal: tuple[Any, ...]

    @property
    def numbers(self) -> list[int]:
        """Return the members' numbers in order."""
        return [int(row[-1]) for row in self.holding]


class Books(Protocol):
    """A database that takes batches, one transaction each."""

    def apply(self, batch: Batch) -> None:
        """Write all of ``batch`` and commit."""
        ...

    def rest(self) -> None:
        """Bring the log home: who goes next shall not pay for what went before."""
        ...

    def close(self) -> None:
        """Give the database back."""
        ...


def batch_of(till: PushingTill, entries: Sequence[PushedEntry]) -> Batch:
    """Return what the sales ``entries`` of ``till`` come to."""
    no_of = {member_id: no for no, member_id in till.members}
    operation, ledger, lot = [], [], []
    moved: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    taken: dict[str, int] = defaultdict(int)
    for pushed in entries:
        entry, draft, moment = pushed.entry, pushed.entry.draft, pushed.entry.draft.moment
        sale = read_body(draft.kind, canonical.load(draft.body))
        assert isinstance(sale, Sale)
        no = no_of[str(sale.member_id)]
        made = (draft.op_id, draft.kind, draft.schema_version, draft.actor_id)
        when = (moment.wall_ms, moment.mono_ms, moment.boot_id, moment.tz_min)
        became = (draft.body, entry.prev, entry.hash, "applied", "", 1, million.NOW_MS)
        operation.append((till.terminal_id, 1, entry.seq, *made, *when, *became))
        for line, each in enumerate(transfers_of(draft.op_id, sale)):
            moves = (each.debit, each.credit, each.amount, each.unit, each.reason.value)
            ledger.append(
                (draft.op_id, line, no, *moves, each.lot, each.expires_day, million.NOW_MS)
            )
        lot.append((no, draft.op_id, sale.points_expire_day, sale.points_earned))
        for place, change in enumerate((-sale.due, sale.points_earned, sale.qualifying)):
            moved[no][place] += change
        for leg in sale.tenders[0].legs:
            taken[leg.lease_id] += leg.amount
    last = entries[-1].entry
    numbers = sorted(moved)
    times = Counter(row[2] for row in ledger if row[7] == Reason.QUALIFY.value)
    counted = {no: Counted(DAY, Measure.SPEND, moved[no][2], times=times[no]) for no in numbers}
    return Batch(
        operation,
        ledger,
        lot,
        [(*moved[no], moved[no][1], no) for no in numbers],
        [(amount, lease_id) for lease_id, amount in sorted(taken.items())],
        [_said(till, no) for no in numbers],
        [_book(till, no, counted[no]) for no in numbers],
        [(till.terminal_id, no, "principal", "", 0, 0, 1, "") for no in numbers[-LATER_MAX:]],
        (last.seq, last.hash, last.seq, till.terminal_id),
    )


def _said(till: PushingTill, no: int) -> tuple[Any, ...]:
    """Return what is said of member ``no`` after a visit, and the number."""
    with till.database.reading() as connection:
        row = connection.exec_driver_sql(
            f"SELECT tier_id, last_visit_day, rest FROM member WHERE no = {no}"
        ).one()
    said = visited(Standing(*row), DAY)
    return said.tier_id, DAY, said.rest, no


def _book(till: PushingTill, no: int, new: Counted) -> tuple[Any, ...]:
    """Return the row of a member's tier book after ``new``."""
    with till.database.reading() as connection:
        tier_id, held = connection.exec_driver_sql(
            "SELECT tier_id, qualifying FROM member JOIN holding ON holding.no = member.no"
            f" WHERE member.no = {no}"
        ).one()
    book, _ = decided(done(first_book(tier_id, held), new), till.program, "", DAY)
    return no, write_book(book), look_day(book, till.program, "", DAY)


class SqliteBooks:
    """Bare SQL over ``sqlite3``."""

    def __init__(self, path: str) -> None:
        self._raw = sqlite3.connect(path, isolation_level=None)
        self._raw.execute("PRAGMA synchronous=FULL")
        self._raw.execute("PRAGMA busy_timeout=5000")
        self._raw.execute("PRAGMA cache_size=-65536")  # as the server has it

    def apply(self, batch: Batch) -> None:
        """Write all of ``batch`` and commit."""
        raw = self._raw
        raw.execute("BEGIN IMMEDIATE")
        for table in _TYPES:
            rows: Cells = getattr(batch, table)
            marks = ",".join("?" * len(rows[0]))
            raw.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        raw.executemany(
            "UPDATE holding SET principal = principal + ?, points = points + ?, qualifying ="
            " qualifying + ?, free_points = free_points + ? WHERE no = ?",
            batch.holding,
        )
        raw.executemany(
            "UPDATE lease SET remaining = remaining - ? WHERE lease_id = ?", batch.lease
        )
        raw.executemany(
            "UPDATE member SET tier_id = ?, last_visit_day = ?, rest = ? WHERE no = ?", batch.member
        )
        raw.executemany(
            "INSERT INTO tier_book VALUES (?, ?, ?)"
            " ON CONFLICT(no) DO UPDATE SET book = excluded.book, look_day = excluded.look_day",
            batch.tier_book,
        )
        raw.executemany(
            "INSERT INTO wish VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", batch.wish
        )
        raw.executemany(
            "INSERT INTO feed VALUES (?, ?, 0, (SELECT max(ver) + 1 FROM feed WHERE tx = 0))"
            " ON CONFLICT(kind, key) DO UPDATE SET tx = excluded.tx, ver = excluded.ver",
            [(kind, str(no)) for kind in ("figures", "profile") for no in batch.numbers],
        )
        raw.execute(
            "UPDATE terminal SET last_seq = ?, last_hash = ?, head_seq = ? WHERE terminal_id = ?",
            batch.terminal,
        )
        raw.execute("COMMIT")

    def rest(self) -> None:
        """Write the log into the database file."""
        self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the file."""
        self._raw.close()


class PostgresBooks:
    """Bare SQL over psycopg, one statement a table.

    Args:
        copies: new rows come by COPY, else as arrays that the driver need not look into.
        pipelined: nothing waits for the answer to the statement before; not where rows are copied.
    """

    def __init__(self, url: str, *, copies: bool = False, pipelined: bool = False) -> None:
        self._raw = psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:"))
        self._copies = copies
        self._pipelined = pipelined

    def apply(self, batch: Batch) -> None:
        """Write all of ``batch`` and commit."""
        with self._raw.pipeline() if self._pipelined else nullcontext():
            self._insert(batch)
            self._update(batch)
            self._raw.commit()

    def _insert(self, batch: Batch) -> None:
        for table, types in _TYPES.items():
            rows: Cells = getattr(batch, table)
            if self._copies:
                with self._raw.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                into = f"INSERT INTO {table} SELECT * FROM"
                self._raw.execute(f"{into} {_given(types)}", _arrays(rows))

    def _update(self, batch: Batch) -> None:
        raw = self._raw
        raw.execute(
            "UPDATE holding h SET principal = h.principal + d.a, points = h.points + d.b,"
            " qualifying = h.qualifying + d.c, free_points = h.free_points + d.e"
            f" FROM {_given('bigint bigint bigint bigint bigint')} AS d(a, b, c, e, no)"
            " WHERE h.no = d.no",
            _arrays(batch.holding),
        )
        raw.execute(
            f"UPDATE lease l SET remaining = l.remaining - d.a FROM {_given('bigint text')}"
            " AS d(a, id) WHERE l.lease_id = d.id",
            _arrays(batch.lease),
        )
        raw.execute(
            "UPDATE member m SET tier_id = d.t, last_visit_day = d.v, rest = d.r"
            f" FROM {_given('text text text bigint')} AS d(t, v, r, no) WHERE m.no = d.no",
            _arrays(batch.member),
        )
        raw.execute(
            f"INSERT INTO tier_book SELECT * FROM {_given('bigint text text')}"
            " ON CONFLICT(no) DO UPDATE SET book = excluded.book, look_day = excluded.look_day",
            _arrays(batch.tier_book),
        )
        raw.execute(
            "INSERT INTO wish SELECT * FROM"
            f" {_given('text bigint text text bigint bigint bigint text')} ON CONFLICT DO NOTHING",
            _arrays(batch.wish),
        )
        raw.execute(
            "INSERT INTO feed SELECT kind, key, pg_current_xact_id()::text::bigint,"
            " nextval('feed_ver') FROM unnest(%s::text[]) AS k(key), unnest("
            "ARRAY['figures', 'profile']) AS n(kind) ON CONFLICT(kind, key)"
            " DO UPDATE SET tx = excluded.tx, ver = excluded.ver",
            ([str(no) for no in batch.numbers],),
        )
        raw.execute(
            "UPDATE terminal SET last_seq = %s, last_hash = %s, head_seq = %s"
            " WHERE terminal_id = %s",
            batch.terminal,
        )

    def rest(self) -> None:
        """Do nothing: PostgreSQL writes its pages behind everybody's back."""

    def close(self) -> None:
        """Close the line."""
        self._raw.close()


def _given(types: str) -> str:
    return f"unnest({','.join(f'%s::{name}[]' for name in types.split())})"


def _arrays(rows: Cells) -> list[str]:
    return [sets.array(column) for column in zip(*rows, strict=True)]
