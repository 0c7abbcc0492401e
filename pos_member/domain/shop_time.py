"""What time it is for rights that expire, and whether the wall clock may be believed.

A till's clock can be set by anybody who stands at it. What nobody there can set is what the server
said and the monotonic clock since; after a reboot, what was said and what was journaled remain.
"""

from dataclasses import dataclass

from pos_member.domain.journal import Moment

NOTICED_MS = 2 * 60_000
"""A wall clock that is further off than this is shown."""
PAUSED_MS = 5 * 60_000
"""One that is further off than this pauses what is spent from leases, until it is set."""
FRESH_MS = 2 * 60_000
"""For so long after its word the server's time stands for the wall clock: the till is online."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the server last said the time was, and when that was by the clock that nobody sets.

    Attributes:
        server_ms: UTC milliseconds, 0 when it never said.
        latest_ms: the latest shop time of an entry journaled since.
    """

    server_ms: int = 0
    mono_ms: int = 0
    boot_id: str = ""
    latest_ms: int = 0


@dataclass(frozen=True, slots=True)
class ShopTime:
    """The time that rights expire by, and how far the wall clock is from what is known.

    Attributes:
        now_ms: UTC milliseconds, never earlier than what is proven: a clock set back prolongs
            nothing, one set forward only loses convenience.
        skew_ms: how far the wall clock is ahead (negative: behind) of what is known. A clock that
            is ahead shows only while the machine has been running since the server's word.
        is_fresh: the server's word is so recent that the wall clock does not matter.
    """

    now_ms: int
    skew_ms: int
    is_fresh: bool

    @property
    def is_noticed(self) -> bool:
        """Tell whether a person should set the clock."""
        return abs(self.skew_ms) > NOTICED_MS

    @property
    def is_paused(self) -> bool:
        """Tell whether nothing may be spent from leases until the clock is set, or online."""
        return abs(self.skew_ms) > PAUSED_MS and not self.is_fresh


def shop_time(told: Told, moment: Moment) -> ShopTime:
    """Return the shop's time at ``moment``, after what was ``told``."""
    same_boot = bool(told.server_ms) and told.boot_id == moment.boot_id
    passed = max(0, moment.mono_ms - told.mono_ms) if same_boot else 0
    known = told.server_ms + passed
    proven = max(known, told.latest_ms)
    wall = moment.wall_ms
    # In the same boot the known time is right to the second. After a reboot it is a lower bound.
    skew = wall - known if same_boot else min(0, wall - proven)
    return ShopTime(max(wall, proven), skew, is_fresh=same_boot and passed <= FRESH_MS)
