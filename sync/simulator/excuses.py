"""What disasters excuse: kept by whoever caused them, believed by the judge.

A promise may give way only where the product says so: a disk that is dead takes its unsent sales
with it. Everything that is not excused here by name counts as broken.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Excuses:
    """What need not hold any more in one world.

    Attributes:
        lost: operation ids whose only copies were destroyed; they may be missing everywhere.
        unprinted: operation ids that stood in a journal which was destroyed before their receipts
            came out of the printer; whoever put it back knows nothing of them.
        quarantined: operation ids that a correct server holds in quarantine.
        gone: terminal ids of tills that will never run again; nothing is asked of them.
        copied: terminal ids of which two copies ran: a printed number may be there twice, and one
            of the two may be told that the other goes on.
        replaced: names of machines that others have taken the place of; the others go on.
        broken: terminal ids of which a machine broke that was replaced.
        single: whether some operation may have its only copy left at one place: then that place
            is spared in this world, for two disasters together may destroy anything.
        shortage: whether the shop may have to bear a shortage.
        forgotten: coupons that a restored server does not know: the shop pays for what was on loan.
    """

    lost: set[str] = field(default_factory=set)
    unprinted: set[str] = field(default_factory=set)
    quarantined: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    copied: set[str] = field(default_factory=set)
    replaced: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    single: bool = False
    shortage: bool = False
    forgotten: set[str] = field(default_factory=set)
