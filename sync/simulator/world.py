"""Virtual time: a heap of what happens when, and the trace of what happened.

Nothing in a simulated world reads a clock or draws chance of its own, so one seed is one world: the
same seed gives the same trace, to the last bit.

What strikes a world and who comes to it are its *parts*, each with a name. A replay names those
that shall come and leaves out the others, without a draw of theirs being moved: that is how a seed
that broke a promise is cut down to what it takes.
"""

import heapq
import random
import zlib
from collections import Counter as Tally
from collections.abc import Callable, Collection
from random import Random

START_MS = 1_790_000_000_000
"""A Monday in September 2026, 21:33 in Shanghai."""


class World:
    """The clock, what is due, and the trace; one for each seed.

    Attributes:
        only: in a replay, the names of the parts that come; ``None`` where all do.
        parts: the names of those that came, in order.
    """

    def __init__(self, seed: int, only: Collection[str] | None = None) -> None:
        self.seed = seed
        self.now_ms = START_MS
        self.steps = 0
        self.crc = 0
        self.log: list[str] = []
        self.only = None if only is None else frozenset(only)
        self.parts: list[str] = []
        self._named: Tally[tuple[str, str]] = Tally()
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0

    def chance(self, name: str) -> Random:
        """Return the stream of chance called ``name``: its draws disturb no other stream's."""
        return random.Random(f"{self.seed}/{name}")  # noqa: S311 - to be repeatable

    def after(self, delay_ms: int, act: Callable[[], None]) -> None:
        """Let ``act`` happen in ``delay_ms``; what is due at one moment happens in order."""
        self._count += 1
        heapq.heappush(self._due, (self.now_ms + max(0, delay_ms), self._count, act))

    def comes(self, kind: str, who: str) -> bool:
        """Tell whether the next part of ``kind`` comes to ``who``, or is left out of a replay."""
        self._named[kind, who] += 1
        part = f"{kind}/{who}/{self._named[kind, who]}"
        if self.only is not None and part not in self.only:
            return False
        self.parts.append(part)
        return True

    def note(self, *words: object) -> None:
        """Write into the trace what happens now."""
        line = f"{self.now_ms - START_MS} " + " ".join(str(word) for word in words)
        self.crc = zlib.crc32(line.encode(), self.crc)
        self.log.append(line)

    def step(self) -> bool:
        """Let the next thing happen; false when nothing is due any more."""
        if not self._due:
            return False
        self.now_ms, _, act = heapq.heappop(self._due)
        self.steps += 1
        act()
        return True

    def run_until(self, until_ms: int, *, steps_max: int) -> None:
        """Let everything happen that is due before ``until_ms``.

        Raises:
            AssertionError: more than ``steps_max`` steps: something goes in a circle.
        """
        last = self.steps + steps_max
        while self._due and self._due[0][0] < until_ms:
            assert self.steps < last, f"no rest after {steps_max} steps"
            self.step()
        self.now_ms = max(self.now_ms, until_ms)
