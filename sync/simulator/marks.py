"""The mark of a simulated program: it can be killed between its commit and the mark.

Its disk can fail there, too: as a file that cannot be written, which is how a mark meets it.
"""

import errno
import sqlite3
from pathlib import Path

from typing_extensions import override

from pos_member.storage.high_water import HighWater
from sync.simulator.crash import CrashPoints


class KillableMark(HighWater):
    """A high-water mark with a crash point before it is written."""

    def __init__(self, path: Path, crashes: CrashPoints) -> None:
        super().__init__(path)
        self._crashes = crashes

    @override
    def _write(self, record: bytes) -> None:
        try:
            self._crashes.point()
        except sqlite3.OperationalError as failed:
            raise OSError(errno.EIO, str(failed)) from failed
        super()._write(record)
