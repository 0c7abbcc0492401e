"""Mishaps of the server: it is put back to a backup, and its tills bring it up to date again."""

from sync.simulator.mishap import Blow, Mishap

LATER_MS = 90_000


def _restored(blow: Blow) -> bool:
    """Back up now, and lose within a minute and a half all that comes after."""
    chain = blow.chain
    if chain.struck[RESTORED] or chain.excuses.single or chain.has_clones:
        return False
    chain.excuses.single = True
    kept = chain.centre.backup()

    def restore() -> None:
        chain.centre.restore(kept)

    chain.world.after(1 + blow.chance.randrange(LATER_MS), restore)
    return True


RESTORED = "server restored"
MISHAPS = (Mishap(RESTORED, 100, _restored),)
