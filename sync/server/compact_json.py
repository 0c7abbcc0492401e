"""Reads what our own programs write, JSON without a space or an escape, in a third of the time.

A fast reader knows nothing of a key that stands twice. So what it read is written again: where that
gives the very same bytes, nothing was lost on the way. Everything else is read by ``canonical``,
which is strict; both give the same value, or refuse the same.
"""

from typing import NoReturn

import msgspec

from pos_member.domain import canonical
from pos_member.domain.canonical import JsonValue


def load(raw: bytes) -> JsonValue:
    """Return the value that ``raw`` writes.

    Raises:
        ValueError: as ``canonical.load``.
    """
    # Behind an escape may stand what no database can look up.
    if b"\\" not in raw:
        try:
            value: JsonValue = _DECODER.decode(raw)
        except (ValueError, RecursionError):
            return canonical.load(raw)
        if _ENCODER.encode(value) == raw:
            return value
    return canonical.load(raw)


def again(value: JsonValue) -> bytes:
    """Return the canonical bytes of ``value``, which is of canonical bytes but for its numbers."""
    return _SORTED.encode(value)


def no_float(text: str) -> NoReturn:
    """Refuse a number that is no integer.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"not an integer: {text}")


_DECODER = msgspec.json.Decoder(float_hook=no_float)
_ENCODER = msgspec.json.Encoder()
_SORTED = msgspec.json.Encoder(order="sorted")
