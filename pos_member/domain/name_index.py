"""Search terms of a name, and a query in the same form: till and server index alike.

A character that is read in several ways is found by each of them, most usual readings first, in at
most ``VARIANTS_MAX`` spellings. How characters are read is handed in: it is a large table, and the
domain carries none.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

VARIANTS_MAX = 16
NAME_LETTERS_MAX = 64

Readings = Callable[[str], list[list[str]]]
"""For a text of Han characters: for each of them its readings without tone, most usual first."""

_DROPPED = str.maketrans("", "", " \t\r\n'’·.-,，、")
_VOWEL = str.maketrans("üǖǘǚǜ", "vvvvv")


@dataclass(frozen=True, slots=True)
class NameTerms:
    """What a name is found by.

    Attributes:
        name: the name itself, normalised.
        characters: its Han characters.
        pinyin: spellings in full, most usual first: ``linxiaowen``.
        initials: first letters, most usual first: ``lxw``.
    """

    name: str
    characters: tuple[str, ...]
    pinyin: tuple[str, ...]
    initials: tuple[str, ...]

    def prefixes(self) -> tuple[str, ...]:
        """Return every term that a typed query may be the beginning of, each once."""
        return tuple(dict.fromkeys((self.name, *self.pinyin, *self.initials)))

    def spaced_characters(self) -> str:
        """Return the Han characters with spaces between: one token each for a full-text index."""
        return " ".join(self.characters)

    def spaced_pinyin(self) -> str:
        """Return all full spellings with spaces between, for an index of their trigrams."""
        return " ".join(self.pinyin)


def name_terms(name: str, readings: Readings) -> NameTerms:
    """Return what ``name`` is found by; an empty name is found by nothing."""
    plain = normalise_query(name)[:NAME_LETTERS_MAX]
    if not plain:
        return NameTerms("", (), (), ())
    characters = tuple(letter for letter in plain if is_han(letter))
    if not characters:
        return NameTerms(plain, (), (), ())
    heard = readings("".join(characters))
    assert len(heard) == len(characters)
    choices = _choices(plain, iter(heard))
    return NameTerms(
        plain,
        characters,
        _spellings(choices),
        _spellings([list(dict.fromkeys(each[0] for each in choice)) for choice in choices]),
    )


def normalise_query(text: str) -> str:
    """Return ``text`` as names are indexed: half width, lower case, ``ü`` as ``v``, no blanks."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(_VOWEL)
    return folded.translate(_DROPPED)


def is_han(letter: str) -> bool:
    """Tell whether ``letter`` is a Han character, by its Unicode name."""
    return unicodedata.name(letter, "").startswith("CJK ")


def _choices(plain: str, heard: Iterator[list[str]]) -> list[list[str]]:
    """Return for each letter of ``plain`` the ways to spell it; what has none is itself."""
    found: list[list[str]] = []
    for letter in plain:
        spoken = [normalise_query(each) for each in next(heard)] if is_han(letter) else []
        found.append(list(dict.fromkeys(each for each in spoken if each)) or [letter])
    return found


def _spellings(choices: list[list[str]]) -> tuple[str, ...]:
    """Return the likeliest spellings: fewest and least unusual second readings first."""
    found: list[tuple[int, str]] = [(0, "")]
    for choice in choices:
        longer = [
            (rank + place, text + each) for rank, text in found for place, each in enumerate(choice)
        ]
        found = sorted(longer, key=lambda pair: pair[0])[:VARIANTS_MAX]
    return tuple(dict.fromkeys(text for _, text in found))
