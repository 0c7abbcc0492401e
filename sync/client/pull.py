"""The till's half of a pull: pages into the replica, and a snapshot when pages will not do.

One thing at a time on one lane: while a snapshot comes, no page is asked for. The replica itself
says where it stands, so a restart loses nothing.
"""

from dataclasses import dataclass

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged
from pos_member.domain.shape import Shape
from sync.client.events import Message
from sync.client.ports import JournalReader, Replica, SnapshotOffer
from sync.protocol import limits, replica
from sync.protocol.pages import Page, load_page

JSON_TYPE = "application/json"
BYTES_TYPE = "application/octet-stream"
PIECE_BYTES = limits.REPLY_BYTES_MAX
SNAPSHOT_BYTES_MAX = 2 * 1024**3
CHECK_EVERY_MS = 3_600_000
MISMATCHES_MAX = 2

PULL_TARGET = "/v1/sync/pull?cursor={}&incarnation={}&wait_ms={}"
OFFER_TARGET = "/v1/sync/snapshot"


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask for.

    Attributes:
        expects: content type of the answer.
        wait_ms: how long the server may hold the request.
        span: value of the Range header, empty for all.
    """

    target: str
    expects: str
    wait_ms: int = 0
    span: str = ""


class Puller:
    """Keeps what to ask for next, and writes what comes."""

    def __init__(self, replica_file: Replica, journal: JournalReader) -> None:
        self._replica = replica_file
        self._journal = journal
        self._offer: SnapshotOffer | None = None
        place = replica_file.place()
        # A replica that never heard of a server is empty: a ready file is quicker than pages.
        self._snapshot = place is None or not place.server_epoch
        self._caught_up = False
        self._check_due_ms = 0
        self._mismatches = 0
        self.nothing_new = False
        self.foreign = False

    def next(self, now_ms: int) -> "Question":
        """Return what to ask for next."""
        if self._offer is not None:
            here = self._replica.part_bytes(self._offer)
            last = min(here + PIECE_BYTES, self._offer.packed_bytes) - 1
            target = f"{OFFER_TARGET}/{self._offer.snapshot_id}"
            return Question(target, BYTES_TYPE, span=f"bytes={here}-{last}")
        if self._snapshot:
            needed = self._journal.place().forgotten_seq
            return Question(f"{OFFER_TARGET}?included={needed}", JSON_TYPE)
        place, incarnation = self._replica.place(), self._journal.place().incarnation
        assert place is not None
        if now_ms >= self._check_due_ms:
            target = PULL_TARGET.format(place.cursor, incarnation, 0) + "&check=1"
            return Question(target, JSON_TYPE)
        wait_ms = limits.LONG_POLL_MS if self._caught_up else 0
        return Question(PULL_TARGET.format(place.cursor, incarnation, wait_ms), JSON_TYPE, wait_ms)

    def look_again(self) -> None:
        """Catch up without waiting, and compare the sums: the line was down."""
        self._caught_up = False
        self._check_due_ms = 0

    def erase(self) -> None:
        """Throw the replica away: the server trusts this till no more."""
        self._offer = None
        self._snapshot = True
        self._replica.erase()

    def answered(self, body: bytes, now_ms: int) -> list[Message]:
        """Write what came, and return what to tell the window.

        Raises:
            Damaged: it is not what was asked for; nothing was written of it.
        """
        self.nothing_new, self.foreign = False, False
        if self._offer is not None:
            return self._add_piece(self._offer, body)
        if self._snapshot:
            return self._take_offer(read_offer(body))
        return self._take_page(load_page(body), now_ms)

    def refused(self, *, absent: bool) -> None:
        """Take note of a signed refusal; ``absent``: what was asked for does not exist.

        An offer may be gone, then a new one is asked for. A server that makes no ready files gives
        an empty replica its pages one by one.
        """
        place = self._replica.place()
        if absent and self._offer is None and place is not None and not place.server_epoch:
            self._snapshot = False
        self._offer = None

    def _take_page(self, page: Page, now_ms: int) -> list[Message]:
        place = self._replica.place()
        assert place is not None
        self.foreign = page.server_epoch != place.server_epoch and bool(place.server_epoch)
        if page.snapshot_needed or self.foreign:
            self._snapshot = True
            return []
        self._replica.apply(page)
        self._caught_up = not page.more
        if page.check is not None and not page.more:
            self._compare(page.check, now_ms)
        self.nothing_new = page.cursor == place.cursor
        return [] if self.nothing_new else [self._cache_message()]

    def _compare(self, check: dict[str, int], now_ms: int) -> None:
        if self._replica.sums() == check:
            self._mismatches = 0
            self._check_due_ms = now_ms + CHECK_EVERY_MS
            return
        self._mismatches += 1
        self._caught_up = False
        if self._mismatches >= MISMATCHES_MAX:
            self._mismatches = 0
            self._snapshot = True
            # If a whole new replica does not help, the next one would not either.
            self._check_due_ms = now_ms + CHECK_EVERY_MS

    def _take_offer(self, offer: SnapshotOffer) -> list[Message]:
        if offer.schema_version != replica.SCHEMA_VERSION:
            raise Damaged("replica_version", found=offer.schema_version)
        if offer.included_seq < self._journal.place().forgotten_seq:
            # A server restored from a backup: there is no use in its file until it has our entries.
            raise Damaged("snapshot_older", included=offer.included_seq)
        self._offer = offer
        # A process that was killed before it adopted the file finds all of it here.
        return self._adopt_when_whole(offer)

    def _add_piece(self, offer: SnapshotOffer, piece: bytes) -> list[Message]:
        here = self._replica.part_bytes(offer)
        if not piece or here + len(piece) > offer.packed_bytes:
            self._offer = None
            raise Damaged("snapshot_piece", here=here, came=len(piece))
        self._replica.add_part(offer, piece)
        return self._adopt_when_whole(offer)

    def _adopt_when_whole(self, offer: SnapshotOffer) -> list[Message]:
        if self._replica.part_bytes(offer) < offer.packed_bytes:
            return []
        self._offer = None
        self._replica.adopt(offer, self._journal.place().forgotten_seq)
        self._snapshot = False
        self._caught_up = False
        return [self._cache_message()]

    def _cache_message(self) -> Message:
        place = self._replica.place()
        assert place is not None
        return {"type": "cache", "file": place.file, "cursor": place.cursor}


def read_offer(body: bytes) -> SnapshotOffer:
    """Return the offer that ``body`` writes.

    Raises:
        Damaged: it does not parse, or does not fit.
    """
    try:
        shape = Shape(canonical.load(body))
    except (ValueError, RecursionError) as wrong:
        raise Damaged("not_json", why=str(wrong)[:100]) from wrong
    snapshot_id = shape.text("snapshot", longest=64)
    if not snapshot_id.replace("-", "").isalnum():
        raise Damaged("shape", path="snapshot", why="must be letters, digits and dashes")
    return SnapshotOffer(
        snapshot_id=snapshot_id,
        packed_bytes=shape.integer("packed_bytes", least=1, most=SNAPSHOT_BYTES_MAX),
        packed_sha256=shape.hex("packed_sha256", 32),
        file_bytes=shape.integer("file_bytes", least=1, most=SNAPSHOT_BYTES_MAX),
        file_sha256=shape.hex("file_sha256", 32),
        server_epoch=shape.text("server_epoch", longest=36),
        schema_version=shape.integer("schema_version"),
        included_seq=shape.integer("included_seq"),
    )
