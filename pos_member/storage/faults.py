"""What SQLite's errors mean to a cashier: a stable code, and nothing of the driver's own text.

Whatever is not in the table is a bug and passes through untouched.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from pos_member.domain.errors import Damaged, PosError, Unavailable

_PRIMARY = 0xFF  # the rest of an extended result code says more than a cashier needs

_NOT_TEXT = "Could not decode to UTF-8"
"""What the driver says, without a code, of a text whose bytes are none."""

_CODES: dict[int, tuple[type[PosError], str]] = {
    sqlite3.SQLITE_FULL: (Unavailable, "disk_full"),
    sqlite3.SQLITE_READONLY: (Unavailable, "disk_read_only"),
    sqlite3.SQLITE_IOERR: (Unavailable, "disk_error"),
    sqlite3.SQLITE_BUSY: (Unavailable, "file_busy"),
    sqlite3.SQLITE_LOCKED: (Unavailable, "file_busy"),
    sqlite3.SQLITE_CANTOPEN: (Unavailable, "file_cannot_open"),
    sqlite3.SQLITE_PERM: (Unavailable, "file_cannot_open"),
    sqlite3.SQLITE_CORRUPT: (Damaged, "file_corrupt"),
    sqlite3.SQLITE_NOTADB: (Damaged, "file_corrupt"),
}


def fault_of(failed: DBAPIError | sqlite3.Error, path: Path) -> Exception:
    """Return what ``failed`` means, or ``failed`` itself when it is a bug."""
    driver = failed.orig if isinstance(failed, DBAPIError) else failed
    code = getattr(driver, "sqlite_errorcode", None)
    known = _CODES.get(code & _PRIMARY) if code is not None else None
    if code is None and _NOT_TEXT in str(driver):
        known = _CODES[sqlite3.SQLITE_CORRUPT]
    if known is None:
        return failed
    error, name = known
    return error(name, file=path.name)


@contextmanager
def report_faults(path: Path) -> Iterator[None]:
    """Raise what SQLite's errors inside the block mean."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as failed:
        meant = fault_of(failed, path)
        if meant is failed:
            raise
        raise meant from failed
