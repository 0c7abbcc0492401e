"""A disk that loses power: what was not flushed is kept, lost or torn, sector by sector, by chance.

A VFS for SQLite by APSW, so that SQLite's own writes, flushes and their order are what is tried. It
has no shared memory: a file in WAL mode is opened with ``locking_mode=EXCLUSIVE``.
"""

from random import Random
from typing import Any

import apsw

from sync.simulator.crash import Crash

SECTOR_BYTES = 512
VFS_NAME = "power-loss"


class _Content:
    """One file: what is on the plates, and what only the cache holds, in the order it was written.

    A file that was never flushed may be gone altogether.
    """

    def __init__(self, content: bytes = b"", *, there: bool = False) -> None:
        self.seen = bytearray(content)
        self.safe = bytearray(content)
        self.there = there
        self.waiting: list[tuple[int, bytes]] = []

    def write(self, offset: int, piece: bytes) -> None:
        _put(self.seen, offset, piece)
        self.waiting.append((offset, piece))

    def truncate(self, size: int) -> None:
        del self.seen[size:]
        self.waiting.append((size, b""))

    def flush(self) -> None:
        self.safe = bytearray(self.seen)
        self.waiting.clear()
        self.there = True

    def lose(self, chance: Random) -> None:
        """Keep of what was not flushed only what chance lets through."""
        for offset, piece in self.waiting:
            if not piece:
                if chance.randrange(2):
                    del self.safe[offset:]
                continue
            for start, sector in _sectors(offset, piece):
                fate = chance.randrange(3)
                kept = sector[: chance.randrange(len(sector) + 1)] if fate == 1 else sector
                if fate:
                    _put(self.safe, start, kept)
        self.seen = bytearray(self.safe)
        self.waiting.clear()


def _put(content: bytearray, offset: int, piece: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(piece)] = piece


def _sectors(offset: int, piece: bytes) -> list[tuple[int, bytes]]:
    found = []
    while piece:
        room = SECTOR_BYTES - offset % SECTOR_BYTES
        found.append((offset, piece[:room]))
        offset, piece = offset + room, piece[room:]
    return found


class Disk(apsw.VFS):
    """A disk in memory, as a VFS of APSW.

    Attributes:
        writes: writes, flushes and truncations so far.
        lost: how many pieces were not flushed when power went.
    """

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.writes = 0
        self.lost = 0
        self.off = False
        self._files: dict[str, _Content] = {}
        self._cut_at = 0
        super().__init__(VFS_NAME, "")

    def place(self, name: str, content: bytes) -> None:
        """Put a flushed file on the disk."""
        self._files[name] = _Content(content, there=True)

    def content(self, name: str) -> bytes:
        """Return what a program sees in the file."""
        return bytes(self._files[name].seen)

    def cut_in(self, writes: int) -> None:
        """Cut the power at the write that is ``writes`` from here."""
        self._cut_at = self.writes + writes

    def restore(self) -> None:
        """Give power again: only what was flushed is certain to be there."""
        if not self.off:
            return
        for name, content in list(self._files.items()):
            self.lost += len(content.waiting)
            if not content.there and self.chance.randrange(2):
                del self._files[name]
            else:
                content.lose(self.chance)
        self.off = False

    def pass_write(self) -> None:
        """Count a write, and lose power at the one that was named.

        Raises:
            Crash: there is no power.
        """
        self.writes += 1
        if self.writes == self._cut_at:
            self.off = True
        if self.off:
            raise Crash

    # -- what SQLite asks of a VFS ---------------------------------------------------------------

    def xOpen(self, name: Any, flags: list[int]) -> "_File":  # noqa: ANN401, N802
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        if path not in self._files:
            if not flags[0] & apsw.SQLITE_OPEN_CREATE:
                raise apsw.CantOpenError
            self._files[path] = _Content()
        flags[1] = flags[0]
        return _File(self, self._files[path])

    def xDelete(self, name: str, _: bool) -> None:  # noqa: N802, FBT001
        self.pass_write()
        self._files.pop(name, None)

    def xAccess(self, name: str, _: int) -> bool:  # noqa: N802
        return name in self._files

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name


class _File:
    """An open file of the disk."""

    def __init__(self, disk: Disk, content: _Content) -> None:
        self._disk = disk
        self._content = content

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        return bytes(self._content.seen[offset : offset + amount])

    def xWrite(self, piece: bytes, offset: int) -> None:  # noqa: N802
        self._content.write(offset, bytes(piece))
        self._disk.pass_write()

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._content.truncate(size)
        self._disk.pass_write()

    def xSync(self, _: int) -> None:  # noqa: N802
        # Power that goes during the flush leaves it half done.
        self._disk.pass_write()
        self._content.flush()

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._content.seen)

    def xSectorSize(self) -> int:  # noqa: N802
        return SECTOR_BYTES

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        # As SQLite takes it of every disk of today: what is not written is not harmed.
        return apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE

    def xLock(self, _: int) -> None:  # noqa: N802
        """Grant the lock: one program has the file."""

    def xUnlock(self, _: int) -> None:  # noqa: N802
        """Release the lock."""

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xFileControl(self, _: int, __: int) -> bool:  # noqa: N802
        return False

    def xClose(self) -> None:  # noqa: N802
        """Close the file; closing flushes nothing."""
