"""The shelf of ready snapshots: packed files beside a note that says what each is.

A snapshot's id is drawn from its bytes, so the same id is the same bytes for ever and a download
goes on where it stopped. The last few stay, because tills may be in the middle of one.
"""

import hashlib
import json
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

import zstandard

from pos_member.domain.errors import Refused
from sync.protocol import replica
from sync.server import feed, snapshot_file
from sync.server.database import ServerDatabase
from sync.server.house import House

KEPT = 3
FRESH_MS = 10 * 60_000
"""A snapshot that lags so much behind is still offered: the rest comes by pages."""

_LEVEL = 3
_CHUNK_BYTES = 1024 * 1024
_ID_DIGITS = 24


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A ready file; hashes are SHA-256 in hex, sizes bytes.

    Attributes:
        included: terminal id → last operation that its figures include.
    """

    snapshot: str
    made_ms: int
    cursor: str
    packed_bytes: int
    packed_sha256: str
    file_bytes: int
    file_sha256: str
    server_epoch: str
    schema_version: int
    included: dict[str, int]

    def offer(self, terminal_id: str) -> dict[str, object]:
        """Return what a till is told of it."""
        said = asdict(self)
        del said["included"], said["made_ms"], said["cursor"]
        return said | {"included_seq": self.included.get(terminal_id, 0)}


class SnapshotShelf:
    """Snapshots in ``folder``; one is made when none is good enough."""

    def __init__(self, database: ServerDatabase, house: House, folder: Path) -> None:
        self._database = database
        self._house = house
        self._folder = folder
        self._making = threading.Lock()

    def offer(self, terminal_id: str, *, included: int, now_ms: int) -> dict[str, object]:
        """Return the offer of a snapshot whose figures include the till's ``included``.

        Makes one where there is none, which takes seconds for a million members.
        """
        with self._making:
            for found in self._ready():
                fits = found.included.get(terminal_id, 0) >= included
                if fits and now_ms - found.made_ms <= FRESH_MS:
                    return found.offer(terminal_id)
            return self._make(now_ms).offer(terminal_id)

    def read(self, snapshot_id: str, start: int, end: int) -> tuple[bytes, int]:
        """Return the packed bytes from ``start`` to before ``end``, and how many there are.

        Raises:
            Refused: ``snapshot_gone``; ``range`` beyond its end.
        """
        path = self._packed(snapshot_id)
        # An id is drawn from bytes; what has other letters never was one, and is no path either.
        if not snapshot_id.isalnum() or not path.exists():
            raise Refused("snapshot_gone")
        size = path.stat().st_size
        if not 0 <= start < min(end, size):
            raise Refused("range", size=size)
        with path.open("rb") as file:
            file.seek(start)
            return file.read(min(end, size) - start), size

    def _ready(self) -> list[Snapshot]:
        """Return what is on the shelf of this epoch and schema, newest first."""
        found = [
            Snapshot(**json.loads(note.read_text(encoding="utf-8")))
            for note in self._folder.glob("*.json")
        ]
        fitting = [
            each
            for each in found
            if each.server_epoch == self._house.epoch
            and each.schema_version == replica.SCHEMA_VERSION
        ]
        return sorted(fitting, key=lambda each: -each.made_ms)

    def _make(self, now_ms: int) -> Snapshot:
        self._folder.mkdir(parents=True, exist_ok=True)
        plain, packed = self._folder / "making.db", self._folder / "making.zst"
        plain.unlink(missing_ok=True)
        with self._database.snapshot_reading() as connection:
            cursor = feed.head(connection)
            included = snapshot_file.write(connection, plain, now_ms=now_ms, house=self._house)
        file_sha256, packed_sha256 = _pack(plain, packed)
        made = Snapshot(
            snapshot=packed_sha256[:_ID_DIGITS],
            made_ms=now_ms,
            cursor=cursor,
            packed_bytes=packed.stat().st_size,
            packed_sha256=packed_sha256,
            file_bytes=plain.stat().st_size,
            file_sha256=file_sha256,
            server_epoch=self._house.epoch,
            schema_version=replica.SCHEMA_VERSION,
            included=included,
        )
        plain.unlink()
        packed.rename(self._packed(made.snapshot))
        # The note comes last: what has one is whole.
        note = json.dumps(asdict(made), sort_keys=True)
        self._note(made.snapshot).write_text(note, encoding="utf-8")
        for old in self._ready()[KEPT:]:
            self._note(old.snapshot).unlink()
            self._packed(old.snapshot).unlink()
        return made

    def _packed(self, snapshot_id: str) -> Path:
        return self._folder / f"{snapshot_id}.db.zst"

    def _note(self, snapshot_id: str) -> Path:
        return self._folder / f"{snapshot_id}.json"


def _pack(plain: Path, packed: Path) -> tuple[str, str]:
    """Compress ``plain`` into ``packed``; return the SHA-256 of both in hex."""
    before, after = hashlib.sha256(), hashlib.sha256()
    packer = zstandard.ZstdCompressor(level=_LEVEL, threads=-1)
    with plain.open("rb") as source, packed.open("wb") as target:
        stream = packer.chunker(size=plain.stat().st_size, chunk_size=_CHUNK_BYTES)
        while piece := source.read(_CHUNK_BYTES):
            before.update(piece)
            for part in stream.compress(piece):
                after.update(part)
                target.write(part)
        for part in stream.finish():  # type: ignore[no-untyped-call]  # its stub forgot it
            after.update(part)
            target.write(part)
    return before.hexdigest(), after.hexdigest()
