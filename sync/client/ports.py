"""What the step machine reads and writes: the till's journal, and the replica of the server.

The journal is only read here; its one writer is the window. The replica is only written here.
"""

from dataclasses import dataclass
from typing import Protocol

from sync.protocol.messages import PushedEntry
from sync.protocol.pages import Page
from sync.protocol.signing import SigningKey


@dataclass(frozen=True, slots=True)
class Keys:
    """Who signs: this till's key, and the one server that it listens to.

    ``server_public``: 32 bytes, pinned at enrolment.
    """

    terminal_id: str
    device: SigningKey
    server_public: bytes


@dataclass(frozen=True, slots=True)
class JournalPlace:
    """Where the journal stands, as last committed.

    Attributes:
        acked_seq, acked_hash: what the window has written down of the server's acknowledgements.
        grant_ver: the last grant that the window has written down.
        forgotten_seq: the last place whose effect was dropped because a replica included it.
        claim: after a fork, the id of the wish to go on as a new incarnation; else empty.
        copied: how many entries at the start of this incarnation are copies.
        sealed: nothing that is written from here on takes anything out of a lease.
        epoch: the life of the server's books that the window has written down.
        revoked: the window has written down that the server trusts this till no more.
    """

    incarnation: int
    head_seq: int
    acked_seq: int
    acked_hash: str
    grant_ver: int
    forgotten_seq: int = 0
    claim: str = ""
    copied: int = 0
    sealed: bool = False
    epoch: str = ""
    revoked: bool = False


class JournalReader(Protocol):
    """Reads ``journal.db``; every call sees what is committed by then."""

    def place(self) -> JournalPlace:
        """Return where the journal stands."""
        ...

    def entries_after(self, seq: int, limit: int, bytes_max: int) -> tuple[PushedEntry, ...]:
        """Return the entries after ``seq`` in order, at least one if there is one.

        At most ``limit`` of them, and bodies of about ``bytes_max`` bytes together.
        """
        ...

    def hash_at(self, seq: int) -> str | None:
        """Return the hash (hex) at ``seq``; the genesis at 0; ``None`` beyond the head."""
        ...


@dataclass(frozen=True, slots=True)
class ReplicaPlace:
    """Which replica is in use, and how far it goes."""

    file: str
    server_epoch: str
    cursor: str


@dataclass(frozen=True, slots=True)
class SnapshotOffer:
    """A ready replica that the server holds.

    Attributes:
        snapshot_id: names its bytes for ever; the same id is the same bytes.
        packed_bytes, packed_sha256: of the compressed file that travels.
        bytes, sha256: of the SQLite file inside.
        included_seq: last operation of this till that all its figures include.
    """

    snapshot_id: str
    packed_bytes: int
    packed_sha256: str
    file_bytes: int
    file_sha256: str
    server_epoch: str
    schema_version: int
    included_seq: int


class Replica(Protocol):
    """Writes ``cache-<n>.db`` files and says which one is current."""

    def place(self) -> ReplicaPlace | None:
        """Return where the current replica stands; ``None`` while there is none."""
        ...

    def apply(self, page: Page) -> None:
        """Write the rows of ``page`` and its cursor; a crash leaves both or neither."""
        ...

    def sums(self) -> dict[str, int]:
        """Return the sums that a page's ``check`` must equal."""
        ...

    def part_bytes(self, offer: SnapshotOffer) -> int:
        """Return how many bytes of ``offer`` are here already."""
        ...

    def add_part(self, offer: SnapshotOffer, piece: bytes) -> None:
        """Append the next bytes of ``offer``."""
        ...

    def erase(self) -> None:
        """Throw everything away and begin an empty replica."""
        ...

    def adopt(self, offer: SnapshotOffer, forgotten_seq: int) -> None:
        """Check the downloaded file and make it the current replica.

        Raises:
            Damaged: it is not what was offered, or older than an effect that was dropped; what
                was downloaded is thrown away.
        """
        ...
