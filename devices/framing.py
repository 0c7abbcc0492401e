"""Bytes from a scanner's line to the texts they carry: ends, silence, limits, encodings.

Pure and fed with the time, so that every cut of the stream can be tested. CR, LF, TAB and ETX end
a code unless a line is set to another end; NUL (line noise) and STX are dropped; any other control
character stays, so that what arrived damaged is told from what arrived whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LIMIT_BYTES = 512
SILENCE_MS = 60
ANY_END = (b"\r", b"\n", b"\t", b"\x03")

_NOISE = b"\x00\x02"
_NEVER = re.compile(rb"(?!)")
OVERLONG = "\ufffd"
"""What is delivered in place of a code that ran over the limit: surely unknown, never a part."""


@dataclass(frozen=True, slots=True)
class Framing:
    """How a line marks the end of a code, and what it puts around it.

    Attributes:
        ends: byte strings, each of which ends a code; none leaves it to silence alone.
        prefix, suffix: what this scanner puts before and behind each code, taken off again.
        silence_ms: > 0 lets a pause of that length end a code too; 0 waits for an end for ever.
        encoding: of the payload; empty tries UTF-8 and then GB18030.
    """

    silence_ms: int = SILENCE_MS
    limit_bytes: int = LIMIT_BYTES
    ends: tuple[bytes, ...] = ANY_END
    prefix: bytes = b""
    suffix: bytes = b""
    encoding: str = ""


class Framer:
    """Collects bytes of one line and gives out the texts as they become complete.

    A text longer than the limit is given out once, as ``OVERLONG``, when its end comes: cutting it
    into pieces could make a valid code out of garbage.
    """

    __slots__ = ("_collected", "_end", "_framing", "_held", "_last_ms", "_overlong")

    def __init__(self, framing: Framing | None = None) -> None:
        self._framing = framing or Framing()
        longest_first = sorted(self._framing.ends, key=len, reverse=True)
        self._end = (
            re.compile(b"|".join(map(re.escape, longest_first))) if longest_first else _NEVER
        )
        self._collected = bytearray()
        self._held = b""
        self._overlong = False
        self._last_ms = 0

    @property
    def waiting(self) -> bool:
        """Tell whether a code has begun and not ended."""
        return self._overlong or bool(self._collected) or bool(self._held)

    def feed(self, received: bytes, *, now_ms: int) -> list[str]:
        """Take bytes that arrived at ``now_ms`` and return the texts that are now complete.

        A late call does not count as silence: a reader that was held up finds the rest of a code
        waiting, and would cut it in two. Only an empty read may call ``silence``.
        """
        texts: list[str] = []
        self._last_ms = now_ms
        *ended, rest = self._end.split(self._held + received)
        for part in ended:
            self._collect(part)
            texts.extend(self._take())
        kept = _begun_end(rest, self._framing.ends)
        self._collect(rest[: len(rest) - kept])
        self._held = rest[len(rest) - kept :]
        return texts

    def silence(self, *, now_ms: int) -> list[str]:
        """Return the text that the pause since the last byte has ended, if there is one."""
        quiet_ms = now_ms - self._last_ms
        ends = 0 < self._framing.silence_ms <= quiet_ms
        if not (ends and self.waiting):
            return []
        self._collect(self._held)
        return list(self._take())

    def forget(self) -> None:
        """Drop what was collected: the line broke in the middle of a code."""
        self._collected.clear()
        self._held = b""
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
            return
        bare = collected.removeprefix(self._framing.prefix).removesuffix(self._framing.suffix)
        if bare.strip():
            yield decode(bare, self._framing.encoding)


def _begun_end(rest: bytes, ends: tuple[bytes, ...]) -> int:
    """Return how many of the last bytes may be the beginning of an end that is still to come."""
    lengths = (n for end in ends for n in range(1, len(end)) if rest.endswith(end[:n]))
    return max(lengths, default=0)


def decode(collected: bytes, encoding: str = "") -> str:
    """Return the text of ``collected``: in ``encoding``, or UTF-8, else GB18030.

    Never raises: what is no text has U+FFFD in it and must still reach the cashier as an unknown
    code.
    """
    tried = (encoding,) if encoding else ("utf-8", "gb18030")
    for name in tried:
        try:
            return collected.decode(name)
        except UnicodeDecodeError:
            continue
    return collected.decode(tried[0], "replace")
