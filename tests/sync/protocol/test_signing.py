"""Signatures: over this very request, by this very key, and nothing else counts."""

import base64
import hashlib

import pytest

from sync.protocol import signing
from sync.protocol.signing import SigningKey, signed_by

KEY = SigningKey(bytes(range(32)))
NONCE = "0123456789abcdef" * 2
MESSAGE = signing.request_bytes("POST", "/v1/sync/push?a=1", NONCE, b"body")


def test_a_signature_of_the_key_counts() -> None:
    assert signed_by(KEY.public, MESSAGE, KEY.sign(MESSAGE))


@pytest.mark.parametrize(
    "other",
    [
        signing.request_bytes("GET", "/v1/sync/push?a=1", NONCE, b"body"),
        signing.request_bytes("POST", "/v1/sync/push", NONCE, b"body"),
        signing.request_bytes("POST", "/v1/sync/push?a=1", NONCE[::-1], b"body"),
        signing.request_bytes("POST", "/v1/sync/push?a=1", NONCE, b"bodY"),
        signing.reply_bytes(NONCE, 200, b"body"),
    ],
)
def test_a_signature_over_anything_else_does_not(other: bytes) -> None:
    assert not signed_by(KEY.public, other, KEY.sign(MESSAGE))


@pytest.mark.parametrize("signature", [b"", b"short", bytes(64), bytes(65)])
def test_what_is_no_signature_is_refused_without_an_error(signature: bytes) -> None:
    assert not signed_by(KEY.public, MESSAGE, signature)


def test_what_is_no_key_is_refused_without_an_error() -> None:
    assert not signed_by(b"no key", MESSAGE, KEY.sign(MESSAGE))


def test_a_reply_is_bound_to_nonce_status_and_body() -> None:
    ways = {
        signing.reply_bytes(nonce, status, body)
        for nonce in (NONCE, NONCE[::-1])
        for status in (200, 403)
        for body in (b"", b"{}")
    }
    assert len(ways) == 8


def test_a_program_is_signed_with_its_version_its_start_and_its_text() -> None:
    signed = signing.program_bytes(2, 1_000, "{}")
    assert signed.split(b"\n") == [
        b"PMP1", b"2", b"1000", hashlib.sha256(b"{}").hexdigest().encode(),
    ]  # fmt: skip


def test_the_fingerprint_is_eight_letters_of_the_keys_hash() -> None:
    digest = hashlib.sha256(KEY.public).digest()
    assert signing.fingerprint(KEY.public) == base64.b32encode(digest[:5]).decode()
    assert signing.fingerprint(KEY.public) != signing.fingerprint(SigningKey(bytes(32)).public)
