"""``pos-member doctor``: what is well on this machine, what is not, and what to do about it."""

import argparse
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pos_member.bootstrap.folders import data_folder
from pos_member.cli import DONE, REFUSED
from pos_member.cli.text import write_json
from pos_member.domain.errors import PosError
from pos_member.services.health import disk_state
from pos_member.services.identity import FILE_NAME as IDENTITY_NAME
from pos_member.services.identity import read_identity
from pos_member.services.settings import load_settings
from pos_member.storage.database import Database

SQLITE_LEAST = (3, 40, 0)
FLUSHES = 20
_JOURNAL = "journal.db"
_NETWORK_FILES = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "afs", "fuse.rclone")
_CLOUD_FOLDERS = ("Dropbox", "OneDrive", "iCloud", "Google Drive", "Nutstore", "坚果云")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``advice`` is empty when all is well."""

    what: str
    well: bool
    found: str
    advice: str = ""


def run(options: argparse.Namespace) -> int:
    """Print the findings; status 1 when something is not well."""
    folder = Path(options.data) if options.data else data_folder()
    findings = [*_programs(), *_folder(folder)]
    if options.json:
        write_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = "ok " if finding.well else "NOT"
            print(f"{mark}  {finding.what}: {finding.found}")
            if finding.advice:
                print(f"     {finding.advice}")
    return DONE if all(finding.well for finding in findings) else REFUSED


def _programs() -> Iterator[Finding]:
    yield Finding("python", sys.version_info >= (3, 11), platform.python_version())
    found = sqlite3.sqlite_version_info
    yield Finding(
        "sqlite",
        found >= SQLITE_LEAST,
        sqlite3.sqlite_version,
        "" if found >= SQLITE_LEAST else "The till needs SQLite 3.40 or later.",
    )
    yield _looked_at("screen toolkit", _qt_version, "Install the till again.")


def _qt_version() -> str:
    from PySide6.QtCore import qVersion

    return str(qVersion())


def _folder(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        yield Finding("data folder", False, f"{folder} is not there", "Enrol this till first.")
        return
    yield _place(folder)
    state = disk_state(folder)
    yield Finding(
        "disk",
        state.may_sell,
        f"{state.free_bytes // 1_000_000} MB free",
        "" if state.code == "" else f"{state.code}: make room before the shop opens.",
    )
    yield _flushing(folder)
    warning = load_settings(folder).warning
    yield Finding("settings", not warning, warning or "readable")
    yield _looked_at("identity", lambda: _identity(folder), "Enrol this till.")
    yield _looked_at("journal", lambda: _journal(folder), "Keep the file and call for help.")


def _place(folder: Path) -> Finding:
    kind = _file_system(folder.resolve())
    remote = kind in _NETWORK_FILES
    cloud = any(name in folder.resolve().parts for name in _CLOUD_FOLDERS)
    advice = "Keep the data on a disk of this machine, outside of any synced folder."
    return Finding("data folder", not (remote or cloud), str(folder), advice * (remote or cloud))


def _file_system(folder: Path) -> str:
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    best, kind = "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, place, system = line.split()[:3]
        if folder.is_relative_to(place) and len(place) > len(best):
            best, kind = place, system
    return kind


def _flushing(folder: Path) -> Finding:
    probe = folder / "flush-probe"
    spent = []
    descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        for _ in range(FLUSHES):
            os.write(descriptor, bytes(4096))
            begin = time.perf_counter_ns()
            os.fsync(descriptor)
            spent.append(time.perf_counter_ns() - begin)
    finally:
        os.close(descriptor)
        probe.unlink()
    middle_us = sorted(spent)[FLUSHES // 2] // 1_000
    # A disk that answers faster than any disk can may not flush at all: no program can mend that.
    return Finding("a flush to disk", True, f"{middle_us} µs (median of {FLUSHES})")


def _identity(folder: Path) -> str:
    identity = read_identity(folder)
    if identity is None:
        raise PosError("not_enrolled")
    mode = (folder / IDENTITY_NAME).stat().st_mode & 0o777
    if os.name == "posix" and mode & 0o077:
        raise PosError("identity_readable_by_others", mode=oct(mode))
    return f"register {identity.register}, {identity.store_name}"


def _journal(folder: Path) -> str:
    path = folder / _JOURNAL
    if not path.exists():
        return "not made yet"
    database = Database(path, read_only=True)
    try:
        database.quick_check()
    finally:
        database.close()
    return f"{path.stat().st_size // 1_000_000} MB, pages are whole"


def _looked_at(what: str, look: Callable[[], str], advice: str) -> Finding:
    try:
        return Finding(what, True, look())
    except (PosError, OSError, ImportError) as wrong:
        return Finding(what, False, str(wrong), advice)
