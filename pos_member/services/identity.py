"""Who this till is: made at enrolment, kept in ``identity.json``, readable by its owner alone.

A damaged identity is never replaced by a new one: the old one owns the journal and its leases.
"""

import json
import os
from dataclasses import dataclass, field, fields
from pathlib import Path

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged, Unavailable
from pos_member.domain.receipt_code import SIGNATURE_BYTES
from pos_member.domain.shape import Shape

FILE_NAME = "identity.json"
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Identity:
    """A till's name, its place, its keys, and whom it trusts.

    Attributes:
        server_public: the one Ed25519 key (32 bytes) whose signature makes a reply a reply.
        device_seed: what this till signs with.
        certificate: the server's signature over this till's public key, 64 bytes; empty where there
            is none, and receipts are not sealed.
        phone_index_key, field_key: the chain's keys for finding phones and sealing values.
        member_code_keys: key id → Ed25519 key that signs member codes.
        zone: IANA name of the shop's time zone.
        incarnation: the first that this device may speak for; more than 1 where it took the place
            of another.
    """

    terminal_id: str
    store_id: str
    store_name: str
    register: str
    server_url: str
    server_public: bytes
    server_epoch: str
    device_seed: bytes = field(repr=False)
    phone_index_key: bytes = field(repr=False)
    field_key: bytes = field(repr=False)
    member_code_keys: dict[int, bytes]
    zone: str
    currency: str
    incarnation: int = 1
    certificate: bytes = b""


def read_identity(folder: Path) -> Identity | None:
    """Return the identity in ``folder``; ``None`` when this till was never enrolled.

    Raises:
        Damaged: ``identity_damaged``.
        Unavailable: ``file_cannot_open``.
    """
    try:
        raw = (folder / FILE_NAME).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as failed:
        raise Unavailable("file_cannot_open", file=FILE_NAME) from failed
    try:
        return _identity(Shape(canonical.load(raw)))
    except (ValueError, Damaged) as wrong:
        raise Damaged("identity_damaged", file=FILE_NAME) from wrong


def write_identity(folder: Path, identity: Identity) -> None:
    """Write ``identity``, mode 0600; a crash leaves the former file or the new one."""
    aside = folder / (FILE_NAME + ".new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(_as_json(identity), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / FILE_NAME)


def _as_json(identity: Identity) -> dict[str, object]:
    found: dict[str, object] = {}
    for item in fields(identity):
        value = getattr(identity, item.name)
        found[item.name] = value.hex() if isinstance(value, bytes) else value
    keys = identity.member_code_keys
    found["member_code_keys"] = {str(number): key.hex() for number, key in keys.items()}
    return found


def _identity(shape: Shape) -> Identity:
    keys = shape.part("member_code_keys")
    return Identity(
        terminal_id=shape.text("terminal_id", longest=36),
        store_id=shape.text("store_id", longest=36),
        store_name=shape.text("store_name", longest=80),
        register=shape.text("register", longest=20),
        server_url=shape.text("server_url", longest=300),
        server_public=_key(shape, "server_public"),
        server_epoch=shape.text("server_epoch", longest=36),
        device_seed=_key(shape, "device_seed"),
        phone_index_key=_key(shape, "phone_index_key"),
        field_key=_key(shape, "field_key"),
        member_code_keys={int(number): _key(keys, number) for number in keys.names()},
        zone=shape.text("zone", longest=60),
        currency=shape.text("currency", longest=3),
        incarnation=shape.integer("incarnation", least=1) if shape.has("incarnation") else 1,
        certificate=_certificate(shape),
    )


def _certificate(shape: Shape) -> bytes:
    if not shape.raw("certificate"):
        return b""
    return bytes.fromhex(shape.hex("certificate", SIGNATURE_BYTES))


def _key(shape: Shape, name: str) -> bytes:
    return bytes.fromhex(shape.hex(name, _KEY_BYTES))
