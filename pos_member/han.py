"""How Chinese characters are read: every reading, because surnames are read unlike elsewhere.

单 is Shan as a surname and dan as a word, 曾 is Zeng and ceng: a phrase dictionary picks the wrong
one, so each character is looked up alone.
"""

from functools import lru_cache

from pypinyin import Style, pinyin


def readings(text: str) -> list[list[str]]:
    """Return for each character of ``text`` its readings without tone, most usual first."""
    return [list(_of(char)) for char in text]


@lru_cache(maxsize=20_000)
def _of(char: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pinyin(char, style=Style.NORMAL, heteronym=True)[0]))
