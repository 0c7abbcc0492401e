"""The same sales by bare SQL, set by set: what applying costs where nothing is decided or checked.

Every row that the server would write is made beforehand; what is timed are a handful of statements
and the commit.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg

from benchmarks import million
from benchmarks.pushing import DAY, PushingTill
from pos_member.domain import canonical
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Sale
from pos_member.domain.transfers import transfers_of
from sync.protocol.messages import PushedEntry

Cells = Sequence[tuple[Any, ...]]
_TYPES = {
    "operation": "text bigint bigint text text bigint text bigint bigint text bigint bytea text"
    " text text text bigint bigint",
    "ledger": "text bigint bigint text text bigint text text text text bigint",
    "lot": "bigint text text bigint",
}


@dataclass(frozen=True)
class Batch:
    """Rows of many sales, by table; amounts that are moved, summed by member and by lease."""

    operation: Cells
    ledger: Cells
    lot: Cells
    holding: Cells
    lease: Cells
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
    return Batch(
        operation,
        ledger,
        lot,
        [(*moved[no], moved[no][1], no) for no in sorted(moved)],
        [(amount, lease_id) for lease_id, amount in sorted(taken.items())],
        (last.seq, last.hash, last.seq, till.terminal_id),
    )


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
            "UPDATE member SET last_visit_day = ? WHERE no = ?", [(DAY, n) for n in batch.numbers]
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
    """Bare SQL over psycopg: arrays and ``unnest``, one statement a table."""

    def __init__(self, url: str) -> None:
        self._raw = psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:"))

    def apply(self, batch: Batch) -> None:
        """Write all of ``batch`` and commit."""
        raw = self._raw
        for table, types in _TYPES.items():
            rows: Cells = getattr(batch, table)
            arrays = ",".join(f"%s::{name}[]" for name in types.split())
            raw.execute(f"INSERT INTO {table} SELECT * FROM unnest({arrays})", _columns(rows))
        raw.execute(
            "UPDATE holding h SET principal = h.principal + d.a, points = h.points + d.b,"
            " qualifying = h.qualifying + d.c, free_points = h.free_points + d.e FROM unnest("
            "%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])"
            " AS d(a, b, c, e, no) WHERE h.no = d.no",
            _columns(batch.holding),
        )
        raw.execute(
            "UPDATE lease l SET remaining = l.remaining - d.a FROM unnest(%s::bigint[], %s::text[])"
            " AS d(a, id) WHERE l.lease_id = d.id",
            _columns(batch.lease),
        )
        raw.execute(
            "UPDATE member SET last_visit_day = %s WHERE no = ANY(%s)", (DAY, batch.numbers)
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
        raw.commit()

    def rest(self) -> None:
        """Do nothing: PostgreSQL writes its pages behind everybody's back."""

    def close(self) -> None:
        """Close the line."""
        self._raw.close()


def _columns(rows: Cells) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
