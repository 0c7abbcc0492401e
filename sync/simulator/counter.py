"""A till of a simulated chain: the real files, services and sync client, without window or socket.

Two programs as on a real machine: the window's side, which alone writes the journal, and the sync
process, which alone writes the replica. Either can be killed at a write; what is left is what its
files hold, and it is started again from them.
"""

from collections import Counter as Tally
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

from pos_member.domain.errors import PosError, Unavailable
from pos_member.domain.ids import uuid7
from pos_member.domain.journal import Moment
from pos_member.domain.ledger import Kind
from pos_member.services.identity import Identity
from pos_member.services.till import Till
from pos_member.storage import meta
from pos_member.storage.database import Database
from sync.client import news
from sync.client.client import SyncClient
from sync.client.events import (
    Event,
    JournalGrew,
    Message,
    Send,
    Started,
    Tell,
    WakeAt,
    Wanted,
    Woke,
)
from sync.client.replica_files import ReplicaFolder
from sync.protocol.limits import LEASE_WAIT_MS
from sync.protocol.messages import Want
from sync.protocol.versions import Tongue
from sync.simulator import belongings
from sync.simulator.belongings import JOURNAL_NAME
from sync.simulator.crash import Crash, CrashPoints, Fate
from sync.simulator.fates import fate_of
from sync.simulator.network import Line
from sync.simulator.paper import LOOK_MS, Printer, Receipt
from sync.simulator.weather import FAIR
from sync.simulator.world import START_MS, World

PIPE_MS = 1
RESTART_MS = 1_500
REPAIR_MS = 20_000
TZ_MIN = 480
Wish: TypeAlias = tuple[str, Kind, int] | tuple[str, Kind, int, str]  # whose, how much, which


class Counter:
    """One till.

    Attributes:
        receipts: every receipt that was printed, whatever became of the till since.
        customers: how many stand at this till now.
        refusals: how often a rule turned somebody away, by code.
        clock_off_ms: by how much its wall clock is wrong.
        flush: whether its disk can lose power, so that commits must be flushed.
        tongue: the versions of the protocol that its program speaks.
        crashes, sync_crashes: how often the whole till, or its sync process alone, was killed.
    """

    flush = False

    def __init__(
        self,
        world: World,
        folder: Path,
        identity: Identity,
        line: Line,
        crashes: CrashPoints,
        *,
        name: str = "",
    ) -> None:
        self.name = name or identity.register
        self.identity = identity
        self.line = line
        self.folder = folder
        self.printer = Printer()
        self.receipts = self.printer.receipts
        self.crashes = self.sync_crashes = self.customers = 0
        self.refusals: Tally[str] = Tally()
        self.clock_off_ms = 0
        self.tongue = Tongue()
        self.weather = FAIR
        self.state: Message = {}
        self._world, self.chance = world, world.chance(f"till {self.name}")
        self._crash_points = crashes
        self._boots = self._life = self._machine = self._sync_life = 0
        self._wake: int | None = None
        self._repair = False
        self._waiting: dict[str, Callable[[str], None]] = {}
        self.till: Till | None = None
        self._client: SyncClient | None = None
        self._replica: ReplicaFolder | None = None
        self._journal_read: Database | None = None

    # -- life and death --------------------------------------------------------------------------

    @property
    def alive(self) -> bool:
        """Tell whether the till runs."""
        return self.till is not None

    def boot(self) -> None:
        """Start the till from its files; where they cannot be read or written, try again later."""
        try:
            with self._crash_points.watching():
                self._open()
        except (Crash, Unavailable) as failed:
            self._note("cannot start", failed)
            self._look_after_disk()
            self._close()
            self._boot_later()

    def _open(self) -> None:
        self._boots += 1
        self._life += 1
        self.till = belongings.opened(
            self.folder,
            self.identity,
            now_ms=self._world.now_ms,
            run_id=f"run-{self._boots}",
            next_id=self.next_id,
            crashes=self._crash_points,
            flush=self.flush,
        )
        if why := belongings.begin(self.till):
            self._note("suspect", why)
        self._print_what_waits()
        self._start_sync()

    def die(self) -> None:
        """Kill both programs, and start them again after a while."""
        self.crashes += 1
        self._note("killed")
        self._look_after_disk()
        self._close()
        self._boot_later()

    def _boot_later(self, after_ms: int = RESTART_MS) -> None:
        life = self._life
        self._world.after(after_ms, lambda: self.boot() if self._life == life else None)

    def _look_after_disk(self) -> None:
        """Call somebody to a disk that does not get well by itself."""
        if self._crash_points.is_broken(self.folder) and not self._repair:
            self._repair = True
            self._world.after(REPAIR_MS, self._repaired)

    def _repaired(self) -> None:
        self._repair = False
        self._crash_points.mend(self.folder)

    def stop(self) -> None:
        """End both programs for good."""
        self._close()

    @contextmanager
    def put_away(self, *, for_ms: int = RESTART_MS) -> Iterator[None]:
        """End both programs, whatever they were at, and start them ``for_ms`` after the block."""
        self._note("put away")
        self._close()
        self._machine += 1
        yield
        self._boot_later(for_ms)

    def _close(self) -> None:
        self._life += 1
        self._waiting.clear()
        self._stop_sync()
        if self.till is not None:
            self.till.close()
            self.till = None

    def _start_sync(self) -> None:
        self._sync_life += 1
        self._journal_read = Database(self.folder / JOURNAL_NAME, read_only=True, flush=False)
        self._replica = ReplicaFolder(self.folder, terminal_id=self.identity.terminal_id)
        self._client = belongings.client(
            self.identity, self._journal_read, self._replica, chance=self.chance, tongue=self.tongue
        )
        self._feed(Started())

    def _stop_sync(self) -> None:
        self._sync_life += 1
        self._wake = None
        self.line.retries.forgotten()
        self._client = None
        if self._replica is not None:
            self._replica.close()
            self._replica = None
        if self._journal_read is not None:
            self._journal_read.close()
            self._journal_read = None

    def kill_sync(self) -> None:
        """Kill the sync process alone; the window starts it again."""
        self.sync_crashes += 1
        self._note("sync killed")
        self._look_after_disk()
        self._restart_sync()

    def _restart_sync(self) -> None:
        self._stop_sync()
        life = self._sync_life

        def start() -> None:
            if self._sync_life == life and self.till is not None:
                self._start_sync()

        self._world.after(RESTART_MS, start)

    def update(self, tongue: Tongue = Tongue()) -> None:  # noqa: B008 - a value
        """Run another version of the sync process, soon."""
        self._note("runs another version", tongue.oldest, tongue.newest)
        self.tongue = tongue
        self._restart_sync()

    def copy(self, folder: Path, line: Line, *, name: str) -> "Counter":
        """Return another machine, called ``name``, with this till's identity in ``folder``."""
        made = Counter(self._world, folder, self.identity, line, self._crash_points, name=name)
        made.printer.know(self.printer)
        return made

    # -- what the cashier does -------------------------------------------------------------------

    def moment(self) -> Moment:
        """Return now, by this till's clocks."""
        now_ms = self._world.now_ms
        return Moment(
            now_ms + self.clock_off_ms, now_ms - START_MS, f"boot-{self.identity.register}", TZ_MIN
        )

    def next_id(self) -> str:
        """Return an id that nobody had before."""
        return uuid7(self._world.now_ms, self.chance.randbytes(10))

    def act(self, name: str, work: Callable[[Till], None]) -> bool:
        """Let the cashier do ``work``; false when it must be tried again.

        That is when the till does not run, was killed in it (at any of its writes, or just after it
        all), or its disk failed. What a rule refuses is done with: the cashier reads why, and the
        customer pays otherwise or goes.
        """
        if self.till is None:
            return False
        self._note(name)
        try:
            with self._crash_points.watching(self._fate("crash_till")):
                work(self.till)
        except Crash:
            self.die()
            return False
        except Unavailable as failed:
            self._note("unavailable", failed.code)
            self._look_after_disk()
            self._world.after(LOOK_MS, self._print_what_waits)
            # What will never come is not waited for: whoever stands here goes to another till.
            return failed.code == "no_program" and belongings.is_superseded(self.till)
        except PosError as refused:
            self.refusals[refused.code] += 1
            self._note("refused", refused.code)
        self._grew()
        return True

    def printed(self, number: str, op_id: str, wish: str) -> None:
        """Take note of a receipt that left the printer; the same one again says COPY."""
        self.printer.print(Receipt(self.identity.register, number, op_id, wish))
        self._note("receipt", number)

    def _print_what_waits(self) -> None:
        try:
            for number, op_id in self.printer.spooled(self.till) if self.till else ():
                self.printed(number, op_id, op_id)
        except Unavailable as failed:
            self._note("not printed", failed.code)
            self._look_after_disk()
            self._world.after(LOOK_MS, self._print_what_waits)

    def run(self, script: Generator[int | list[Wish], None, None]) -> None:
        """Play a script: it goes on when its pause is over or its wishes are answered.

        It ends where the machine was put back from an image: whom it served is gone by then.
        """
        self.customers += 1
        self._go_on(script, self._machine)

    def _go_on(self, script: Generator[int | list[Wish], None, None], machine: int) -> None:
        pause = next(script, None) if machine == self._machine else None
        if pause is None:
            self.customers -= 1
            return
        if isinstance(pause, int):
            self._world.after(pause, lambda: self._go_on(script, machine))
            return
        open_wishes = {self.next_id(): wish for wish in pause}

        def answered(lease_id: str) -> None:
            if open_wishes.pop(lease_id, None) and not open_wishes:
                self._go_on(script, machine)

        for lease_id, wish in list(open_wishes.items()):
            self._waiting[lease_id] = answered
            self._to_sync(Wanted(Want(lease_id, *wish)))
            # Nobody waits longer: a till that was killed meanwhile answers nothing.
            self._world.after(LEASE_WAIT_MS, partial(answered, lease_id))

    def _answered(self, lease_id: str) -> None:
        then = self._waiting.pop(lease_id, None)
        if then is not None:
            then(lease_id)

    # -- the pipe between window and sync process ------------------------------------------------

    def _grew(self) -> None:
        assert self.till is not None
        with self.till.journal.reading() as connection:
            head = meta.head(connection).seq
        self._to_sync(JournalGrew(head))

    def _to_sync(self, event: Event) -> None:
        life = self._sync_life
        self._world.after(PIPE_MS, lambda: self._feed(event) if self._sync_life == life else None)

    def _to_window(self, message: Message) -> None:
        life = self._life
        self._world.after(PIPE_MS, lambda: self._hear(message) if self._life == life else None)

    def _feed(self, event: Event) -> None:
        if self._client is None:
            return
        life = self._sync_life
        try:
            with self._crash_points.watching(self._fate("crash_sync")):
                effects = self._client.step(event, self._world.now_ms)
        except (Crash, Unavailable):
            self.kill_sync()
            return
        for effect in effects:
            match effect:
                case Send():
                    self.line.send(effect, lambda answer: self._answer(answer, life))
                case Tell(message=message):
                    self._to_window(message)
                case WakeAt(at_ms=at_ms):
                    self._wake_at(at_ms)

    def _answer(self, event: Event, life: int) -> None:
        if self._sync_life == life:
            self._feed(event)

    def _wake_at(self, at_ms: int) -> None:
        if self._wake == at_ms:
            return
        self._wake, life = at_ms, self._sync_life

        def wake() -> None:
            if self._sync_life == life and self._wake == at_ms:
                self._wake = None
                self._feed(Woke())

        self._world.after(at_ms - self._world.now_ms, wake)

    def _hear(self, message: Message) -> None:
        if self.till is None:
            return
        try:
            with self._crash_points.watching(self._fate("crash_till")):
                told = news.take(message, self.till, self.moment())
                if told.journal_grew:
                    self._grew()
        except Crash:
            self.die()
            return
        except Unavailable as failed:
            # The window logs it and goes on: a message may be lost.
            self._note("dropped", message["type"], failed.code)
            self._look_after_disk()
            return
        if message["type"] == "state":
            self.state = message
        elif message["type"] != "cache":
            self._note(message["type"])
        for lease_id in told.wishes:
            self._answered(lease_id)

    def _fate(self, crash: str) -> Fate | None:
        return fate_of(self._world, self.name, self.chance, self.weather, crash)

    def _note(self, *words: object) -> None:
        self._world.note("till", self.name, *words)
