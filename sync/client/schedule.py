"""When to try again: a lane's back-off, and what the two lanes together say about the line.

Pure: times come in as milliseconds of one clock, chance as a callable, and nobody sleeps. A till
that lost the line tries after 1, 2, 4 … 60 seconds with full jitter, so that two hundred tills do
not come back in the same instant.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

Chance = Callable[[int], int]
"""``chance(bound)`` returns an integer from 0 up to but not including ``bound``."""

FIRST_MS = 1_000
LONGEST_MS = 60_000
SLOW_MS = 3_000
"""An exchange that takes longer is answered, but the screen says that the line is slow."""

BUSY = "busy"
SLOW = "slow"


def back_off_ms(failures: int, chance: Chance) -> int:
    """Return how long to wait after ``failures`` failures in a row, at least 1 ms.

    Full jitter: anything up to 1, 2, 4 … 60 seconds.
    """
    assert failures >= 1
    return 1 + chance(min(LONGEST_MS, FIRST_MS << min(failures - 1, 16)))


@dataclass(frozen=True, slots=True)
class Lane:
    """One request at a time: how often it failed in a row, and when it may go again.

    Attributes:
        failures: in a row, 0 after any answer.
        retry_at_ms: not before this moment; 0 = at once.
        why: code of the last failure, empty after an answer.
    """

    failures: int = 0
    retry_at_ms: int = 0
    why: str = ""

    def answered(self) -> "Lane":
        """Return the lane after an answer that counts."""
        return Lane()

    def failed(self, why: str, now_ms: int, chance: Chance) -> "Lane":
        """Return the lane after no answer, or none that counts."""
        failures = self.failures + 1
        return Lane(failures, now_ms + back_off_ms(failures, chance), why)

    def resting(self, until_ms: int) -> "Lane":
        """Return the lane that stays quiet until ``until_ms``, though nothing failed."""
        return replace(self, retry_at_ms=until_ms)

    def urged(self) -> "Lane":
        """Return the lane that may go at once: a person asked, or the line is back."""
        return replace(self, retry_at_ms=0)

    def line_is_back(self) -> "Lane":
        """Return the lane after the other one was answered.

        What failed for want of a line starts afresh; a busy server keeps its back-off.
        """
        return self if self.why in ("", BUSY) else Lane()

    def open(self, now_ms: int) -> bool:
        """Tell whether a request may go now."""
        return now_ms >= self.retry_at_ms


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of the line to the server, for the screen.

    Attributes:
        online: the last exchange was answered, with the server's signature.
        since_ms: since when ``online`` is what it is.
        last_sync_ms: when the server last answered; 0 = never since the start.
        latency_ms: how long the last answer took that was not waited for on purpose.
        why: code of what is in the way, empty when nothing is.
    """

    online: bool = False
    since_ms: int = 0
    last_sync_ms: int = 0
    latency_ms: int = 0
    why: str = ""

    def answered(self, now_ms: int, latency_ms: int | None) -> "Line":
        """Return the line after an answer; ``latency_ms`` None for one that was waited for."""
        latency = self.latency_ms if latency_ms is None else latency_ms
        return Line(
            online=True,
            since_ms=self.since_ms if self.online else now_ms,
            last_sync_ms=now_ms,
            latency_ms=latency,
            why=SLOW if latency > SLOW_MS else "",
        )

    def failed(self, why: str, now_ms: int) -> "Line":
        """Return the line after no answer."""
        since = now_ms if self.online or not self.since_ms else self.since_ms
        return replace(self, online=False, since_ms=since, why=why)
