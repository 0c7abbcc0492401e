"""What is signed, and by whom: every request by the till's key, every reply by the server's.

A reply counts only with the server's signature over this request's nonce and the very body. That
one check covers a captive portal's page, a proxy's error, a reply cut in half, a late reply and a
repeated one: all of them are "no reply".
"""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PROTOCOL_HEADER = "PM-Protocol"
TERMINAL_HEADER = "PM-Terminal"
NONCE_HEADER = "PM-Nonce"
SIGNATURE_HEADER = "PM-Signature"

SEED_BYTES = 32
NONCE_BYTES = 16


class SigningKey:
    """An Ed25519 private key (RFC 8032), made from 32 random bytes."""

    def __init__(self, seed: bytes) -> None:
        assert len(seed) == SEED_BYTES
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature over ``message``."""
        return self._key.sign(message)


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether ``signature`` over ``message`` is by the key ``public``; never raises."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def request_bytes(method: str, target: str, nonce: str, body: bytes) -> bytes:
    """Return what the till signs: method, path with query, nonce (hex), and the body's hash."""
    return _joined("PMQ1", method, target, nonce, hashlib.sha256(body).hexdigest())


def reply_bytes(nonce: str, status: int, body: bytes) -> bytes:
    """Return what the server signs: the request's nonce, the status, and the body's hash."""
    return _joined("PMR1", nonce, str(status), hashlib.sha256(body).hexdigest())


def program_bytes(version: int, valid_from_ms: int, document: str) -> bytes:
    """Return what the server signs of a program: its version, its start, and its text's hash."""
    digest = hashlib.sha256(document.encode()).hexdigest()
    return _joined("PMP1", str(version), str(valid_from_ms), digest)


def device_bytes(public: bytes) -> bytes:
    """Return what the server signs of a till's key, so that others believe what the till signed."""
    return _joined("PMD1", public.hex())


def fingerprint(public: bytes) -> str:
    """Return the eight base32 characters of a key that an enrolment code carries."""
    digest = int.from_bytes(hashlib.sha256(public).digest()[:5], "big")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return "".join(letters[digest >> shift & 31] for shift in range(35, -1, -5))


def _joined(*parts: str) -> bytes:
    return "\n".join(parts).encode()
