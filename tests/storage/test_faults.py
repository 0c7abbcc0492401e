"""SQLite's errors become codes; whatever is not known passes through as the bug it is."""

import sqlite3
from pathlib import Path

import pytest

from pos_member.domain.errors import Damaged, Unavailable
from pos_member.storage.faults import fault_of, report_faults

PATH = Path("/somewhere/journal.db")


def failed(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("in the driver's own words")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "kind", "meant"),
    [
        (sqlite3.SQLITE_FULL, Unavailable, "disk_full"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, Unavailable, "disk_read_only"),
        (sqlite3.SQLITE_IOERR_FSYNC, Unavailable, "disk_error"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Unavailable, "file_busy"),
        (sqlite3.SQLITE_LOCKED, Unavailable, "file_busy"),
        (sqlite3.SQLITE_CANTOPEN, Unavailable, "file_cannot_open"),
        (sqlite3.SQLITE_CORRUPT_INDEX, Damaged, "file_corrupt"),
        (sqlite3.SQLITE_NOTADB, Damaged, "file_corrupt"),
    ],
)
def test_extended_codes_have_a_meaning(code: int, kind: type, meant: str) -> None:
    found = fault_of(failed(code), PATH)
    assert isinstance(found, kind)
    assert (found.code, found.values) == (meant, {"file": "journal.db"})


def test_a_text_that_is_none_is_damage() -> None:
    found = fault_of(sqlite3.OperationalError("Could not decode to UTF-8 column 'x'"), PATH)
    assert isinstance(found, Damaged)
    assert found.code == "file_corrupt"


@pytest.mark.parametrize(
    "bug", [failed(sqlite3.SQLITE_CONSTRAINT), sqlite3.ProgrammingError("no code at all")]
)
def test_a_bug_is_not_dressed_up(bug: sqlite3.Error) -> None:
    assert fault_of(bug, PATH) is bug
    with pytest.raises(sqlite3.Error) as raised, report_faults(PATH):
        raise bug
    assert raised.value is bug


def test_the_cause_stays_with_the_meaning() -> None:
    cause = failed(sqlite3.SQLITE_FULL)
    with pytest.raises(Unavailable) as raised, report_faults(PATH):
        raise cause
    assert raised.value.__cause__ is cause
