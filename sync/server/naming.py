"""How a name is found: by its characters, by every reading of each, by initials.

A surname is often read unlike the same character elsewhere (单 shan, not dan), so all readings
count.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from pypinyin import Style, pinyin

_READINGS_MAX = 8


@dataclass(frozen=True, slots=True)
class NameIndex:
    """``chars``: one token a character; ``pinyin``: every reading; ``terms``: for prefixes."""

    chars: str
    pinyin: str
    terms: tuple[str, ...]


def index(name: str) -> NameIndex:
    """Return under what ``name`` is found; empty for an empty name."""
    plain = "".join(name.split()).lower()
    spoken = [readings(char) for char in plain]
    joined = ["".join(way) for way in _ways(spoken)]
    initials = {"".join(part[0] for part in way) for way in _ways(spoken)}
    terms = {plain, *joined, *initials} - {""}
    return NameIndex(" ".join(plain), " ".join(joined), tuple(sorted(terms)))


@lru_cache(maxsize=20_000)
def readings(char: str) -> tuple[str, ...]:
    """Return every reading of ``char`` in plain letters; itself where it has none."""
    found = pinyin(char, style=Style.NORMAL, heteronym=True)
    return tuple(dict.fromkeys(found[0])) if found and found[0] else (char,)


def _ways(spoken: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    ways: list[tuple[str, ...]] = []
    for way in product(*spoken):
        ways.append(way)
        if len(ways) == _READINGS_MAX:
            break
    return ways
