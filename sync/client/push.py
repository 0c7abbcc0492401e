"""The till's half of a push: what goes next, and what an answer changes.

The bytes of a request stay in hand until they are answered, and go again unchanged. What an
acknowledgement says is believed only against the till's own journal.
"""

from dataclasses import dataclass, replace

from sync.client.events import Message
from sync.client.ports import JournalReader
from sync.protocol import limits, messages, versions
from sync.protocol.messages import PushReply, PushRequest, Want

BODIES_BYTES_MAX = 240 * 1024
"""Bodies travel in base64 with their headings: this much of them fits under the request's limit."""

OFFLINE = "offline"

PARTED = (messages.FORK, messages.RAISED, messages.REFOUNDED)
"""The journals have parted, and the till has not begun its new incarnation yet."""


@dataclass(frozen=True, slots=True)
class InHand:
    """A request that is not answered yet."""

    body: bytes
    last_seq: int
    wants: tuple[Want, ...]
    claim: str = ""
    sealed: bool = False
    version: int = limits.PROTOCOL


class Pusher:
    """Keeps the place up to which the server has the journal, and the request in hand."""

    def __init__(self, journal: JournalReader, terminal_id: str) -> None:
        self._journal = journal
        self._terminal_id = terminal_id
        self._place = journal.place()
        self._base = (self._place.acked_seq, self._place.acked_hash)
        self._oldest = (0, 0)
        self._in_hand: InHand | None = None
        self._wants: dict[str, Want] = {}
        self._asked = True
        self._ops_max = limits.PUSH_OPS_MAX
        self._forks = 0
        self._seal_told = False
        self.version = limits.PROTOCOL
        self.refounded = False
        self.hurries = False
        self.status = ""
        self.needs_review = 0
        self.stuck = False
        self.recovering = False

    @property
    def asked_in(self) -> int:
        """Return the version of the protocol in which the request in hand speaks."""
        return self._in_hand.version if self._in_hand else self.version

    @property
    def version_least(self) -> int:
        """Return the oldest version that can say what this till has to."""
        parted = self._place.claim or self._place.incarnation > 1
        return versions.INCARNATIONS if parted else 0

    @property
    def acked_seq(self) -> int:
        """Return the last operation that the server is known to have."""
        return self._base[0]

    @property
    def queued(self) -> int:
        """Return how many operations the server is not known to have."""
        return max(0, self._place.head_seq - self._base[0])

    @property
    def oldest_ms(self) -> int:
        """Return when the first of them happened by the till's clock, 0 when there is none."""
        if not self.queued:
            return 0
        first_seq, at_ms = self._oldest
        if first_seq != self._base[0] + 1:
            first = self._journal.entries_after(self._base[0], 1, 1)
            at_ms = first[0].entry.draft.moment.wall_ms
            self._oldest = (self._base[0] + 1, at_ms)
        return at_ms

    def look(self) -> None:
        """Read where the journal stands now; everything else here goes by the last look."""
        before, self._place = self._place, self._journal.place()
        begun = self._place.incarnation != before.incarnation
        claims = bool(self._place.claim) and self._place.claim != before.claim
        # Once is what a restored till does; again at once would be going in a circle.
        seals = self._place.sealed and not before.sealed and not self._place.claim
        self.hurries = begun or seals or (claims and self._forks <= 1)
        if begun:
            self._base = (self._place.acked_seq, self._place.acked_hash)
            self._in_hand, self._asked, self._seal_told = None, True, False
            self.status = ""
        self.refounded = self._place.epoch != before.epoch
        if self.refounded:
            # Whoever restored the server waits for a push that says so.
            self._asked = True

    def ask(self) -> None:
        """Ask for a push even if there is nothing to send, to hear what the server has to say."""
        self._asked = True

    def want(self, want: Want) -> None:
        """Put a wish for a lease into the next push; the same lease id is one wish."""
        self._wants[want.lease_id] = want

    def wanted(self) -> bool:
        """Tell whether there is anything to push or to hear."""
        if self._in_hand:
            return True
        parted = self.status in PARTED or bool(self._place.claim)
        seal = self._place.sealed and not self._seal_told
        return bool(parted or self._asked or self._wants or self.queued or seal)

    def body(self) -> bytes:
        """Return the request to send now: the one in hand, or the next."""
        if self._in_hand is None:
            self._in_hand = self._next()
            self._asked = False
        return self._in_hand.body

    def withdrawn(self) -> list[Message]:
        """Return the refusal of every wish: who waits for a lease must not wait for the line.

        One that is on its way may be granted yet; its grant comes with a later reply.
        """
        waiting = [*self._wants.values(), *(self._in_hand.wants if self._in_hand else ())]
        self._wants.clear()
        if self._in_hand is not None:
            self._in_hand = replace(self._in_hand, wants=())
        if not waiting:
            return []
        return [_grants_message((), tuple((want.lease_id, OFFLINE) for want in waiting))]

    def reworded(self) -> None:
        """Say what is in hand in the version that is spoken now; it was refused in another."""
        if self._in_hand is not None:
            self._wants = {want.lease_id: want for want in self._in_hand.wants} | self._wants
            self._in_hand = None
        self._asked = True

    def refused(self) -> None:
        """Take note of a signed refusal: the request is answered, the next one is half as long."""
        self._in_hand = None
        self._asked = True
        self._ops_max = max(1, self._ops_max // 2)

    def answered(self, reply: PushReply) -> list[Message]:
        """Take note of ``reply``, and return what to tell the window."""
        self.recovering = reply.recovering
        told = self._answered(reply)
        if self._place.revoked and self.status in (messages.OK, messages.SUPERSEDED):
            told.append({"type": "trusted"})
        if reply.server_epoch != self._place.epoch:
            # After all else: once this is written down, so is what an earlier life has told us.
            told.append({"type": "epoch", "epoch": reply.server_epoch})
        return told

    def _answered(self, reply: PushReply) -> list[Message]:
        asked, self._in_hand = self._in_hand, None
        carried = asked is not None and asked.last_seq > self._base[0]
        self.needs_review = reply.quarantined
        taken = reply.status in (messages.OK, messages.SUPERSEDED)
        self.stuck = (carried or not taken) and reply.ack_seq == self._base[0]
        # What cannot be said in the version that is spoken must not be tried in a circle.
        self.stuck |= self.version < self.version_least
        agrees = self._journal.hash_at(reply.ack_seq) == reply.ack_hash
        if reply.status == messages.REVOKED and not agrees:
            # Whoever is not trusted claims nothing: this waits until a manager has decided.
            self.status, self.stuck = reply.status, True
            return self._refused_by(reply)
        if reply.status == messages.FORK or self._journal.hash_at(reply.ack_seq) != reply.ack_hash:
            return self._parted(reply)
        self.status = reply.status
        if reply.status in PARTED:
            # Until the window has begun anew there is nothing else to say, but this again.
            self.stuck = True
            return [_raised_message(reply, asked.claim if asked else "")]
        self._forks = 0
        if asked is not None and asked.sealed:
            self._seal_told = True
        behind = reply.status == messages.REWIND or reply.ack_seq < self._base[0]
        self._base = (reply.ack_seq, reply.ack_hash)
        if behind:
            return [{"type": "rewound", "seq": reply.ack_seq, "hash": reply.ack_hash}]
        self._ops_max = min(2 * self._ops_max, limits.PUSH_OPS_MAX)
        if reply.status in (messages.REVOKED, messages.SUPERSEDED):
            return [_acked_message(reply), *self._refused_by(reply)]
        return [_acked_message(reply), *_lease_messages(reply)]

    def _refused_by(self, reply: PushReply) -> list[Message]:
        return [*self.withdrawn(), {"type": "trouble", "code": reply.status}]

    def _parted(self, reply: PushReply) -> list[Message]:
        self.status = messages.FORK
        self._forks += 1
        self.stuck = True
        fork = {"type": "trouble", "code": messages.FORK, "seq": reply.ack_seq}
        return [fork, *self.withdrawn()]

    def _next(self) -> InHand:
        if self._place.claim and self.version >= versions.INCARNATIONS:
            body = messages.dump_push(self._request((), 0))
            claim = self._place.claim
            return InHand(body, self._base[0], (), claim=claim, version=self.version)
        wants = tuple(self._wants.values())[: limits.WANTS_MAX]
        for want in wants:
            del self._wants[want.lease_id]
        parted = self.status == messages.FORK or bool(self._place.claim)
        most = 0 if parted else self._ops_max
        while True:
            request = self._request(wants, most)
            body = messages.dump_push(request)
            if len(body) <= limits.PUSH_BYTES_MAX or len(request.entries) <= 1:
                last = request.entries[-1].entry.seq if request.entries else self._base[0]
                sealed = request.sealed and last >= request.head_seq
                return InHand(body, last, wants, sealed=sealed, version=self.version)
            most = len(request.entries) // 2

    def _request(self, wants: tuple[Want, ...], most: int) -> PushRequest:
        place = self._place
        seq, base_hash = self._base
        entries = self._journal.entries_after(seq, most, BODIES_BYTES_MAX) if most else ()
        return PushRequest(
            terminal_id=self._terminal_id,
            incarnation=place.incarnation,
            base_seq=seq,
            base_hash=base_hash,
            head_seq=place.head_seq,
            grant_ver=place.grant_ver,
            entries=entries,
            wants=wants,
            protocol=self.version,
            claim=place.claim,
            copied=place.copied,
            sealed=place.sealed,
            epoch=place.epoch,
        )


def _acked_message(reply: PushReply) -> Message:
    results = [
        {"seq": result.seq, "outcome": result.outcome, "code": result.code}
        for result in reply.results
    ]
    return {"type": "acked", "seq": reply.ack_seq, "hash": reply.ack_hash, "results": results}


def _raised_message(reply: PushReply, claim: str) -> Message:
    return {
        "type": "raised",
        "claim": claim,
        "incarnation": reply.incarnation,
        "seq": reply.ack_seq,
        "hash": reply.ack_hash,
        "whole": reply.status == messages.REFOUNDED,
    }


def _lease_messages(reply: PushReply) -> list[Message]:
    made: list[Message] = []
    if reply.grants or reply.refused_wants:
        grants = tuple(grant.to_json() for grant in reply.grants)
        made.append(_grants_message(grants, reply.refused_wants))
    if reply.recalls:
        recalls = [{"lease": recall.lease_id, "keep": recall.keep} for recall in reply.recalls]
        made.append({"type": "recalls", "recalls": recalls})
    return made


def _grants_message(grants: tuple[Message, ...], refused: tuple[tuple[str, str], ...]) -> Message:
    return {"type": "grants", "grants": list(grants), "refused": [list(pair) for pair in refused]}
