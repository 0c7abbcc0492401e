"""Makes the texts that codes of ours carry: member QR, member card, coupon, staff badge.

What is made here is read by ``codes.parse``. Every text is in QR's alphanumeric set, so that the
printed code stays small.
"""

import re

import base45

from pos_member.domain.check_digits import luhn_digit, luhn_holds
from pos_member.domain.codes import (
    BADGE_PREFIX,
    BADGE_SECRET_BYTES,
    CARD_DIGITS,
    COUPON_CODE_BYTES,
    COUPON_PREFIX,
    ISSUED_BYTES,
    MEMBER_PREFIX,
    NONCE_BYTES,
    SIGNATURE_BYTES,
    member_code_message,
)


def member_code_text(code: bytes, key_id: int, signature: bytes, issued: bytes = b"") -> str:
    """Return the text of a member QR: ``PM0:`` and base45, all in QR's alphanumeric set.

    ``issued`` makes it a dynamic one: see ``issued_now``.
    """
    assert len(signature) == SIGNATURE_BYTES
    signed = member_code_message(code, key_id, issued).removeprefix(b"PM0") + signature
    return MEMBER_PREFIX + _encode(signed)


def issued_now(now_ms: int, nonce: bytes) -> bytes:
    """Return what makes a member code a dynamic one of this moment: its second and four bytes."""
    assert len(nonce) == NONCE_BYTES
    return (now_ms // 1000).to_bytes(ISSUED_BYTES, "big") + nonce


def coupon_text(code: bytes) -> str:
    """Return the text that a coupon's QR carries."""
    assert len(code) == COUPON_CODE_BYTES
    return COUPON_PREFIX + _encode(code)


def staff_badge_text(secret: bytes) -> str:
    """Return the text that a staff badge's QR carries."""
    assert len(secret) == BADGE_SECRET_BYTES
    return BADGE_PREFIX + _encode(secret)


def card_number(eleven_digits: str) -> str:
    """Return the member card number: ``eleven_digits`` and their check digit."""
    assert re.fullmatch(r"[0-9]{11}", eleven_digits)
    return eleven_digits + luhn_digit(eleven_digits)


def card_barcode_text(number: str) -> str:
    """Return what the Code128 on a member card holds: ``M`` and the twelve digits."""
    assert len(number) == CARD_DIGITS
    assert luhn_holds(number)
    return "M" + number


def card_shown(number: str) -> str:
    """Return the card number as people read it, in groups of four."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _encode(code: bytes) -> str:
    encoded: bytes = base45.b45encode(code)
    return encoded.decode("ascii")
