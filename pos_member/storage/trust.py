"""Whose word the till takes: the chain's keys for codes and phones, the server's for programs."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from pos_member.domain import receipt_code
from pos_member.domain.receipt_code import ReceiptCode, VerifySeal
from pos_member.storage.programs import ProgramRow
from sync.protocol.personal import phone_key, seal, tail_key
from sync.protocol.signing import SigningKey, device_bytes, program_bytes, signed_by

VerifySignature = Callable[[int, bytes, bytes], bool]


def member_code_check(keys: Mapping[int, bytes]) -> VerifySignature:
    """Return the check of a member code's signature by ``keys`` (key id → Ed25519 key).

    The check raises ``LookupError`` for a key that the till does not have.
    """

    def check(key_id: int, message: bytes, signature: bytes) -> bool:
        return signed_by(keys[key_id], message, signature)

    return check


def program_is_genuine(row: ProgramRow, server_public: bytes) -> bool:
    """Tell whether the server signed this very document; the signature is hex text."""
    try:
        signature = bytes.fromhex(row.signature)
    except ValueError:
        return False
    signed = program_bytes(row.version, row.valid_from_ms, row.document)
    return signed_by(server_public, signed, signature)


def seal_of(code: ReceiptCode, device_seed: bytes, certificate: bytes) -> str:
    """Return the text of a receipt's QR, signed by this till; empty without a certificate."""
    if not certificate or not receipt_code.can_seal(code):
        return ""
    key = _signing_key(device_seed)
    signed = receipt_code.message(code, key.public, certificate)
    return receipt_code.text(signed, key.sign(signed))


def seal_check(server_public: bytes | None) -> VerifySeal:
    """Return the check of a receipt's code by the key of the chain's server."""

    def check(public: bytes, message: bytes, signature: bytes, certificate: bytes) -> str:
        if not signed_by(public, message, signature):
            return receipt_code.FORGED
        if server_public is None:
            return receipt_code.KEY_UNKNOWN
        known = signed_by(server_public, device_bytes(public), certificate)
        return "" if known else receipt_code.FOREIGN

    return check


@lru_cache(maxsize=8)
def _signing_key(seed: bytes) -> SigningKey:
    return SigningKey(seed)


__all__ = [
    "member_code_check",
    "phone_key",
    "program_is_genuine",
    "seal",
    "seal_check",
    "seal_of",
    "tail_key",
]
