"""Writes a till's replica as a ready SQLite file with all its indexes, out of one moment.

Made once and fetched by many: a new till reads a file of a million members in a second, where pages
take minutes. Rows first and indexes after them, because that is several times faster.
"""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.journal import place_of
from sync.protocol import replica
from sync.server import coupons, feed, tables
from sync.server.house import House

_ROWS_AT_ONCE = 5_000
_PAGE_BYTES = 4096

_COPIED: tuple[tuple[sa.Table, Sequence[str]], ...] = (
    (tables.member, replica.PROFILE_COLUMNS),
    (tables.member_code, ("code", "kind", "no", "status")),
    (tables.member_phone, ("key", "no", "former")),
    (tables.member_term, ("term", "no")),
    (tables.goods, replica.GOODS_COLUMNS),
    (tables.goods_code, ("code", "sku")),
    (tables.staff, replica.STAFF_COLUMNS),
    (tables.tier_book, ("no", "book")),
    (tables.program, ("version", "valid_from_ms", "document", "signature")),
)
_FIGURES = ("no", "principal", "bonus", "points", "qualifying")


def write(connection: Connection, path: Path, *, now_ms: int, house: House) -> dict[str, int]:
    """Write the replica to the new file ``path``; return terminal id → last operation included.

    ``connection`` must see one moment of the database (``snapshot_reading``).
    """
    included = {
        row.terminal_id: place_of(row.incarnation, row.last_seq)
        for row in connection.execute(
            sa.select(
                tables.terminal.c.terminal_id,
                tables.terminal.c.incarnation,
                tables.terminal.c.last_seq,
            )
        )
    }
    notes = {
        replica.META_CURSOR: feed.head(connection),
        replica.META_EPOCH: house.epoch,
        replica.META_SERVER_TIME: str(now_ms),
        replica.META_SCHEMA: str(replica.SCHEMA_VERSION),
        replica.META_INCLUDED: json.dumps(included, sort_keys=True),
    }
    file = sqlite3.connect(path, isolation_level=None)
    try:
        _prepare(file)
        file.execute("BEGIN")
        file.executemany("INSERT INTO meta(key, value) VALUES (?, ?)", sorted(notes.items()))
        for table, columns in _COPIED:
            _copy(connection, file, table, columns)
        _copy_figures(connection, file)
        _copy_coupons(connection, file)
        _finish(file)
        file.execute("COMMIT")
    finally:
        file.close()
    return included


def _prepare(file: sqlite3.Connection) -> None:
    file.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    # Nobody reads it before it is whole, and a broken one is thrown away.
    file.execute("PRAGMA journal_mode = OFF")
    file.execute("PRAGMA synchronous = OFF")
    file.execute(f"PRAGMA application_id = {replica.APPLICATION_ID}")
    file.execute(f"PRAGMA user_version = {replica.SCHEMA_VERSION}")
    file.executescript(replica.TABLES)


def _finish(file: sqlite3.Connection) -> None:
    for statement in replica.INDEXES.split(";"):
        file.execute(statement)
    for index in ("name_fts", "pinyin_fts"):
        file.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")  # noqa: S608
        file.execute(f"INSERT INTO {index}({index}) VALUES ('optimize')")  # noqa: S608


def _copy(
    connection: Connection, file: sqlite3.Connection, table: sa.Table, columns: Sequence[str]
) -> None:
    rows = sa.select(*(table.c[name] for name in columns)).order_by(*table.primary_key.columns)
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    _pour(connection, rows, file, f"INSERT INTO {table.name}({names}) VALUES ({marks})")  # noqa: S608


def _copy_figures(connection: Connection, file: sqlite3.Connection) -> None:
    rows = sa.select(*(tables.holding.c[name] for name in _FIGURES)).order_by(tables.holding.c.no)
    insert = "INSERT INTO figures VALUES (?, ?, ?, ?, ?, 0)"
    _pour(connection, rows, file, insert)


def _copy_coupons(connection: Connection, file: sqlite3.Connection) -> None:
    marks = ", ".join("?" * len(replica.COUPON_COLUMNS))
    rows = coupons.SHOWN.order_by(tables.coupon.c.coupon_id)
    _pour(connection, rows, file, f"INSERT INTO coupon VALUES ({marks})")  # noqa: S608


def _pour(
    connection: Connection, rows: sa.Select[Any], file: sqlite3.Connection, insert: str
) -> None:
    found = connection.execution_options(stream_results=True).execute(rows)
    for part in found.partitions(_ROWS_AT_ONCE):
        file.executemany(insert, part)
