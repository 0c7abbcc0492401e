"""Names for things: typed strings, made at the till before the first write.

An id is the idempotency key end to end, so its uniqueness comes from random bits, never from a
counter or the time (RFC 9562 section 5.7 gives the layout and 74 random bits).
"""

from typing import NewType

OpId = NewType("OpId", str)
MemberId = NewType("MemberId", str)
LeaseId = NewType("LeaseId", str)
BasketId = NewType("BasketId", str)
TerminalId = NewType("TerminalId", str)
StaffId = NewType("StaffId", str)
StoreId = NewType("StoreId", str)

RANDOM_BYTES = 10


def uuid7(unix_ms: int, random_80: bytes) -> str:
    """Return a version 7 UUID in its canonical text, from a time and ten random bytes."""
    assert len(random_80) == RANDOM_BYTES
    assert 0 <= unix_ms < 1 << 48
    chance = int.from_bytes(random_80, "big")
    high, low = chance >> 68, chance & ((1 << 62) - 1)
    number = (unix_ms << 80) | (7 << 76) | (high << 64) | (2 << 62) | low
    digits = f"{number:032x}"
    return "-".join(digits[a:b] for a, b in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))


def id_bytes(text: str) -> bytes:
    """Return the 16 bytes of the id ``text``, as the journal stores it.

    Raises:
        ValueError: ``text`` is not a UUID.
    """
    raw = bytes.fromhex(text.replace("-", ""))
    if len(raw) != 16:  # noqa: PLR2004 - RFC 9562: a UUID has 128 bits
        raise ValueError(f"not an id: {text!r}")
    return raw


def id_text(raw: bytes) -> str:
    """Return the canonical text of 16 id bytes: the inverse of ``id_bytes``."""
    d = raw.hex()
    return f"{d[:8]}-{d[8:12]}-{d[12:16]}-{d[16:20]}-{d[20:]}"


def short_code(op_id: str) -> str:
    """Return the ten characters that a receipt prints for an operation: its last random bits."""
    return op_id.replace("-", "")[-10:].upper()
