"""What goes wrong, and how often: drawn anew for each seed, with some faults left out on purpose.

A world where everything fails all the time tests little but the back-off; a swarm of worlds, each
with its own mix, finds what only shows when one fault comes alone.
"""

from dataclasses import dataclass, fields, replace
from random import Random

PER_MILLE = 1_000


@dataclass(frozen=True, slots=True)
class Weather:
    """Rates per mille of messages or actions; times in milliseconds.

    Attributes:
        drop_request, drop_reply: lost on the way; the sender learns of it by its deadline.
        refuse: no connection, known at once.
        duplicate: the request arrives twice.
        late: arrives after others that were sent later.
        cut: the reply ends in the middle.
        login_page, busy: somebody else answers, HTML with 200, or a proxy's 500.
        stale: the reply to an earlier request of this till comes instead.
        repeat: the reply comes twice.
        crash_till, crash_server: killed at some write of this action.
        crash_sync: the sync process alone is killed.
        disk_full, disk_error, disk_busy, disk_read_only: refused at some write of this action.
        disk_unsure: a commit is made, and the disk says that it is not.
        disk_lasting: of the failures of a disk, those that last until somebody comes.
        replay: an old request of this till arrives once more.
    """

    drop_request: int = 0
    drop_reply: int = 0
    refuse: int = 0
    duplicate: int = 0
    late: int = 0
    cut: int = 0
    login_page: int = 0
    busy: int = 0
    stale: int = 0
    repeat: int = 0
    crash_till: int = 0
    crash_server: int = 0
    crash_sync: int = 0
    disk_full: int = 0
    disk_error: int = 0
    disk_busy: int = 0
    disk_read_only: int = 0
    disk_unsure: int = 0
    disk_lasting: int = 0
    replay: int = 0


FAIR = Weather()
"""Nothing goes wrong: how a world ends, so that it must come to rest."""

_WORST = Weather(
    drop_request=150,
    drop_reply=250,
    refuse=100,
    duplicate=150,
    late=300,
    cut=100,
    login_page=80,
    busy=80,
    stale=120,
    repeat=120,
    crash_till=60,
    crash_server=60,
    crash_sync=40,
    disk_full=25,
    disk_error=25,
    disk_busy=25,
    disk_read_only=25,
    disk_unsure=25,
    disk_lasting=300,
    replay=80,
)


def drawn(chance: Random) -> Weather:
    """Return a mix: each fault is out with one chance in three, else up to its worst."""
    weather = FAIR
    for item in fields(Weather):
        worst = getattr(_WORST, item.name)
        if chance.randrange(3):
            weather = replace(weather, **{item.name: chance.randrange(worst + 1)})
    return weather


def happens(chance: Random, rate: int) -> bool:
    """Tell whether something of ``rate`` per mille happens now."""
    return chance.randrange(PER_MILLE) < rate
