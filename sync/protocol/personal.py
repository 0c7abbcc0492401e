"""How personal values are looked up and carried without standing anywhere in clear.

A phone is found by a keyed hash of the whole number or of its last four digits, and read back only
where the chain's field key is. Till and server must come to the same bytes, so both do it here.
"""

import base64
import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged
from pos_member.domain.operations import Personal
from pos_member.domain.phone import PhoneKey, last_four, national_digits
from pos_member.domain.shape import Shape
from sync.protocol.replica import PHONE_KEY_BYTES

FIELD_KEY_BYTES = 32
INDEX_KEY_BYTES = 32
_NONCE_BYTES = 12
_BOUND_TO = b"PMF1"


def phone_key(index_key: bytes, number: str) -> bytes:
    """Return the 16 bytes under which the whole ``number`` is found.

    A ``PhoneKey`` or its national digits: both come to the same.
    """
    return _keyed(index_key, "whole:" + national_digits(PhoneKey(number)))


def tail_key(index_key: bytes, number: str) -> bytes:
    """Return the 16 bytes under which a number, or its last four digits, are found."""
    return _keyed(index_key, "tail:" + last_four(PhoneKey(number)))


def seal(field_key: bytes, plain: str) -> str:
    """Return ``plain`` encrypted by AES-256-GCM as base64 of nonce and ciphertext.

    The nonce is a keyed hash of the text (as in RFC 5297), so it repeats only for the same text
    and needs no chance, which would make a simulated run differ from its replay.
    """
    raw = plain.encode()
    nonce = hmac.digest(field_key, b"nonce:" + raw, hashlib.sha256)[:_NONCE_BYTES]
    return base64.b64encode(nonce + AESGCM(field_key).encrypt(nonce, raw, _BOUND_TO)).decode()


def unseal(field_key: bytes, sealed: str) -> str:
    """Return the text that ``seal`` was given.

    Raises:
        Damaged: ``sealed_text``: not base64, cut, altered, or under another key.
    """
    try:
        raw = base64.b64decode(sealed, validate=True)
        nonce, cipher = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
        return AESGCM(field_key).decrypt(nonce, cipher, _BOUND_TO).decode()
    except (ValueError, InvalidTag) as wrong:
        raise Damaged("sealed_text") from wrong


def open_personal(field_key: bytes, sealed: str) -> Personal:
    """Return the personal values of an operation that were sealed beside it.

    Raises:
        Damaged: ``sealed_text``, or they do not fit.
    """
    part = Shape(canonical.load(unseal(field_key, sealed)))
    values = part.part("values")
    return Personal(part.hex("salt", 16), {name: values.text(name) for name in values.names()})


def _keyed(index_key: bytes, text: str) -> bytes:
    return hmac.digest(index_key, text.encode(), hashlib.sha256)[:PHONE_KEY_BYTES]
