"""Whose word the till takes: the chain's keys for codes and phones, the server's for programs."""

from collections.abc import Callable, Mapping

from pos_member.storage.programs import ProgramRow
from sync.protocol.personal import phone_key, seal, tail_key
from sync.protocol.signing import program_bytes, signed_by

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


__all__ = ["member_code_check", "phone_key", "program_is_genuine", "seal", "tail_key"]
