"""The invariants of a simulated world, by name: what a judge says broke begins with one of them.

Those that a look can tell while the world runs are judged then (``watch``); all are judged when it
has come to rest (``oracle``). A fault of the program itself is named by its own type.
"""

from enum import Enum


class Invariant(Enum):
    """What holds in every world; the value says it in words."""

    I1 = "no account, no figure, nothing free and no lease is ever below zero"
    I2 = "all transfers add up to zero, and what members hold is what the transfers say"
    I3 = "what was printed stands on the server exactly once, and nothing else was sold"
    I4 = "the server's copy of a till's journal is that journal, without a gap"
    I5 = "at rest every till shows the server's figures, and leases hold the same on both sides"
    I6 = "a coupon is accepted once; beyond that only where allowed, and listed as the shop's loss"
    I7 = "nothing is spent that is not backed, unless a disaster that is allowed brought it"
    I8 = "the same seed is the same world, to the last bit of its trace"
    I9 = "nothing is quarantined that a correct server takes"
    I10 = "a request that was not answered goes again with the same body"
    I11 = "once all is whole, every till runs, is online and has sent everything within bounds"
    I12 = "a balance that a till shows was true at some moment within the age that it states"
    I13 = "no top-up lifts a balance above its cap, nor could one, unless a right was used twice"
    I14 = "no more of a receipt comes back than was sold, by no way more than was paid"
    I15 = "each operation stands in the report of one shift, whose drawer comes out to the fen"
    I16 = "a session of a package is used or paid back once; beyond that only as a listed loss"

    def broken(self, what: str) -> str:
        """Return in words that this one broke, and by ``what``."""
        return f"{self.name}: {what}"


def promise_of(broken: str) -> str:
    """Return the name of what broke: an invariant's, or the type of the program's own fault."""
    return broken.partition(":")[0]


def sentence_of(broken: str) -> str:
    """Return what the invariant that broke says; nothing for a fault of the program."""
    name = promise_of(broken)
    return Invariant[name].value if name in Invariant.__members__ else ""
