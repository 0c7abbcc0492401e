"""Writes the replica: the pages of the feed, in short transactions, the search index kept right.

Rows are written before the cursor that covers them, and writing a row again changes nothing, so a
crash at any point costs a repetition. The last transaction of a page is flushed, because the window
drops its own effects on the strength of it.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pos_member.domain.canonical import JsonValue
from pos_member.domain.errors import Damaged
from pos_member.storage.database import open_file
from pos_member.storage.faults import report_faults
from sync.protocol import replica
from sync.protocol.pages import FigureRow, Page

ROWS_A_TRANSACTION = 200
_Item = TypeVar("_Item")
_Cell = int | str | bytes | None
_Row = Mapping[str, JsonValue]

_FIGURES = """
INSERT INTO figures(no, principal, bonus, points, qualifying, included_seq)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT(no) DO UPDATE SET principal = excluded.principal, bonus = excluded.bonus,
  points = excluded.points, qualifying = excluded.qualifying, included_seq = excluded.included_seq
"""
_TIER_BOOK = "INSERT OR REPLACE INTO tier_book(no, book) VALUES (?, ?)"
_SUMS = """
SELECT (SELECT count(*) FROM member), coalesce(sum(principal), 0), coalesce(sum(bonus), 0),
  coalesce(sum(points), 0), (SELECT count(*) FROM coupon WHERE state = 'open') FROM figures
"""


class ReplicaWriter:
    """The one writer of the file at ``path``, which is a replica already.

    It takes plain SQL over the driver: ten thousand changed balances are due in 0.3 s.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with report_faults(path):
            self._raw = open_file(path, read_only=False)
            self._raw.execute("PRAGMA journal_mode=WAL").fetchone()
            self._raw.execute("PRAGMA busy_timeout=5000").fetchone()
            self._raw.execute("PRAGMA wal_autocheckpoint=0").fetchone()
            self._raw.execute("PRAGMA synchronous=NORMAL")
        self._unmoved = 0

    def apply(self, page: Page) -> None:
        """Write the rows of ``page``, then its cursor; on return they are on the disk.

        Raises:
            Damaged: ``shape``: a row is not what the replica stores; the cursor is unchanged.
        """
        try:
            with report_faults(self.path):
                self._put_rows(page)
                self._finish(page)
        except (sqlite3.IntegrityError, OverflowError) as wrong:
            raise Damaged("shape", path="row", why=str(wrong)[:200]) from wrong
        self._unmoved += len(page.profiles) + len(page.figures) + len(page.goods)

    def sums(self) -> dict[str, int]:
        """Return the sums that the server's check must equal."""
        with report_faults(self.path):
            found = self._raw.execute(_SUMS).fetchone()
        names = ("members", "principal", "bonus", "points", "coupons")
        return dict(zip(names, found, strict=True))

    def value(self, key: str) -> str:
        """Return the replica's own note ``key`` (``sync.protocol.replica.META_*``), or nothing."""
        with report_faults(self.path):
            row = self._raw.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def checkpoint(self, *, least_rows: int = 0) -> None:
        """Move the log into the file when at least ``least_rows`` rows wait; not while selling."""
        if self._unmoved >= least_rows:
            with report_faults(self.path):
                self._raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            self._unmoved = 0

    def close(self) -> None:
        """Close the file."""
        self._raw.close()

    @contextmanager
    def _transaction(self, *, flushed: bool = False) -> Iterator[None]:
        self._raw.execute(f"PRAGMA synchronous={'FULL' if flushed else 'NORMAL'}")
        self._raw.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._raw.execute("COMMIT")
        except BaseException:
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK")
            raise

    def _put_rows(self, page: Page) -> None:
        for part in _parts(page.profiles):
            with self._transaction():
                for row in part:
                    self._put_profile(row)
        for figures in _parts(page.figures):
            with self._transaction():
                self._put_figures(figures)
        for part in _parts(page.goods):
            with self._transaction():
                for row in part:
                    self._put_goods(row)

    def _finish(self, page: Page) -> None:
        with self._transaction(flushed=True):
            for row in page.staff:
                self._put("staff", replica.STAFF_COLUMNS, row)
            for row in page.coupons:
                self._put("coupon", replica.COUPON_COLUMNS, row)
            if page.program is not None:
                self._put(
                    "program", ("version", "valid_from_ms", "document", "signature"), page.program
                )
            notes = {replica.META_CURSOR: page.cursor, replica.META_EPOCH: page.server_epoch}
            if not page.more:
                # Only now is every row as the server had it then.
                notes[replica.META_SERVER_TIME] = str(page.server_time_ms)
            self._raw.executemany(
                "INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)", list(notes.items())
            )

    def _put_figures(self, rows: Sequence[FigureRow]) -> None:
        self._raw.executemany(
            _FIGURES,
            [(r.no, r.principal, r.bonus, r.points, r.qualifying, r.included_seq) for r in rows],
        )
        # With the figures, because both include the same operations of this till.
        books = [(r.no, r.tier_book) for r in rows if r.tier_book]
        if books:
            self._raw.executemany(_TIER_BOOK, books)

    def _put_profile(self, row: _Row) -> None:
        no = _integer(row, "no")
        before = self._raw.execute(
            "SELECT name_chars, pinyin FROM member WHERE no = ?", (no,)
        ).fetchone()
        self._put("member", replica.PROFILE_COLUMNS, row)
        after = (_text(row, "name_chars"), _text(row, "pinyin"))
        if before != after:
            self._index(no, before, after)
        self._put_keys(no, row)

    def _index(self, no: int, before: tuple[str, str] | None, after: tuple[str, str]) -> None:
        for place, name in enumerate(("name_chars", "pinyin")):
            fts = "name_fts" if name == "name_chars" else "pinyin_fts"
            if before is not None:
                # An index over foreign content forgets a row only by its former words.
                self._raw.execute(
                    f"INSERT INTO {fts}({fts}, rowid, {name}) VALUES ('delete', ?, ?)",  # noqa: S608
                    (no, before[place]),
                )
            self._raw.execute(
                f"INSERT INTO {fts}(rowid, {name}) VALUES (?, ?)",  # noqa: S608
                (no, after[place]),
            )

    def _put_keys(self, no: int, row: _Row) -> None:
        for table in ("member_code", "member_phone", "member_term"):
            self._raw.execute(f"DELETE FROM {table} WHERE no = ?", (no,))  # noqa: S608
        self._raw.executemany(
            "INSERT OR REPLACE INTO member_code(code, kind, no, status) VALUES (?, ?, ?, ?)",
            [
                (_text(code, "code"), _text(code, "kind"), no, _text(code, "status"))
                for code in _objects(row, "codes")
            ],
        )
        # A present number comes after a former one with the same last four, and stays.
        found = _objects(row, "phones")
        phones = sorted((1 - bool(phone.get("former")), _key(phone)) for phone in found)
        self._raw.executemany(
            "INSERT OR REPLACE INTO member_phone(key, no, former) VALUES (?, ?, ?)",
            [(key, no, 1 - present) for present, key in phones],
        )
        self._raw.executemany(
            "INSERT OR IGNORE INTO member_term(term, no) VALUES (?, ?)",
            [(term, no) for term in _texts(row, "terms")],
        )

    def _put_goods(self, row: _Row) -> None:
        self._put("goods", replica.GOODS_COLUMNS, row)
        sku = _text(row, "sku")
        self._raw.execute("DELETE FROM goods_code WHERE sku = ?", (sku,))
        self._raw.executemany(
            "INSERT OR REPLACE INTO goods_code(code, sku) VALUES (?, ?)",
            [(code, sku) for code in _texts(row, "codes")],
        )

    def _put(self, table: str, columns: Sequence[str], row: _Row) -> None:
        names, first = ", ".join(columns), columns[0]
        marks = ", ".join("?" * len(columns))
        changes = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
        self._raw.execute(
            f"INSERT INTO {table}({names}) VALUES ({marks}) "  # noqa: S608
            f"ON CONFLICT({first}) DO UPDATE SET {changes}",
            [_cell(row, name) for name in columns],
        )


def _parts(rows: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(rows), ROWS_A_TRANSACTION):
        yield rows[start : start + ROWS_A_TRANSACTION]


def _cell(row: _Row, name: str) -> _Cell:
    value = row.get(name)
    if isinstance(value, bool):
        return int(value)
    if value is None or isinstance(value, int | str):
        return value
    raise Damaged("shape", path=name, why="must be a text or an integer")


def _integer(row: _Row, name: str) -> int:
    value = row.get(name)
    if not isinstance(value, int):
        raise Damaged("shape", path=name, why="must be an integer")
    return value


def _text(row: _Row, name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise Damaged("shape", path=name, why="must be a text")
    return value


def _objects(row: _Row, name: str) -> list[_Row]:
    found = row.get(name)
    if not isinstance(found, list):
        raise Damaged("shape", path=name, why="must be a list")
    if not all(isinstance(item, dict) for item in found):
        raise Damaged("shape", path=name, why="must hold objects")
    return [item for item in found if isinstance(item, dict)]


def _texts(row: _Row, name: str) -> list[str]:
    found = row.get(name)
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise Damaged("shape", path=name, why="must be a list of texts")
    return [item for item in found if isinstance(item, str)]


def _key(phone: _Row) -> bytes:
    try:
        return bytes.fromhex(_text(phone, "key"))
    except ValueError as wrong:
        raise Damaged("shape", path="key", why="must be hex") from wrong
