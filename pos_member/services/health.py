"""Whether there is room to take money: asked before it is taken, never after.

A ballast file is kept beside the journal. When the disk fills up in the middle of a sale it is
given up, so that the open sale can end; then no new one starts until there is room again.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pos_member.domain.errors import Unavailable

Result = TypeVar("Result")
BALLAST_NAME = "ballast"
BALLAST_BYTES = 64 * 1024 * 1024
LEAST_FREE_BYTES = 32 * 1024 * 1024
"""Below this no sale starts: the log of a busy hour must fit."""
_BLOCK = bytes(1024 * 1024)


@dataclass(frozen=True, slots=True)
class DiskState:
    """How much room there is; ``code`` is empty, ``disk_full``, ``disk_low`` or ``disk_read_only``.

    ``disk_low``: selling goes on, and somebody should make room.
    """

    free_bytes: int
    ballast: bool
    code: str

    @property
    def may_sell(self) -> bool:
        """Tell whether a sale may start."""
        return self.code in ("", "disk_low")


def disk_state(folder: Path) -> DiskState:
    """Return whether money may be taken with the data in ``folder``."""
    free = shutil.disk_usage(folder).free
    ballast = (folder / BALLAST_NAME).exists()
    if not os.access(folder, os.W_OK):
        return DiskState(free, ballast, "disk_read_only")
    if free < LEAST_FREE_BYTES:
        return DiskState(free, ballast, "disk_full")
    low = not ballast or free < LEAST_FREE_BYTES + BALLAST_BYTES
    return DiskState(free, ballast, "disk_low" if low else "")


def require_room(folder: Path) -> None:
    """Refuse to take money that could not be written down.

    Raises:
        Unavailable: ``disk_full`` or ``disk_read_only``.
    """
    state = disk_state(folder)
    if not state.may_sell:
        raise Unavailable(state.code, file=folder.name)


def with_last_room(folder: Path, write: Callable[[], Result]) -> Result:
    """Return what ``write`` does; where the disk is full, try once more without the ballast.

    ``write`` is one transaction, so that its first try left nothing.

    Raises:
        Unavailable: ``disk_full`` when even that is not enough; nothing was written.
    """
    try:
        return write()
    except Unavailable as failed:
        if failed.code != "disk_full" or not drop_ballast(folder):
            raise
    return write()


def lay_ballast(folder: Path) -> bool:
    """Make the ballast file when there is room for it; tell whether it is there."""
    path = folder / BALLAST_NAME
    if path.exists() and path.stat().st_size >= BALLAST_BYTES:
        return True
    if shutil.disk_usage(folder).free < BALLAST_BYTES + LEAST_FREE_BYTES:
        return False
    try:
        with path.open("wb") as file:
            for _ in range(BALLAST_BYTES // len(_BLOCK)):
                file.write(_BLOCK)
    except OSError:
        path.unlink(missing_ok=True)
        return False
    return True


def drop_ballast(folder: Path) -> bool:
    """Give up the ballast, so that an open sale can end; tell whether there was any."""
    path = folder / BALLAST_NAME
    try:
        path.unlink()
    except OSError:
        return False
    return True
