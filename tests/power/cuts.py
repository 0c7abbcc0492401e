"""Cuts a selling till's power again and again: ``python -m tests.power.cuts 10000``.

The till is the real one, on a disk that loses what was not flushed. After each cut the file must
open, be whole from its first entry, and hold every sale whose receipt left the printer.
"""

import sys
import tempfile
import time
from collections import Counter as Tally
from dataclasses import dataclass, field, replace
from pathlib import Path

from pos_member.domain.errors import Damaged
from pos_member.services.verify import verify
from pos_member.storage import entries, meta
from sync.simulator import statements, visits
from sync.simulator.belongings import JOURNAL_NAME
from sync.simulator.chain import Founder
from sync.simulator.counter import Counter
from sync.simulator.crash import CrashPoints
from sync.simulator.network import Line
from sync.simulator.visits import Order
from sync.simulator.world import World
from tests.power.disk import Disk
from tests.power.driver import attached

CUTS_A_DISK = 20
WRITES_MAX = 60
"""A cut comes at one of so many writes of the disk; a sale has about ten."""
PATIENCE_MS = 60_000
STEPS_MAX = 10_000


@dataclass
class Cuts:
    """What came of many cuts."""

    cuts: int = 0
    receipts: int = 0
    pieces_lost: int = 0
    broken: list[str] = field(default_factory=list)


class _Till(Counter):
    """A till without a sync process, whose power comes back before it starts."""

    disk: Disk
    flush = True
    cuts = 0

    def wait(self, ms: int) -> None:
        """Let virtual time pass."""
        self._world.run_until(self._world.now_ms + ms, steps_max=STEPS_MAX)

    def _start_sync(self) -> None:
        """Start none: the file is open in one program only."""

    def _boot_later(self) -> None:
        if self.disk.off:
            self.cuts += 1
        self.disk.restore()
        super()._boot_later()


def played(founder: Founder, seed: int, cuts: int) -> Cuts:
    """Cut the power of one till ``cuts`` times, and judge it after each."""
    world = World(seed)
    chain = founder.found(world, CrashPoints(), tills=1)
    (synced,) = chain.counters
    members: list[str] = []
    synced.boot()
    world.run_until(world.now_ms + 3_000, steps_max=STEPS_MAX)
    synced.run(visits.enrol(synced, "13800138000", members.append))
    synced.run(visits.top_up(synced, members[0], 20_000))
    world.run_until(world.now_ms + 3_000, steps_max=STEPS_MAX)
    chain.close()
    disk = Disk(world.chance("disk"))
    disk.place(JOURNAL_NAME, (synced.folder / JOURNAL_NAME).read_bytes())
    line = Line(world, "1", chain.centre)
    till = _Till(world, synced.folder, synced.identity, line, CrashPoints())
    till.disk = disk
    till.receipts += synced.receipts
    till.printer.know(synced.printer)
    found = Cuts()
    with attached(disk, JOURNAL_NAME):
        till.boot()
        while till.cuts < cuts and not found.broken:
            try:
                wrong = _cut_once(till, members[0])
            except Damaged as unopened:
                wrong = [f"the file does not open: {unopened.code}"]
            found.broken = [f"seed {seed}, cut {till.cuts}: {what}" for what in wrong]
        till.stop()
    disk.unregister()
    return replace(found, cuts=till.cuts, receipts=len(till.receipts), pieces_lost=disk.lost)


def _cut_once(till: _Till, member: str) -> list[str]:
    """Sell until the power goes, start again, and return what is wrong then."""
    disk, before = till.disk, till.cuts
    disk.cut_in(1 + disk.chance.randrange(WRITES_MAX))
    while till.cuts == before:
        _customer(till, member)
        till.wait(PATIENCE_MS)
    return judged(till)


def _customer(till: Counter, member: str) -> None:
    chance = till.chance
    if chance.randrange(4) == 0:
        till.run(visits.top_up(till, member, 5_000))
        return
    order = Order((3_000,), by_value=chance.choice((0, 3_000)), asks=False)
    lingers_ms = chance.choice((0, 0, 500))
    till.run(visits.buy(till, member, replace(order, lingers_ms=lingers_ms)))


def judged(till: Counter) -> list[str]:
    """Return what is wrong with a till that runs again."""
    if till.till is None:
        return ["the till does not start"]
    journal = till.till.journal
    journal.quick_check()
    with journal.reading() as connection:
        verified = verify(connection)
        incarnation = meta.head(connection).incarnation
        there = Tally(entry.draft.op_id for entry in entries.every(connection, incarnation))
    found = [f"lost {each.number}" for each in till.receipts if there[each.op_id] != 1]
    wishes = Tally(receipt.wish for receipt in till.receipts)
    numbers = Tally(receipt.number for receipt in till.receipts)
    doubled = [name for tally in (wishes, numbers) for name, n in tally.items() if n > 1]
    if verified.code:
        found.append(f"verify: {verified.code} at {verified.seq}: {verified.what}")
    return found + [f"doubled {name}" for name in doubled]


def cut(cuts: int, first_seed: int = 1) -> Cuts:
    """Cut the power ``cuts`` times, on a new disk after each twenty."""
    total = Cuts()
    with tempfile.TemporaryDirectory() as folder, statements.shared():
        founder = Founder(Path(folder))
        seed = first_seed
        while total.cuts < cuts and not total.broken:
            found = played(founder, seed, min(CUTS_A_DISK, cuts - total.cuts))
            total.cuts += found.cuts
            total.receipts += found.receipts
            total.pieces_lost += found.pieces_lost
            total.broken += found.broken
            seed += 1
    return total


if __name__ == "__main__":
    began = time.monotonic()  # noqa: TID251 - how fast it went is a figure of its own
    result = cut(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    seconds = time.monotonic() - began  # noqa: TID251
    print(  # noqa: T201
        f"{result.cuts} power cuts, {result.receipts} receipts, {result.pieces_lost} unflushed"
        f" pieces put to chance, {len(result.broken)} broken, {result.cuts / seconds:.1f} cuts/s"
    )
    for line in result.broken:
        print(line)  # noqa: T201
    sys.exit(bool(result.broken))
