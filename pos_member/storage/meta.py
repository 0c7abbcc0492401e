"""Single values of ``journal.db``: where the chain ends, how far it is acknowledged, counters."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from pos_member.domain.journal import GENESIS
from pos_member.storage.prepared import Prepared
from pos_member.storage.tables import meta

TERMINAL = "terminal_id"
INCARNATION = "incarnation"
HEAD_SEQ = "head_seq"
HEAD_HASH = "head_hash"
ACKED_SEQ = "acked_seq"
ACKED_HASH = "acked_hash"
GRANT_VER = "grant_ver"
RECEIPT_COUNTER = "receipt_counter"
FORK = "fork"
"""The sequence number at which the server's journal and ours part; absent when they agree."""
CLAIM = "claim"
"""After a fork: the id of this till's wish to go on as a new incarnation."""
REVOKED = "revoked"
"""Why the server trusts this till no more; absent while it does."""
SUPERSEDED = "superseded"
"""Set once the server said that another machine goes on under this till's name."""
SUSPECT = "suspect"
"""Why this file may be older than what this till did; absent once the server has agreed."""
LATER = "later_incarnation"
"""The incarnation that this machine was already in, where the journal is of an earlier one."""
FORGOTTEN_SEQ = "forgotten_seq"
"""The highest place whose effects were deleted: no older replica may be read any more."""
SERVER_TIME = "server_time_ms"
SERVER_TIME_MONO = "server_time_mono_ms"
SERVER_TIME_BOOT = "server_time_boot"
LATEST = "latest_ms"
"""The latest shop time of an entry since the server last told the time."""
CURRENCY = "currency"
SERVER_EPOCH = "server_epoch"
"""The life of the server's books: another one begins when it is restored from a backup."""

COPIED = "copied/{}"
"""By incarnation: how many entries at its start are copies out of earlier ones."""
SKIPPED = "skipped/{}"
"""By incarnation: receipt numbers that were printed and forgotten, as ``from-to`` with spaces."""

_REMOVE = delete(meta).where(meta.c.key.in_(bindparam("names", expanding=True)))
_GET = Prepared(select(meta.c.value).where(meta.c.key == bindparam("name")), "name")
_ALL = Prepared(select(meta.c.key, meta.c.value))
_INSERT = insert(meta)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=[meta.c.key], set_={"value": _INSERT.excluded.value}
)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of this till's chain, and how far the server has acknowledged it."""

    terminal_id: str
    incarnation: int
    seq: int
    hash: str
    acked_seq: int
    acked_hash: str


def values(connection: Connection) -> dict[str, str]:
    """Return all of them: one statement, where several are needed."""
    return {str(key): str(value) for key, value in _ALL.all(connection)}


def get(connection: Connection, key: str, default: str = "") -> str:
    """Return the value of ``key``, or ``default``."""
    row = _GET.one(connection, key)
    return default if row is None else str(row[0])


def number(connection: Connection, key: str, default: int = 0) -> int:
    """Return the integer value of ``key``, or ``default``."""
    return int(get(connection, key, str(default)))


def put(connection: Connection, values: Mapping[str, str | int]) -> None:
    """Write ``values`` by the name of their key."""
    connection.execute(_PUT, [{"key": key, "value": str(value)} for key, value in values.items()])


def remove(connection: Connection, *keys: str) -> None:
    """Delete ``keys``."""
    connection.execute(_REMOVE, {"names": list(keys)})


def head(connection: Connection) -> Head:
    """Return the end of the chain; of an empty journal, its genesis."""
    return head_in(values(connection))


def head_in(found: Mapping[str, str]) -> Head:
    """Return the end of the chain out of ``values``."""
    return Head(
        terminal_id=found.get(TERMINAL, ""),
        incarnation=int(found.get(INCARNATION, "1")),
        seq=int(found.get(HEAD_SEQ, "0")),
        hash=found.get(HEAD_HASH, GENESIS),
        acked_seq=int(found.get(ACKED_SEQ, "0")),
        acked_hash=found.get(ACKED_HASH, GENESIS),
    )
