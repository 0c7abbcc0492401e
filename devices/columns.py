"""Text on paper that is so many columns wide, where anything but ASCII takes two.

That is how a Chinese receipt printer sets it: one byte is one column, a character of GB18030 two,
``￥`` included. Nothing is ever cut: what does not fit goes on in the next line.
"""

from collections.abc import Iterator

_ENDS_WITH_THE_WORD = frozenset(")]},.;:!?%，。、；：？！）》〉」』】〕”’％")
_BEGINS_THE_WORD = frozenset("([{（《〈「『【〔“‘￥")


def columns_of(text: str) -> int:
    """Return how many columns ``text`` takes."""
    return len(text) + sum(not char.isascii() for char in text)


def printable(text: str) -> str:
    """Return ``text`` in one line of printable characters.

    A name from outside must not reach the printer with commands in it (an escape sequence opens
    the drawer), so every control character becomes a blank. ``¥`` becomes the full-width sign that
    Chinese printers have.
    """
    return "".join(char if char.isprintable() else " " for char in text.replace("¥", "￥"))


def wrapped(text: str, columns: int) -> list[str]:
    """Break ``text`` into lines of at most ``columns`` (>= 2), at blanks where there are any."""
    lines: list[str] = []
    line = ""
    for word in _words(text):
        if columns_of(line) + columns_of(word.rstrip()) <= columns:
            line += word
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = word
        while columns_of(line.rstrip()) > columns:
            fits = _fitting(line, columns)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def balanced(text: str, columns: int) -> list[str]:
    """Break ``text`` as ``wrapped`` does, into as many lines, of lengths as even as may be."""
    lines = wrapped(text, columns)
    for narrower in range(columns - 1, 1, -1):
        tried = wrapped(text, narrower)
        if len(tried) > len(lines):
            break
        lines = tried
    return lines


def pair(left: str, right: str, columns: int) -> list[str]:
    """Set ``left`` at the left and ``right`` at the right edge, on as many lines as that needs."""
    lines = wrapped(left, columns)
    room = columns - columns_of(lines[-1])
    if not right:
        return lines
    if columns_of(right) < room or (not lines[-1] and columns_of(right) <= room):
        lines[-1] += " " * (room - columns_of(right)) + right
        return lines
    return lines + [" " * (columns - columns_of(part)) + part for part in wrapped(right, columns)]


def _words(text: str) -> Iterator[str]:
    """Split where a line may break: behind blanks, and on either side of a wide character.

    Closing marks never begin a line and opening ones never end it (避头尾).
    """
    word = ""
    for char in text:
        if word and _may_break(word[-1], char):
            yield word
            word = ""
        word += char
    yield word


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _ENDS_WITH_THE_WORD or before in _BEGINS_THE_WORD:
        return False
    return before == " " or not before.isascii() or not after.isascii()


def _fitting(text: str, columns: int) -> int:
    """Return how many leading characters fit, at least one."""
    taken = 0
    for at, char in enumerate(text):
        taken += columns_of(char)
        if taken > columns:
            return max(at, 1)
    return len(text)
