"""Mishaps of the server: it is put back to a backup, and its tills bring it up to date again."""

from sync.server.terminals import ACTIVE
from sync.simulator.chain import Chain
from sync.simulator.mishap import Blow, Mishap

LATER_MS = 90_000


def _restored(blow: Blow) -> bool:
    """Back up now, and lose within a minute and a half all that comes after."""
    chain = blow.chain
    if chain.struck[RESTORED] or chain.excuses.single or chain.has_clones:
        return False
    if chain.excuses.replaced or not _all_trusted(chain):
        # It would know neither a new machine nor a manager's word: persons then say both again.
        return False
    chain.excuses.single = True
    kept = chain.centre.backup()

    def restore() -> None:
        if restore in chain.evening:
            chain.evening.remove(restore)
            before = chain.centre.coupons()
            chain.centre.restore(kept)
            chain.excuses.forgotten |= before - chain.centre.coupons()

    chain.evening.append(restore)
    chain.world.after(1 + blow.chance.randrange(LATER_MS), restore)
    return True


def _all_trusted(chain: Chain) -> bool:
    ids = {counter.identity.terminal_id for counter in chain.counters}
    return all(chain.centre.status(each) == ACTIVE for each in ids)


def _before_evening(chain: Chain) -> None:
    """Restore now what was to be restored later: a world at rest is disturbed by nobody."""
    for restore in list(chain.evening):
        restore()


RESTORED = "server restored"
MISHAPS = (Mishap(RESTORED, 100, _restored, _before_evening),)
