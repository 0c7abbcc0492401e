"""A stream of ESC/POS bytes cut into its commands, however the bytes arrive.

It knows how long each command is, and nothing of what it does; the interpreter and the simulated
printer read from it. What it does not know it names ``unknown`` and steps over.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_FIXED = {
    b"\x1b@": 0, b"\x1b2": 0, b"\x1c&": 0, b"\x1c.": 0, b"\x1bi": 0, b"\x1bm": 0,
    b"\x1ba": 1, b"\x1bE": 1, b"\x1bG": 1, b"\x1b!": 1, b"\x1b-": 1, b"\x1bt": 1, b"\x1bR": 1,
    b"\x1bM": 1, b"\x1b3": 1, b"\x1b ": 1, b"\x1bd": 1, b"\x1bJ": 1, b"\x1bc": 2, b"\x1bp": 3,
    b"\x1c!": 1, b"\x1cS": 2, b"\x1d!": 1, b"\x1dB": 1, b"\x1dh": 1, b"\x1dw": 1, b"\x1dH": 1,
    b"\x1df": 1, b"\x1dr": 1, b"\x1da": 1, b"\x1dI": 1, b"\x1dL": 2, b"\x1dW": 2,
    b"\x10\x04": 1, b"\x10\x05": 1, b"\x10\x14": 3,
}  # fmt: skip
_LEADS = b"\x1b\x1c\x1d\x10"
_TO_NUL_KINDS = 6
_TEXT_FROM = 0x20


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its lead bytes (``b""`` for text), and what came with it."""

    lead: bytes
    rest: bytes = b""


class CommandReader:
    """Takes bytes as they come and gives out the commands that are complete."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, received: bytes) -> Iterator[Command]:
        """Take ``received`` and yield each command that is now complete, in order."""
        self._pending += received
        while self._pending:
            length = self._length()
            if length is None:
                return
            taken = bytes(self._pending[:length])
            del self._pending[:length]
            yield _command(taken)

    @property
    def unfinished(self) -> int:
        """How many bytes of a command have come whose end has not."""
        return len(self._pending)

    def _length(self) -> int | None:
        pending = self._pending
        if pending[0] not in _LEADS:
            return 1 if pending[0] < _TEXT_FROM else _text_length(pending)
        if len(pending) == 1:
            return None
        lead = bytes(pending[:2])
        length = 2 + _FIXED[lead] if lead in _FIXED else _variable_length(lead, pending)
        return length if length is not None and length <= len(pending) else None


def _command(taken: bytes) -> Command:
    if taken[0] >= _TEXT_FROM:
        return Command(b"", taken)
    return Command(taken[:2], taken[2:]) if taken[0] in _LEADS else Command(taken)


def _text_length(pending: bytearray) -> int:
    return next((at for at, code in enumerate(pending) if code < _TEXT_FROM), len(pending))


def _variable_length(lead: bytes, pending: bytearray) -> int | None:
    """Return the length that the command itself tells, or None while that part is not here."""
    if lead in (b"\x1d(", b"\x1c("):
        return 5 + _word(pending, 3) if len(pending) >= 5 else None  # noqa: PLR2004
    if lead == b"\x1dk":
        return _bar_code_length(pending)
    if lead == b"\x1dV":
        return None if len(pending) < 3 else 4 if pending[2] >= ord("A") else 3  # noqa: PLR2004
    if lead == b"\x1dv":
        return 8 + _word(pending, 4) * _word(pending, 6) if len(pending) >= 8 else None  # noqa: PLR2004
    if lead == b"\x1b*":
        each = 3 if len(pending) > 2 and pending[2] in (32, 33) else 1  # noqa: PLR2004
        return 5 + each * _word(pending, 3) if len(pending) >= 5 else None  # noqa: PLR2004
    return 2


def _bar_code_length(pending: bytearray) -> int | None:
    if len(pending) < 4:  # noqa: PLR2004
        return None
    if pending[2] > _TO_NUL_KINDS:
        return 4 + pending[3]
    end = pending.find(0, 3)
    return None if end < 0 else end + 1


def _word(pending: bytearray, at: int) -> int:
    return pending[at] | pending[at + 1] << 8
