"""One program at a time on one data folder, kept by a lock on a file of its own.

The lock is not on the database: closing any other handle of a locked database file would drop
SQLite's own locks (howtocorrupt.html 2.2). The system frees it when the program dies, however.
"""

import os
import sys
from pathlib import Path

from pos_member.domain.errors import Unavailable

LOCK_NAME = "lock"

if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Instance:
    """The right to be the only till on ``folder``, held until ``release`` or the end.

    Raises:
        Unavailable: ``already_running``; ``disk_read_only`` when the lock cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as failed:
            raise Unavailable("disk_read_only", file=LOCK_NAME) from failed
        try:
            _lock(self._descriptor)
        except OSError as taken:
            os.close(self._descriptor)
            raise Unavailable("already_running") from taken

    def release(self) -> None:
        """Let another program start."""
        os.close(self._descriptor)
