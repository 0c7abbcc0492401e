"""Mishaps of a till's folder: put back from an old copy, with its mark or without, or copied.

A copy is taken when one of them comes first, and put back when it comes again.
"""

from functools import partial
from pathlib import Path

import sqlalchemy as sa

from pos_member.storage import entries
from pos_member.storage.database import Database
from sync.server import tables
from sync.server.terminals import ACTIVE
from sync.simulator import images, visits
from sync.simulator.belongings import JOURNAL_NAME
from sync.simulator.chain import Chain
from sync.simulator.counter import Counter
from sync.simulator.mishap import Blow, Mishap
from sync.simulator.mishaps import server
from sync.simulator.visits import Order

PRICES = (1, 99, 3_000)
CLONE_SALES = 3
PUT_BACK_MS = 15_000
"""How long it takes to put an image back: nothing that was on its way is so any more."""
GAP_MS = 20_000


def _put_back(blow: Blow, *, with_mark: bool) -> bool:
    counter = blow.counter
    image = blow.chain.folder / f"image-{counter.folder.name}-{int(with_mark)}"
    if not counter.alive or blow.chain.struck[server.RESTORED]:
        return False
    if not image.exists():
        images.take(counter, image)
        return False
    _excuse_what_is_lost(blow, image)
    blow.chain.excuses.single = True
    if with_mark:
        # Nothing at the till can tell: it goes on where the image was, numbers and leases too.
        blow.chain.excuses.copied.add(counter.identity.terminal_id)
        blow.chain.excuses.shortage = True
    images.put_back(counter, image, with_mark=with_mark, for_ms=PUT_BACK_MS)
    return True


def _excuse_what_is_lost(blow: Blow, image: Path) -> None:
    """What neither the server nor the image has was on the disk alone, a receipt to print too."""
    kept, apart = taken_in(blow.chain)
    imaged = _written_in(image)
    blow.chain.excuses.unprinted |= unprinted(blow.counter) - imaged
    kept |= imaged
    for other in blow.chain.counters:
        if other is not blow.counter and other.identity.register == blow.counter.identity.register:
            kept |= _written_in(other.folder)
    printed = {receipt.op_id for receipt in blow.counter.receipts}
    blow.chain.excuses.lost |= (printed | apart) - kept


def unprinted(counter: Counter) -> set[str]:
    """Return the operations of the journal of ``counter`` whose receipts have not come out."""
    return _written_in(counter.folder) - {receipt.op_id for receipt in counter.receipts}


def taken_in(chain: Chain) -> tuple[set[str], set[str]]:
    """Return the operations that the server has, and those that it only keeps as evidence."""
    with chain.centre.database.reading() as connection:
        found = connection.execute(sa.select(tables.operation)).mappings().all()
    taken = {str(row["op_id"]) for row in found if row["original"]}
    return taken, {str(row["op_id"]) for row in found} - taken


def _written_in(folder: Path) -> set[str]:
    """Return the operations of the journal in ``folder``."""
    found: set[str] = set()
    journal = Database(folder / JOURNAL_NAME, flush=False)
    with journal.reading() as connection:
        for incarnation in entries.incarnations(connection):
            found |= {entry.draft.op_id for entry in entries.every(connection, incarnation)}
    journal.close()
    return found


def _restored(blow: Blow) -> bool:
    return _put_back(blow, with_mark=False)


def _rolled_back(blow: Blow) -> bool:
    return _put_back(blow, with_mark=True)


def _cloned(blow: Blow) -> bool:
    counter = blow.counter
    terminal_id = counter.identity.terminal_id
    if not counter.alive or terminal_id in blow.chain.excuses.copied:
        return False
    if blow.chain.centre.status(terminal_id) != ACTIVE:
        # What a copy of a till sends that is not trusted stays apart, whoever goes on.
        return False
    if blow.chain.struck[server.RESTORED]:
        # Of two copies one speaks for the till to a restored server; what only the other knows of
        # members may then wait for a person. That is right, and not what a world is to judge.
        return False
    clone = blow.chain.clone(counter)
    blow.chain.excuses.shortage = True
    clone.boot()
    for place in range(1, 1 + blow.chance.randrange(CLONE_SALES + 1)):
        price = blow.chance.choice(PRICES)
        # On their way already: the world is not at rest before they were served.
        clone.customers += 1
        blow.chain.world.after(place * GAP_MS, partial(_sell, clone, price))
    return True


def _sell(clone: Counter, price: int) -> None:
    clone.customers -= 1
    clone.run(visits.buy(clone, None, Order((price,))))


MISHAPS = (
    Mishap("till_restored", 200, _restored),
    Mishap("till_rolled_back", 100, _rolled_back),
    Mishap("till_cloned", 20, _cloned),
)
