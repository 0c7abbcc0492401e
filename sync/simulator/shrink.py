"""Cuts a world that broke a promise down to the few parts that it takes to break the same one.

Delta debugging: parts are left out, whole kinds first, then the end, then halves, quarters and so
on down to single ones; what still breaks the promise is gone on with. As every part has a name and
leaving one out moves no draw of the others, what remains is played again from its names alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sync.simulator.invariants import promise_of
from sync.simulator.run import Outcome

Play = Callable[[Sequence[str]], Outcome]
"""Plays the same seed with these parts only."""
More = Callable[[], bool]
"""Tells, before each world, whether it may still be played."""


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The smallest world found, by its parts; ``worlds`` were played to find it.

    ``same`` is false where not even the whole world broke its promise a second time, so that
    nothing could be left out.
    """

    outcome: Outcome
    worlds: int
    same: bool


def shortest(broken: Outcome, play: Play, more: More) -> Shrunk:
    """Return the smallest world that breaks the first promise that ``broken`` broke.

    It stops when nothing can be left out any more, or when ``more`` says so.
    """
    return _Shrinking(broken, play, more).run()


class _Shrinking:
    """One search."""

    def __init__(self, broken: Outcome, play: Play, more: More) -> None:
        self._wanted = promise_of(broken.broken[0])
        self._best = broken
        self._play = play
        self._more = more
        self._worlds = 0
        self._over = False

    def run(self) -> Shrunk:
        if not self._breaks(self._best.parts):
            return Shrunk(self._best, self._worlds, same=False)
        for without in (_kinds, _tills, _ends):
            self._leave_out(without)
        size = max(1, len(self._best.parts) // 2)
        while not self._over:
            before = len(self._best.parts)
            self._leave_out(partial(_chunks, size=size))
            if size == 1 and len(self._best.parts) == before:
                break
            size = max(1, min(size // 2, len(self._best.parts) // 2))
        return Shrunk(self._best, self._worlds, same=True)

    def _leave_out(self, chunks: Callable[[Sequence[str]], Iterator[frozenset[str]]]) -> None:
        """Leave out whatever of ``chunks`` the broken promise does not need, one after another."""
        for chunk in list(chunks(self._best.parts)):
            left = [part for part in self._best.parts if part not in chunk]
            if len(left) < len(self._best.parts):
                self._breaks(left)

    def _breaks(self, parts: Sequence[str]) -> bool:
        self._over = self._over or not self._more()
        if self._over:
            return False
        self._worlds += 1
        outcome = self._play(parts)
        if self._wanted not in map(promise_of, outcome.broken):
            return False
        self._best = outcome
        return True


def _kinds(parts: Sequence[str]) -> Iterator[frozenset[str]]:
    """Yield the parts of each kind, the most frequent kind first."""
    yield from _by(parts, lambda part: part.partition("/")[0])


def _tills(parts: Sequence[str]) -> Iterator[frozenset[str]]:
    """Yield what comes to each till."""
    yield from _by(parts, lambda part: part.split("/")[1])


def _by(parts: Sequence[str], key: Callable[[str], str]) -> Iterator[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for part in parts:
        groups.setdefault(key(part), set()).add(part)
    yield from map(frozenset, sorted(groups.values(), key=len, reverse=True))


def _ends(parts: Sequence[str]) -> Iterator[frozenset[str]]:
    """Yield the last half of ``parts``, the last quarter, and so on."""
    size = len(parts) // 2
    while size:
        yield frozenset(parts[-size:])
        size //= 2


def _chunks(parts: Sequence[str], size: int) -> Iterator[frozenset[str]]:
    """Yield ``parts`` in chunks of ``size``, the last ones first."""
    for start in reversed(range(0, len(parts), size)):
        yield frozenset(parts[start : start + size])
