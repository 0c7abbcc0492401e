"""Between the window and its sync process: what it says is written down by the ledger worker.

Nothing here waits for the network. The queue that the screen shows is counted in the journal, so it
is right even when the sync process is dead.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from pos_member.domain.journal import Moment
from pos_member.domain.ledger import Kind
from pos_member.domain.shape import Shape
from pos_member.domain.views import MemberView, SyncState
from pos_member.services import acknowledge, leases, sessions, shop_time
from pos_member.services.till import Till
from pos_member.storage import meta
from sync.client import news
from sync.client.link import SyncLink
from ui.actions import Events
from ui.worker import Worker


class SyncDesk:
    """Starts the sync process, hears it, and asks it for leases.

    Args:
        till: the open till; called on the ledger's thread only.
        moment: the till's clock.
        command: what starts the sync process.
        chance: for the jitter between two starts of it.
        on_replica: called on the ledger's thread when the replica changed, before the screens hear.
    """

    def __init__(
        self,
        till: Callable[[], Till],
        *,
        ledger: Worker,
        events: Events,
        moment: Callable[[], Moment],
        command: Sequence[str],
        chance: Callable[[int], int],
        on_replica: Callable[[], None],
    ) -> None:
        self._on_replica = on_replica
        self._till = till
        self._ledger = ledger
        self._events = events
        self._moment = moment
        self._state = SyncState()
        self._wishes: dict[str, str] = {}
        self._link = SyncLink(command, self._heard, on_down=self._down, chance=chance)

    @property
    def state(self) -> SyncState:
        """Return where the till stands with the server, as last told."""
        return self._state

    def start(self) -> None:
        """Start the sync process, and show what the journal says before it has said anything."""
        self._ledger.submit(lambda: self._show(self._state))
        self._link.start()

    def stop(self) -> None:
        """End the sync process; what it had not sent it sends next time."""
        self._link.stop()

    def sync_now(self) -> None:
        """Try the server at once."""
        self._link.send({"type": "sync_now"})

    def grew(self) -> None:
        """Tell that operations were booked; on the ledger's thread."""
        with self._till().journal.reading() as connection:
            head = meta.head(connection).seq
        self._link.send({"type": "grew", "head": head})
        self._show(self._state)

    def want(
        self, member: MemberView, *, value_minor: int = 0, points: int = 0, room_minor: int = 0
    ) -> int:
        """Ask for what a payment takes, or a top-up adds, beyond what is sure here.

        Return how many wishes went out.

        Without amounts, at scan time, for this till's usual share. On the ledger's thread.
        """
        with self._till().journal.reading() as connection:
            if shop_time.time_at(connection, self._moment()).is_paused:
                # What came could not be spent here, and would be missing elsewhere.
                return 0
        wishes = leases.wants_for(
            member.standing, value_minor=value_minor, points=points, room_minor=room_minor
        )
        return sum(self._wish(member.member_id, kind, amount) for kind, amount in wishes)

    def want_coupon(self, member_id: str, coupon_id: str) -> None:
        """Ask for the right to a coupon; on the ledger's thread."""
        self._wish(member_id, Kind.COUPON, 1, coupon_id)

    def want_sessions(self, member_id: str) -> None:
        """Ask for all sessions of a member that lie elsewhere; on the ledger's thread."""
        self._wish(member_id, Kind.SESSION, sessions.ALL)

    def _wish(self, member_id: str, kind: Kind, amount: int, lot: str = "") -> bool:
        lease_id = self._till().next_id()
        wish: dict[str, object] = {
            "type": "want",
            "lease": lease_id,
            "member": member_id,
            "kind": kind.value,
            "amount": amount,
            "lot": lot,
        }
        sent = self._link.send(wish)
        if sent:
            self._wishes[lease_id] = member_id
        return sent

    def _heard(self, message: dict[str, object]) -> None:
        self._ledger.submit(lambda: self._take(message))

    def _down(self) -> None:
        self._ledger.submit(lambda: self._show(replace(self._state, online=False)))

    def _take(self, message: dict[str, object]) -> None:
        told = news.take(message, self._till(), self._moment())
        if message.get("type") == "state":
            self._show(read_state(message))
        if told.journal_grew:
            self.grew()
        # A wish that was refused is an answer too: whoever waits for it goes on at once.
        answered = {self._wishes.pop(lease_id, "") for lease_id in told.wishes}
        for member_id in sorted((told.members | answered) - {""}):
            self._events.member_changed.emit(member_id)
        if told.replica:
            self._on_replica()
            self._events.member_changed.emit("")
        if message.get("type") == "acked":
            self._show(self._state)

    def _show(self, state: SyncState) -> None:
        queue = acknowledge.queue_of(self._till())
        with self._till().journal.reading() as connection:
            clock = shop_time.trouble(connection, self._moment())
        before, self._state = (
            self._state,
            replace(
                state,
                queued=queue.queued,
                oldest_ms=queue.oldest_ms,
                trouble=queue.standing or clock or state.trouble,
            ),
        )
        if self._state != before:
            self._events.sync_changed.emit(self._state)


def read_state(message: dict[str, object]) -> SyncState:
    """Return the state that the sync process tells.

    Raises:
        Damaged: it is none.
    """
    shape = Shape(message)
    return SyncState(
        online=shape.truth("online"),
        since_ms=shape.integer("since_ms"),
        queued=shape.integer("queued"),
        oldest_ms=shape.integer("oldest_ms"),
        needs_review=shape.integer("needs_review"),
        last_sync_ms=shape.integer("last_sync_ms"),
        latency_ms=shape.integer("latency_ms"),
        retry_at_ms=shape.integer("retry_at_ms"),
        trouble=str(shape.raw("trouble") or ""),
    )
