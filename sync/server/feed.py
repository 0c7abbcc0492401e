"""The change feed: ``changed`` is the one way into it, ``page`` the one way out.

A row says only *that* something changed; a page shows what it is like when the page is read. On
PostgreSQL transactions commit in another order than they draw numbers, so rows are ordered by
transaction and read only below the oldest one that is still running: a cursor skips nothing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.journal import place_of
from sync.protocol import limits
from sync.protocol.pages import START, Page
from sync.server import rows, sets, tables
from sync.server.house import House

_FEED = tables.feed
_NUMBER_DIGITS = 19
_NEVER = 2**63 - 1


class Change(StrEnum):
    """What a row of the feed is about; its key is a member's number, a SKU, an id, a version."""

    PROFILE = "profile"
    FIGURES = "figures"
    GOODS = "goods"
    STAFF = "staff"
    PROGRAM = "program"
    COUPON = "coupon"


_MOST_OF_KIND: dict[str, int] = {Change.PROFILE: 1_000, Change.PROGRAM: 1}


def changed(connection: Connection, kind: Change, keys: Iterable[int | str]) -> None:
    """Say that ``keys`` of ``kind`` changed in this transaction."""
    found = sorted({str(key) for key in keys})
    if found:
        _CHANGED.run(connection, [(kind.value, key) for key in found])


def page(
    connection: Connection,
    *,
    terminal_id: str,
    cursor: str,
    now_ms: int,
    house: House,
    rows_max: int = limits.PULL_ROWS_MAX,
    check: bool = False,
    incarnation: int = 0,
) -> Page:
    """Return at most ``rows_max`` changes after ``cursor``, as they are now.

    ``connection`` must see one moment of the database (``snapshot_reading``): the figures and the
    asking till's last entry, which they include, are read together. ``incarnation`` is the one
    that asks; 0 for whichever is the till's.

    Raises:
        Damaged: ``cursor``: it is no cursor of ours.
        Refused: ``terminal_superseded``: that incarnation has ended.
    """
    included = _included(connection, terminal_id, incarnation)
    after = _read_cursor(cursor)
    below = _first_open_transaction(connection)
    found, more = _cut(connection.execute(_SLICE, _slice(after, below, rows_max + 1)), rows_max)
    figures = rows.figures(connection, _numbers(found, Change.FIGURES), included)
    fitting = _fitting(found, {row.no: len(row.tier_book) for row in figures})
    more = more or fitting < len(found)
    found = found[:fitting]
    shown = set(_numbers(found, Change.FIGURES))
    last = found[-1] if found else None
    return Page(
        server_epoch=house.epoch,
        server_time_ms=now_ms,
        cursor=f"{last.tx}.{last.ver}" if last else cursor,
        more=more,
        figures=tuple(row for row in figures if row.no in shown),
        profiles=rows.profiles(connection, _numbers(found, Change.PROFILE)),
        goods=rows.goods(connection, _keys(found, Change.GOODS)),
        staff=rows.staff(connection, _keys(found, Change.STAFF)),
        coupons=rows.coupons(connection, _keys(found, Change.COUPON)),
        program=rows.program(connection, max(_numbers(found, Change.PROGRAM), default=0)),
        check=rows.sums(connection)
        if check and not more and _is_quiet(connection, below)
        else None,
        snapshot_needed=after > _head(connection),
    )


def has_news(connection: Connection, cursor: str) -> bool:
    """Tell whether a page after ``cursor`` would have rows now.

    Raises:
        Damaged: ``cursor``.
    """
    below = _first_open_transaction(connection)
    return connection.execute(_SLICE, _slice(_read_cursor(cursor), below, 1)).first() is not None


def head(connection: Connection) -> str:
    """Return the cursor after everything that this transaction sees: where a snapshot stands."""
    if connection.dialect.name == "postgresql":
        # What is seen above the oldest open transaction is fed again: that does no harm.
        return f"{_first_open_transaction(connection) - 1}.{_NEVER}"
    tx, ver = _head(connection)
    return f"{tx}.{ver}"


_CHANGED = sets.inserting_values(
    _FEED,
    {"kind": _FEED.c.kind, "key": _FEED.c.key},
    {
        "kind": ":kind",
        "key": ":key",
        "tx": {"sqlite": "0", "postgresql": "pg_current_xact_id()::text::bigint"},
        "ver": {
            "sqlite": "(SELECT coalesce(max(ver), 0) + 1 FROM feed WHERE tx = 0)",
            "postgresql": "nextval('feed_ver')",
        },
    },
    "ON CONFLICT (kind, key) DO UPDATE SET tx = excluded.tx, ver = excluded.ver",
)
_SLICE = (
    sa.select(_FEED.c.kind, _FEED.c.key, _FEED.c.tx, _FEED.c.ver)
    .where(
        sa.tuple_(_FEED.c.tx, _FEED.c.ver)
        > sa.tuple_(
            sa.bindparam("tx", type_=sa.BigInteger), sa.bindparam("ver", type_=sa.BigInteger)
        ),
        _FEED.c.tx < sa.bindparam("below", type_=sa.BigInteger),
    )
    .order_by(_FEED.c.tx, _FEED.c.ver)
    .limit(sa.bindparam("rows", type_=sa.Integer))
)
_XMIN = sa.text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
_LAST = sa.select(_FEED.c.tx, _FEED.c.ver).order_by(_FEED.c.tx.desc(), _FEED.c.ver.desc()).limit(1)
_ABOVE = sa.select(sa.exists().where(_FEED.c.tx >= sa.bindparam("below", type_=sa.BigInteger)))
_PLACE = sa.select(tables.terminal.c.incarnation, tables.terminal.c.last_seq).where(
    tables.terminal.c.terminal_id == sa.bindparam("terminal_id")
)


def _slice(after: tuple[int, int], below: int, count: int) -> dict[str, int]:
    return {"tx": after[0], "ver": after[1], "below": below, "rows": count}


def _cut(
    found: Iterable[sa.Row[tuple[str, str, int, int]]], rows_max: int
) -> tuple[list[sa.Row[tuple[str, str, int, int]]], bool]:
    """Keep as many rows as a reply may carry: profiles are heavy, of programs it has one."""
    kept: list[sa.Row[tuple[str, str, int, int]]] = []
    of_kind = Counter[str]()
    for row in found:
        of_kind[row.kind] += 1
        if len(kept) == rows_max or of_kind[row.kind] > _MOST_OF_KIND.get(row.kind, rows_max):
            return kept, True
        kept.append(row)
    return kept, False


def _fitting(found: Sequence[sa.Row[tuple[str, str, int, int]]], books: dict[int, int]) -> int:
    """Return how many rows fit in a page with their members' tier books."""
    room = limits.TIER_BOOKS_MAX
    for place, row in enumerate(found):
        if row.kind == Change.FIGURES:
            room -= books.get(int(row.key), 0)
            if room < 0 and place:
                return place
    return len(found)


def _keys(found: Sequence[sa.Row[tuple[str, str, int, int]]], kind: Change) -> list[str]:
    return [row.key for row in found if row.kind == kind]


def _numbers(found: Sequence[sa.Row[tuple[str, str, int, int]]], kind: Change) -> list[int]:
    return [int(key) for key in _keys(found, kind)]


def _included(connection: Connection, terminal_id: str, asking: int) -> int:
    row = connection.execute(_PLACE, {"terminal_id": terminal_id}).first()
    if row is None:
        return 0
    if asking and asking != row.incarnation:
        # The numbers of another incarnation would include what they do not.
        raise Refused("terminal_superseded", incarnation=row.incarnation)
    return place_of(row.incarnation, row.last_seq)


def _first_open_transaction(connection: Connection) -> int:
    if connection.dialect.name != "postgresql":
        return _NEVER
    return int(connection.execute(_XMIN).scalar_one())


def _is_quiet(connection: Connection, below: int) -> bool:
    """Sums hold only where no page is still owed a change that the sums include already."""
    return not connection.execute(_ABOVE, {"below": below}).scalar_one()


def _head(connection: Connection) -> tuple[int, int]:
    last = connection.execute(_LAST).first()
    if connection.dialect.name == "postgresql":
        return (_NEVER, _NEVER)
    return (last.tx, last.ver) if last else (0, 0)


def _read_cursor(cursor: str) -> tuple[int, int]:
    parts = cursor.split(".")
    fits = len(parts) == len(START.split(".")) and all(
        part.isascii() and part.isdigit() and len(part) <= _NUMBER_DIGITS for part in parts
    )
    if not fits or max(int(part) for part in parts) > _NEVER:
        raise Damaged("cursor", cursor=cursor[:60])
    return int(parts[0]), int(parts[1])
