"""Mishaps of programs: a till's, or the server's, is of another version for a while."""

from functools import partial

from sync.protocol import limits
from sync.protocol.versions import Tongue
from sync.simulator.chain import Chain
from sync.simulator.counter import Counter
from sync.simulator.mishap import Blow, Mishap

SKEWED_MS = 150_000
TONGUES = (
    Tongue(limits.PROTOCOL_OLDEST - 1, limits.PROTOCOL_OLDEST - 1),
    *(Tongue(limits.PROTOCOL_OLDEST, most) for most in range(1, limits.PROTOCOL)),
    Tongue(limits.PROTOCOL - 1, limits.PROTOCOL + 1),
    Tongue(limits.PROTOCOL + 1, limits.PROTOCOL + 3),
)
"""Too old, one and two versions behind, one ahead, and so new that they have none in common."""


def _till_skewed(blow: Blow) -> bool:
    counter = blow.counter
    if not counter.alive or counter.tongue != Tongue():
        return False
    counter.update(blow.chance.choice(TONGUES))
    blow.chain.world.after(1 + blow.chance.randrange(SKEWED_MS), partial(_update, counter))
    return True


def _update(counter: Counter) -> None:
    if counter.tongue != Tongue():
        counter.update()


def _server_skewed(blow: Blow) -> bool:
    """The server is put back to an older version, or the tills were updated before it."""
    centre = blow.chain.centre
    if centre.protocol != limits.PROTOCOL:
        return False
    centre.protocol = blow.chance.randrange(limits.PROTOCOL_OLDEST, limits.PROTOCOL)
    blow.chain.world.after(
        1 + blow.chance.randrange(SKEWED_MS), partial(_update_server, blow.chain)
    )
    return True


def _update_server(chain: Chain) -> None:
    chain.centre.protocol = limits.PROTOCOL


def _update_all(chain: Chain) -> None:
    _update_server(chain)
    for counter in chain.counters:
        _update(counter)


MISHAPS = (
    Mishap("version_skew", 40, _till_skewed, _update_all),
    Mishap("version_skew_server", 30, _server_skewed),
)
