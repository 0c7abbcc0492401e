"""The high-water mark: how far the journal was, in a small file that does not lie beside it.

A journal that was put back from a copy of its folder is found by it at the next start, before the
server has a word. It is written after each commit and never flushed: a killed program leaves it one
commit behind, a power cut some more, and neither is a reason for doubt.
"""

import logging
import os
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

_RECORD_BYTES = 256
_VERSION = "PMH1"
_PARTS = 8
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of a till's chain, and how far its receipts were numbered.

    Attributes:
        receipts: numbers taken by this incarnation.
        highest: the highest number of any: a journal that is put back may go on in a former
            incarnation, whose numbers nobody else knows.
        parted: there is a later incarnation, claimed here or marked before a copy was put back; a
            copy of before knows nothing of it.
    """

    terminal_id: str
    incarnation: int
    seq: int
    hash: str
    receipts: int
    highest: int = 0
    parted: bool = False


class HighWater:
    """One till's mark; used by the one writer of its journal.

    What is noted in a transaction is written when that has been committed. A mark that cannot be
    written stops no sale.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._noted: Mark | None = None
        self._before: Mark | None = None
        self._is_read = False
        self._is_silent = False

    def read(self) -> Mark | None:
        """Return the mark; ``None`` where there is none, or none that reads."""
        try:
            raw = self.path.read_bytes()
        except OSError:
            return None
        text, _, check = raw.decode("ascii", "replace").strip().rpartition(" ")
        parts = text.split(" ")
        if check != _check(text) or len(parts) != _PARTS or parts[0] != _VERSION:
            return None
        incarnation, seq, receipts, highest = (int(parts[at]) for at in (2, 3, 5, 6))
        return Mark(parts[1], incarnation, seq, parts[4], receipts, highest, parts[7] == "1")

    def note(self, mark: Mark) -> None:
        """Keep ``mark`` until the transaction that made it has been committed.

        The highest number of a receipt never falls below what was marked before, and that there is
        a later incarnation is never forgotten.
        """
        if not self._is_read:
            self._before, self._is_read = self.read(), True
        highest, parted, before = mark.receipts, mark.parted, self._noted or self._before
        if before is not None and before.terminal_id == mark.terminal_id:
            highest = max(highest, before.highest)
            gone_on = before.incarnation + before.parted > mark.incarnation
            parted = parted or gone_on
        self._noted = replace(mark, highest=highest, parted=parted)

    def note_parted(self) -> None:
        """Keep that the incarnation of the mark claims the next one, likewise."""
        mark = self._noted or self.read()
        if mark is not None:
            self.note(replace(mark, parted=True))

    def committed(self) -> None:
        """Write what the transaction noted, if it did."""
        noted, self._noted = self._noted, None
        if noted is None:
            return
        self._before = noted
        try:
            self._write(_record(noted))
        except OSError as failed:
            if not self._is_silent:
                _LOG.warning("the high-water mark is not written: %s", failed.strerror)
            self._is_silent = True

    def rolled_back(self) -> None:
        """Forget what the transaction noted."""
        self._noted = None

    def _write(self, record: bytes) -> None:
        try:
            descriptor = os.open(self.path, os.O_WRONLY)
        except FileNotFoundError:
            self._create(record)
            return
        try:
            # In place and in one piece: a kill leaves the former record or this one.
            os.write(descriptor, record)
        finally:
            os.close(descriptor)

    def _create(self, record: bytes) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, record)
            # Once only: a file that a power cut took away would look like a copied folder.
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def place_beside(folder: Path) -> Path:
    """Return where the mark of the till in ``folder`` lies: next to the folder, not in it.

    So a folder that is copied to another machine, or put back from a copy, comes without it.
    """
    whole = folder.absolute()
    return whole.parent / f".{whole.name}.high-water"


def _record(mark: Mark) -> bytes:
    place = f"{mark.terminal_id} {mark.incarnation} {mark.seq} {mark.hash}"
    text = f"{_VERSION} {place} {mark.receipts} {mark.highest} {mark.parted:d}"
    return f"{text} {_check(text)}".ljust(_RECORD_BYTES - 1).encode("ascii") + b"\n"


def _check(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"
