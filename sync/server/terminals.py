"""How a till comes to be one of ours: a one-time code, read out to it, turned into an identity.

A code is a public half that finds it and a secret half that may be guessed wrong five times. The
till's private key never leaves it; the same code with the same key answers the same again, because
the first reply may be lost.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from pos_member.domain.ids import uuid7
from pos_member.domain.journal import GENESIS
from sync.protocol.signing import device_bytes, fingerprint
from sync.server import incarnations, tables
from sync.server.house import House

ACTIVE = "active"
LOST = "lost"
"""It gets nothing more; what it did before anybody knew is taken in when it comes."""
REVOKED = "revoked"
"""It gets nothing more, and is not believed: what it sends is kept apart as evidence."""
RETURNED = "returned"
"""Trusted again: with its next push it goes on, as a new incarnation."""
CODE_VALID_MS = 10 * 60_000
CODE_TRIES = 5
_CODE_KEPT_MS = 86_400_000
_HALF = 5
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CODE = tables.enrolment_code
_TERMINAL = tables.terminal


@dataclass(frozen=True, slots=True)
class TerminalRow:
    """A till; ``public_key`` (32 bytes of Ed25519) is that of the device that goes on."""

    terminal_id: str
    register: str
    public_key: bytes
    status: str
    incarnation: int = 1


def create_code(
    connection: Connection,
    house: House,
    *,
    register: str,
    random_7: bytes,
    now_ms: int,
    replaces: str = "",
) -> str:
    """Return a new enrolment code for the till ``register``, as ``XXXXX-XXXXX-FFFFFFFF``.

    The last part is the fingerprint of the server's key: the till trusts no other server.
    ``random_7``: seven random bytes, of which 50 bits are used. ``replaces``: id of the till whose
    place the new device takes, with its register.
    """
    number = int.from_bytes(random_7, "big")
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(0, 10 * _HALF, _HALF))
    selector, secret = letters[:_HALF], letters[_HALF:]
    row = {
        "selector": selector,
        "secret_hash": _hash(secret),
        "register": register,
        "expires_ms": now_ms + CODE_VALID_MS,
        "tries_left": CODE_TRIES,
        "replaces": replaces,
        "terminal_id": "",
    }
    connection.execute(_FORGOTTEN, {"before": now_ms - _CODE_KEPT_MS})
    connection.execute(sa.insert(_CODE), row)
    return f"{selector}-{secret}-{fingerprint(house.key.public)}"


def enrol(
    connection: Connection,
    house: House,
    *,
    code: str,
    public_key: bytes,
    now_ms: int,
    random_bytes: Callable[[int], bytes],
    terminal_id: str = "",
) -> dict[str, object]:
    """Turn ``code`` into a till with ``public_key``; return the identity that the till keeps.

    A wrong secret counts: the caller must commit also when this raises. ``terminal_id`` is the till
    whose journal the machine has, empty for a machine that was none.

    Raises:
        Refused: ``enrolment_code_wrong``, ``enrolment_code_expired``, ``enrolment_code_used`` or
            ``enrolment_tries_used_up``; ``already_enrolled``: the code is for another till.
    """
    row = _checked(connection, code, now_ms)
    if row.terminal_id:
        known = find(connection, str(row.terminal_id))
        if known is None or known.public_key != public_key:
            raise Refused("enrolment_code_used")
        return identity(connection, house, known.terminal_id)
    if terminal_id and row.replaces != terminal_id:
        raise Refused("already_enrolled")
    if row.replaces:
        made = str(row.replaces)
        _replace(connection, made, public_key, is_same=bool(terminal_id), now_ms=now_ms)
    else:
        made = uuid7(now_ms, random_bytes(10))
        register_terminal(
            connection,
            house,
            terminal_id=made,
            register=str(row.register),
            public_key=public_key,
            now_ms=now_ms,
        )
    connection.execute(_USED, {"chosen": row.selector, "terminal": made})
    return identity(connection, house, made)


def register_terminal(
    connection: Connection,
    house: House,
    *,
    terminal_id: str,
    register: str,
    public_key: bytes,
    now_ms: int,
) -> None:
    """Write a new till down, its journal empty."""
    row = {
        "terminal_id": terminal_id,
        "store_id": house.store.store_id,
        "register": register,
        "public_key": public_key,
        "status": ACTIVE,
        "incarnation": 1,
        "last_seq": 0,
        "last_hash": GENESIS,
        "head_seq": 0,
        "grant_ver": 0,
        "quarantined": 0,
        "enrolled_ms": now_ms,
        "seen_ms": now_ms,
    }
    connection.execute(sa.insert(_TERMINAL), row)


def _replace(
    connection: Connection, terminal_id: str, public_key: bytes, *, is_same: bool, now_ms: int
) -> None:
    """Let the device with ``public_key`` take a till's place; ``is_same`` machine, with its files.

    What the former device had not sent comes from it, if at all; the same machine brings a copy.
    """
    row = connection.execute(_BY_ID.with_for_update(), {"id": terminal_id}).first()
    if row is None:
        raise Refused("terminal_unknown", terminal=terminal_id)
    state = incarnations.CLAIMED if is_same else incarnations.REPLACED
    if row.status == REVOKED:
        if is_same:
            # Its evidence would stay apart: it is reinstated instead.
            raise Refused("terminal_revoked", terminal=terminal_id)
        state = incarnations.BARRED
        incarnations.bar(connection, terminal_id, row.public_key)
    number = incarnations.next_number(connection, terminal_id)
    incarnations.raise_to(
        connection, terminal_id, number, state=state, public_key=public_key, now_ms=now_ms
    )
    connection.execute(_ENDED, {"id": terminal_id, "now": ACTIVE})


def identity(connection: Connection, house: House, terminal_id: str) -> dict[str, object]:
    """Return what a till that is here has to know of itself and of us; keys in hex."""
    row = connection.execute(_BY_ID, {"id": terminal_id}).one()
    return {
        "terminal_id": terminal_id,
        "incarnation": row.incarnation,
        "store_id": house.store.store_id,
        "store_name": house.store.name,
        "register": row.register,
        "server_public": house.key.public.hex(),
        "certificate": house.key.sign(device_bytes(row.public_key)).hex(),
        "server_epoch": house.epoch,
        "phone_index_key": house.phone_index_key.hex(),
        "field_key": house.field_key.hex(),
        "member_code_keys": {
            str(key_id): key.public.hex() for key_id, key in house.member_code_keys.items()
        },
        "zone": house.store.zone,
        "currency": house.store.currency,
    }


def find(connection: Connection, terminal_id: str) -> TerminalRow | None:
    """Return the till ``terminal_id``, ``None`` if there is none."""
    row = connection.execute(_BY_ID, {"id": terminal_id}).first()
    if row is None:
        return None
    return TerminalRow(
        row.terminal_id, row.register, row.public_key, row.status, int(row.incarnation)
    )


def revoke(connection: Connection, terminal_id: str) -> None:
    """Stop trusting a till: what it still sends is kept as evidence, and it gets nothing more.

    Its leases are void, and hold what they held until it is declared lost.

    Raises:
        Refused: ``terminal_unknown``.
    """
    end(connection, terminal_id, REVOKED)


def end(connection: Connection, terminal_id: str, status: str) -> None:
    """Let a till be ``status`` from now on, and its leases void.

    Raises:
        Refused: ``terminal_unknown``.
    """
    if connection.execute(_ENDED, {"id": terminal_id, "now": status}).rowcount == 0:
        raise Refused("terminal_unknown", terminal=terminal_id)
    connection.execute(_VOIDED, {"id": terminal_id})


def note_seen(connection: Connection, values: Mapping[str, object]) -> None:
    """Write down that a till was here (``id``, ``held``, ``now``)."""
    connection.execute(_SEEN, values)


def note_push(connection: Connection, values: Mapping[str, object]) -> None:
    """Write down how far a till's journal is here, and what it was lent and said."""
    connection.execute(_SAVED, values)


def _checked(connection: Connection, code: str, now_ms: int) -> sa.Row[tuple[object, ...]]:
    """Return the row of ``code``; spaces, dashes and case do not matter."""
    plain = "".join(char for char in code.upper() if char in _LETTERS)
    selector, secret = plain[:_HALF], plain[_HALF : 2 * _HALF]
    row = connection.execute(_BY_SELECTOR, {"chosen": selector}).first()
    if row is None:
        raise Refused("enrolment_code_wrong")
    if row.tries_left <= 0:
        raise Refused("enrolment_tries_used_up")
    if not hmac.compare_digest(row.secret_hash, _hash(secret)):
        connection.execute(_WRONG, {"chosen": selector})
        raise Refused("enrolment_code_wrong")
    if now_ms > row.expires_ms:
        raise Refused("enrolment_code_expired")
    return row


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


_BY_SELECTOR: sa.Select[tuple[object, ...]] = (
    sa.select(*_CODE.c).where(_CODE.c.selector == sa.bindparam("chosen")).with_for_update()
)
_FORGOTTEN = sa.delete(_CODE).where(_CODE.c.expires_ms < sa.bindparam("before"))
_OF_CODE = sa.update(_CODE).where(_CODE.c.selector == sa.bindparam("chosen"))
_WRONG = _OF_CODE.values(tries_left=_CODE.c.tries_left - 1)
_USED = _OF_CODE.values(terminal_id=sa.bindparam("terminal"))
_BY_ID = sa.select(_TERMINAL).where(_TERMINAL.c.terminal_id == sa.bindparam("id"))
_ENDED = (
    sa.update(_TERMINAL)
    .where(_TERMINAL.c.terminal_id == sa.bindparam("id"))
    .values(status=sa.bindparam("now"))
)
_VOIDED = (
    sa.update(tables.lease)
    .where(tables.lease.c.terminal_id == sa.bindparam("id"), tables.lease.c.void == 0)
    .values(void=1, recall_keep=None, recall_told=0)
)
_SEEN = (
    sa.update(_TERMINAL)
    .where(_TERMINAL.c.terminal_id == sa.bindparam("id"))
    .values(quarantined=sa.bindparam("held"), seen_ms=sa.bindparam("now"))
)
_SAVED = (
    sa.update(_TERMINAL)
    .where(_TERMINAL.c.terminal_id == sa.bindparam("id"))
    .values(
        last_seq=sa.bindparam("seq"),
        last_hash=sa.bindparam("hash"),
        head_seq=sa.bindparam("head"),
        grant_ver=sa.bindparam("ver"),
        quarantined=sa.bindparam("held"),
        seen_ms=sa.bindparam("now"),
    )
)
