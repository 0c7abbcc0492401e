"""The till's replica files: pages go into the current one, a snapshot becomes the next one.

A snapshot is downloaded beside the others, unpacked, checked and only then named in
``cache.current``; nothing is renamed over or deleted while a reader may have it open.
"""

import contextlib
import hashlib
import json
import os
import sqlite3
from pathlib import Path

import zstandard

from pos_member.domain.errors import Damaged, Unavailable
from pos_member.storage.cache import begin_replica, current_name, make_current
from pos_member.storage.faults import report_faults
from pos_member.storage.replica_writer import ReplicaWriter
from sync.client.ports import ReplicaPlace, SnapshotOffer
from sync.protocol import replica
from sync.protocol.pages import START, Page

CHECKPOINT_ROWS = 2_000
_CHUNK_BYTES = 1024 * 1024
_UNPACK_MEMORY_MAX = 256 * 1024 * 1024


class ReplicaFolder:
    """The replica files of a till's data folder; see ``ports.Replica``.

    The sync process is their one writer.
    """

    def __init__(self, folder: Path, *, terminal_id: str) -> None:
        self._folder = folder
        self._terminal_id = terminal_id
        self._writer: ReplicaWriter | None = None
        self._place: ReplicaPlace | None = None
        self._open()

    def place(self) -> ReplicaPlace | None:
        """Return where the current replica stands; ``None`` while there is none."""
        return self._place

    def apply(self, page: Page) -> None:
        """Write the rows of ``page`` and its cursor."""
        writer = self._current()
        writer.apply(page)
        self._place = ReplicaPlace(writer.path.name, page.server_epoch, page.cursor)
        if not page.more:
            writer.checkpoint(least_rows=CHECKPOINT_ROWS)

    def sums(self) -> dict[str, int]:
        """Return the sums that a page's ``check`` must equal."""
        return self._current().sums()

    def part_bytes(self, offer: SnapshotOffer) -> int:
        """Return how many bytes of ``offer`` are here already."""
        part = self._part(offer)
        return part.stat().st_size if part.exists() else 0

    def add_part(self, offer: SnapshotOffer, piece: bytes) -> None:
        """Append the next bytes of ``offer``; parts of other snapshots are dropped."""
        own = self._part(offer)
        try:
            for other in self._folder.glob("snapshot-*.part"):
                if other != own:
                    other.unlink()
            with own.open("ab") as file:
                file.write(piece)
        except OSError as failed:
            raise Unavailable("disk_error", file=own.name) from failed

    def adopt(self, offer: SnapshotOffer, forgotten_seq: int) -> None:
        """Unpack, check and use the downloaded file.

        Raises:
            Damaged: ``snapshot_altered``, ``snapshot_older``, ``replica_foreign`` …; the current
                replica stays, what was downloaded is gone.
        """
        part = self._part(offer)
        path = self._folder / f"cache-{self._next_number()}.db"
        try:
            _check_packed(part, offer)
            _unpack(part, path, offer)
            _check_file(path, offer, self._terminal_id, forgotten_seq)
        except Damaged:
            path.unlink(missing_ok=True)
            raise
        finally:
            part.unlink(missing_ok=True)
        make_current(self._folder, path.name)
        self.close()
        self._open()

    def erase(self) -> None:
        """Throw everything away and begin an empty replica.

        A file that the window has open may stay, where the system is like that: it goes with the
        next call.
        """
        if self._place is not None and self._place.server_epoch:
            name = f"cache-{self._next_number()}.db"
            with report_faults(self._folder / name):
                begin_replica(self._folder, name)
            self.close()
            self._open()
        kept = "" if self._place is None else self._place.file
        for path in (*self._folder.glob("cache-*.db*"), *self._folder.glob("snapshot-*.part")):
            if not kept or not path.name.startswith(kept):
                with contextlib.suppress(OSError):
                    path.unlink()

    def close(self) -> None:
        """Close the file in use."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _open(self) -> None:
        try:
            name = current_name(self._folder)
        except Unavailable:
            # A till before its first snapshot.
            return
        self._writer = ReplicaWriter(self._folder / name)
        self._place = ReplicaPlace(
            file=name,
            server_epoch=self._writer.value(replica.META_EPOCH),
            cursor=self._writer.value(replica.META_CURSOR) or START,
        )

    def _current(self) -> ReplicaWriter:
        assert self._writer is not None
        return self._writer

    def _part(self, offer: SnapshotOffer) -> Path:
        return self._folder / f"snapshot-{offer.snapshot_id}.part"

    def _next_number(self) -> int:
        taken = [path.name.removeprefix("cache-") for path in self._folder.glob("cache-*.db")]
        numbers = [int(name.removesuffix(".db")) for name in taken if name[:-3].isdecimal()]
        return max(numbers, default=0) + 1


def _check_packed(part: Path, offer: SnapshotOffer) -> None:
    with part.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != offer.packed_sha256:
        raise Damaged("snapshot_altered", file=part.name)


def _unpack(part: Path, path: Path, offer: SnapshotOffer) -> None:
    digest = hashlib.sha256()
    size = 0
    unpacker = zstandard.ZstdDecompressor(max_window_size=_UNPACK_MEMORY_MAX)
    try:
        with part.open("rb") as packed, path.open("xb") as file:
            for chunk in unpacker.read_to_iter(packed, write_size=_CHUNK_BYTES):
                size += len(chunk)
                if size > offer.file_bytes:
                    raise Damaged("snapshot_altered", file=path.name)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except zstandard.ZstdError as wrong:
        raise Damaged("snapshot_altered", file=path.name) from wrong
    except OSError as failed:
        path.unlink(missing_ok=True)
        raise Unavailable("disk_error", file=path.name) from failed
    if size != offer.file_bytes or digest.hexdigest() != offer.file_sha256:
        raise Damaged("snapshot_altered", file=path.name)


def _check_file(path: Path, offer: SnapshotOffer, terminal_id: str, forgotten_seq: int) -> None:
    """Check what is in the file: an honest server's mistakes are found here, too."""
    with report_faults(path):
        raw = sqlite3.connect(path, isolation_level=None)
        try:
            if raw.execute("PRAGMA application_id").fetchone()[0] != replica.APPLICATION_ID:
                raise Damaged("replica_foreign", file=path.name)
            if raw.execute("PRAGMA user_version").fetchone()[0] != replica.SCHEMA_VERSION:
                raise Damaged("replica_schema", file=path.name)
            if raw.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise Damaged("file_corrupt", file=path.name)
            notes = dict(raw.execute("SELECT key, value FROM meta").fetchall())
        finally:
            raw.close()
    if notes.get(replica.META_EPOCH) != offer.server_epoch:
        raise Damaged("snapshot_altered", file=path.name)
    included = json.loads(notes.get(replica.META_INCLUDED, "{}")).get(terminal_id, 0)
    if included < forgotten_seq:
        # Its figures lack operations whose effects the till has already dropped.
        raise Damaged("snapshot_older", included=included, needed=forgotten_seq)
