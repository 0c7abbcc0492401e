"""Whole copies of a SQLite file, made while others use it, and put in the place of a damaged one.

Copying goes through SQLite's backup interface: a file copy would miss what stands in the log, or
catch a page half-way. A copy has its name only once it is whole, checked and on the disk.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pos_member.domain.errors import Damaged, Unavailable
from pos_member.storage.database import open_file
from pos_member.storage.faults import report_faults

_LOGS = ("-wal", "-shm", "-journal")
_PART = ".part"


@contextmanager
def copied(source: Path, target: Path) -> Iterator[Path]:
    """Yield a copy of ``source`` to be checked; it becomes ``target`` when the block ends well.

    The copy may be opened in the block, and must be closed again. Whatever fails, nothing is left.

    Raises:
        Unavailable: ``file_exists``, ``disk_full``, ``disk_error``, ``file_cannot_open`` …
        Damaged: ``file_corrupt``: one of the two does not read.
    """
    if target.exists():
        raise Unavailable("file_exists", file=target.name)
    part = target.with_name(target.name + _PART)
    _remove(part)
    try:
        with report_faults(source):
            _copy(source, part)
        _check_pages(part, source.name)
        yield part
        _sync(part)
        part.rename(target)
    except BaseException:
        _remove(part)
        raise
    _sync(target.parent)


def put_in_place(made: Path, path: Path, aside: Path) -> None:
    """Put the closed file ``made`` at ``path``; what was there is kept as ``aside``.

    There is a file at ``path`` at every moment, and never with the log of another.

    Raises:
        Unavailable: ``file_busy``: a program has ``path`` open.
    """
    if path.exists():
        _close_log(path)
        for ending in _LOGS:
            log = path.with_name(path.name + ending)
            if log.exists():
                log.rename(aside.with_name(aside.name + ending))
        shutil.copyfile(path, aside)
        _sync(aside)
    made.replace(path)
    _sync(path.parent)


def _copy(source: Path, part: Path) -> None:
    found = open_file(source, read_only=True)
    made = sqlite3.connect(part, isolation_level=None)
    try:
        # All pages in one step: a reader of the log holds nobody up, and is never begun again.
        found.backup(made, pages=-1)
    finally:
        made.close()
        found.close()


def _check_pages(part: Path, name: str) -> None:
    with report_faults(part):
        made = open_file(part, read_only=False)
        try:
            said = made.execute("PRAGMA integrity_check(1)").fetchone()[0]
        finally:
            made.close()
    if said != "ok":
        raise Damaged("file_corrupt", file=name, why=str(said)[:200])


def _close_log(path: Path) -> None:
    """Bring the log into the file and see that nobody has it open; a broken file may stay."""
    with suppress(Damaged), report_faults(path):
        opened = open_file(path, read_only=False)
        try:
            opened.execute("PRAGMA busy_timeout=0")
            opened.execute("PRAGMA journal_mode=DELETE").fetchone()
        finally:
            opened.close()


def _remove(part: Path) -> None:
    for ending in ("", *_LOGS):
        part.with_name(part.name + ending).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
