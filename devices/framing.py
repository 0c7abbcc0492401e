"""Bytes from a scanner's line to the texts they carry: terminators, silence, limits, encodings.

Pure and fed with the time, so that every cut of the stream can be tested. CR, LF, TAB and ETX end
a code; NUL (line noise) and STX (a prefix) are dropped; any other control character stays, so that
what arrived damaged is told from what arrived whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LIMIT_BYTES = 512
SILENCE_MS = 60

_ENDS = re.compile(rb"[\r\n\t\x03]")
_NOISE = b"\x00\x02"
OVERLONG = "\ufffd"
"""What is delivered in place of a code that ran over the limit: surely unknown, never a part."""


@dataclass(frozen=True, slots=True)
class Framing:
    """How a line marks the end of a code.

    ``silence_ms`` > 0 lets a pause of that length end one too, for scanners set to no suffix;
    0 waits for a terminator for ever.
    """

    silence_ms: int = SILENCE_MS
    limit_bytes: int = LIMIT_BYTES


class Framer:
    """Collects bytes of one line and gives out the texts as they become complete.

    A text longer than the limit is given out once, as ``OVERLONG``, when its end comes: cutting it
    into pieces could make a valid code out of garbage.
    """

    __slots__ = ("_collected", "_framing", "_last_ms", "_overlong")

    def __init__(self, framing: Framing | None = None) -> None:
        self._framing = framing or Framing()
        self._collected = bytearray()
        self._overlong = False
        self._last_ms = 0

    @property
    def waiting(self) -> bool:
        """Tell whether a code has begun and not ended."""
        return self._overlong or bool(self._collected)

    def feed(self, received: bytes, *, now_ms: int) -> list[str]:
        """Take bytes that arrived at ``now_ms`` and return the texts that are now complete.

        A late call does not count as silence: a reader that was held up finds the rest of a code
        waiting, and would cut it in two. Only an empty read may call ``silence``.
        """
        texts: list[str] = []
        self._last_ms = now_ms
        *ended, rest = _ENDS.split(received)
        for part in ended:
            self._collect(part)
            texts.extend(self._take())
        self._collect(rest)
        return texts

    def silence(self, *, now_ms: int) -> list[str]:
        """Return the text that the pause since the last byte has ended, if there is one."""
        quiet_ms = now_ms - self._last_ms
        ends = 0 < self._framing.silence_ms <= quiet_ms
        return list(self._take()) if ends and self.waiting else []

    def forget(self) -> None:
        """Drop what was collected: the line broke in the middle of a code."""
        self._collected.clear()
        self._overlong = False

    def _collect(self, part: bytes) -> None:
        room = self._framing.limit_bytes - len(self._collected)
        clean = part.translate(None, _NOISE)
        if len(clean) > room or self._overlong:
            self._overlong = True
            self._collected.clear()
        else:
            self._collected += clean

    def _take(self) -> Iterator[str]:
        collected, overlong = bytes(self._collected), self._overlong
        self.forget()
        if overlong:
            yield OVERLONG
        elif collected.strip():
            yield decode(collected)


def decode(collected: bytes) -> str:
    """Return the text of ``collected``: UTF-8, else GB18030, else with U+FFFD where it is neither.

    Never raises: what is no text must still reach the cashier as an unknown code.
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return collected.decode(encoding)
        except UnicodeDecodeError:
            continue
    return collected.decode("utf-8", "replace")
