"""Where the till's time, ids and chance come from; everything else takes them as arguments."""

import datetime as dt
import secrets
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from pos_member.domain.ids import RANDOM_BYTES, uuid7
from pos_member.domain.journal import Moment


def _sleepless_clock() -> Callable[[], int]:
    """Return the clock that goes on in a machine's sleep, or a till that slept seems ahead.

    Python's monotonic clock stops in it on Linux and macOS; on Windows it does not.
    """
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC_RAW"):
        number = getattr(time, name, None)
        if number is not None:
            return partial(time.clock_gettime_ns, number)
    return time.monotonic_ns


_slept_through_ns = _sleepless_clock()
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def now_ms() -> int:
    """Return UTC milliseconds of this machine's clock."""
    return time.time_ns() // 1_000_000


def mono_ms() -> int:
    """Return milliseconds of the clock that nobody can set; a machine's sleep counts."""
    return _slept_through_ns() // 1_000_000


def new_id() -> str:
    """Return an id that nobody had before."""
    return uuid7(now_ms(), secrets.token_bytes(RANDOM_BYTES))


def boot_id() -> str:
    """Return what names this run of the machine, so that monotonic times can be compared."""
    if _BOOT_ID.exists():
        return _BOOT_ID.read_text(encoding="ascii").strip()
    return f"start-{(now_ms() - mono_ms()) // 60_000}"


class Clock:
    """The till's clock: gives moments as the journal wants them."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._boot = boot_id()

    def moment(self) -> Moment:
        """Return now."""
        wall = now_ms()
        local = dt.datetime.fromtimestamp(wall // 1000, self._zone)
        ahead = local.utcoffset() or dt.timedelta()
        return Moment(wall, mono_ms(), self._boot, int(ahead.total_seconds()) // 60)
