"""The signed code of a receipt: what was sold or paid, for whom to check who was not there.

A till signs it, and it carries the server's certificate of that till's key, so that one key, the
server's, verifies the receipts of a whole chain without asking anybody. It holds no personal data.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import base45

from pos_member.domain.ids import id_bytes, id_text

PREFIX = "PR0:"
VERSION = 1
KINDS = ("sale", "refund", "top_up", "card_refund", "session")
"""A kind is its place here, so new ones come last."""
NUMBER_MAX = 40
PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64
TEXT_MAX = 400
"""No code of ours has more characters."""

DAMAGED = "receipt_code_damaged"
NEWER = "receipt_code_version"
KEY_UNKNOWN = "receipt_code_key_unknown"
FOREIGN = "receipt_code_foreign"
FORGED = "receipt_code_forged"

_TIME_AT, _TOTAL_AT, _CURRENCY_AT, _PUBLIC_AT, _NUMBER_AT = 18, 22, 29, 32, 64
_SIGNED_TAIL = 2 * SIGNATURE_BYTES
_WRITTEN = re.compile(rf"(?:\][A-Z][0-9A-Z])?{PREFIX}(?P<payload>.*)", re.DOTALL)
_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_NUMBER = re.compile(rb"[!-~]{1,%d}" % NUMBER_MAX)

VerifySeal = Callable[[bytes, bytes, bytes, bytes], str]
"""``(public key, message, signature, certificate)``: empty when genuine, else the reason."""


@dataclass(frozen=True, slots=True)
class ReceiptCode:
    """A genuine receipt: its kind, number and operation, its second in UTC, and what it came to."""

    about: str
    number: str
    op_id: str
    issued_s: int
    total_minor: int
    currency: str


def can_seal(code: ReceiptCode) -> bool:
    """Tell whether a code of ours holds this receipt."""
    fits = code.number.isascii() and _NUMBER.fullmatch(code.number.encode()) is not None
    return fits and code.about in KINDS and len(code.currency) == _PUBLIC_AT - _CURRENCY_AT


def message(code: ReceiptCode, public: bytes, certificate: bytes) -> bytes:
    """Return the bytes that the till signs: the receipt, its key and the server's word for it."""
    assert can_seal(code)
    assert len(public) == PUBLIC_BYTES
    assert len(certificate) == SIGNATURE_BYTES
    return b"".join(
        (
            b"PR0",
            bytes((VERSION, KINDS.index(code.about))),
            id_bytes(code.op_id),
            code.issued_s.to_bytes(_TOTAL_AT - _TIME_AT, "big"),
            code.total_minor.to_bytes(_CURRENCY_AT - _TOTAL_AT, "big", signed=True),
            code.currency.encode("ascii"),
            public,
            code.number.encode("ascii"),
            certificate,
        )
    )


def text(signed: bytes, signature: bytes) -> str:
    """Return what the QR holds: ``PR0:`` and base45, all in QR's alphanumeric set."""
    assert len(signature) == SIGNATURE_BYTES
    encoded: bytes = base45.b45encode(signed.removeprefix(b"PR0") + signature)
    return PREFIX + encoded.decode("ascii")


def of_text(scanned: str, verify: VerifySeal) -> ReceiptCode | str | None:
    """Return the receipt that a scanned text stands for, why it is none, or None for other texts.

    As other codes it may begin with the scanner's name of the symbol, and come in full-width or
    small letters.
    """
    found = _WRITTEN.fullmatch(
        scanned[: 2 * TEXT_MAX].translate(_HALF_WIDTH).strip(" \t\r\n").upper()
    )
    if found is None:
        return None
    return read(found["payload"], verify) if len(found["payload"]) <= TEXT_MAX else DAMAGED


def read(payload: str, verify: VerifySeal) -> ReceiptCode | str:
    """Return the receipt of what stands behind ``PR0:``, or why it is none; never raises."""
    try:
        raw = base45.b45decode(payload)
    except ValueError:
        return DAMAGED
    if raw[:1] != bytes((VERSION,)):
        return NEWER if len(raw) > _NUMBER_AT + _SIGNED_TAIL else DAMAGED
    held, tail = raw[:-_SIGNED_TAIL], raw[-_SIGNED_TAIL:]
    found = _held(held)
    if found is None:
        return DAMAGED
    certificate, signature = tail[:SIGNATURE_BYTES], tail[SIGNATURE_BYTES:]
    public = held[_PUBLIC_AT:_NUMBER_AT]
    return verify(public, b"PR0" + held + certificate, signature, certificate) or found


def _held(held: bytes) -> ReceiptCode | None:
    number, currency = held[_NUMBER_AT:], held[_CURRENCY_AT:_PUBLIC_AT]
    if not (_NUMBER.fullmatch(number) and held[1] < len(KINDS) and currency.isalpha()):
        return None
    return ReceiptCode(
        about=KINDS[held[1]],
        number=number.decode("ascii"),
        op_id=id_text(held[2:_TIME_AT]),
        issued_s=int.from_bytes(held[_TIME_AT:_TOTAL_AT], "big"),
        total_minor=int.from_bytes(held[_TOTAL_AT:_CURRENCY_AT], "big", signed=True),
        currency=currency.decode("ascii"),
    )
