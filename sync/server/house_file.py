"""Where the server's secrets rest: ``server.json`` in its data folder, readable by it alone.

It is made at the first start. The epoch stands in the database instead, because it belongs to that
database's life and not to the machine.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged
from pos_member.domain.ids import uuid7
from pos_member.domain.shape import Shape
from sync.protocol.personal import FIELD_KEY_BYTES, INDEX_KEY_BYTES
from sync.protocol.signing import SEED_BYTES, SigningKey
from sync.server import tables, upserts
from sync.server.database import ServerDatabase
from sync.server.house import House, Store

FILE_NAME = "server.json"
ADMIN_TOKEN_FILE = "admin.token"  # noqa: S105 - a file's name, not what stands in it
_TOKEN_BYTES = 24
_FIRST_MEMBER_CODE_KEY = 1
_EPOCH = "epoch"
_SHOP = "shop"
_ONLY_OWNER = 0o600

RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Secrets:
    """What ``server.json`` holds: the shop, and the keys that nobody else may have."""

    store: Store
    signing_seed: bytes = field(repr=False)
    member_code_seeds: dict[int, bytes] = field(repr=False)
    phone_index_key: bytes = field(repr=False)
    field_key: bytes = field(repr=False)


def load_or_make(folder: Path, store: Store, random_bytes: RandomBytes) -> Secrets:
    """Return the secrets of ``folder``; at the first start draw them, for ``store``.

    Raises:
        Damaged: ``server_file``: it is there and cannot be read.
    """
    path = folder / FILE_NAME
    if path.exists():
        return _load(path)
    made = Secrets(
        store,
        random_bytes(SEED_BYTES),
        {_FIRST_MEMBER_CODE_KEY: random_bytes(SEED_BYTES)},
        random_bytes(INDEX_KEY_BYTES),
        random_bytes(FIELD_KEY_BYTES),
    )
    folder.mkdir(parents=True, exist_ok=True)
    _write_private(path, json.dumps(_to_json(made), ensure_ascii=False, indent=1))
    return made


def load(folder: Path) -> Secrets:
    """Return the secrets of ``folder``.

    Raises:
        Damaged: ``server_file``: it is not there, or cannot be read.
    """
    path = folder / FILE_NAME
    if not path.exists():
        raise Damaged("server_file", file=path.name)
    return _load(path)


def admin_token(folder: Path, random_bytes: RandomBytes) -> str:
    """Return the token that opens the administration, drawn at the first start."""
    path = folder / ADMIN_TOKEN_FILE
    if not path.exists():
        _write_private(path, random_bytes(_TOKEN_BYTES).hex() + "\n")
    return path.read_text(encoding="ascii").strip()


def open_house(
    database: ServerDatabase, secrets: Secrets, *, now_ms: int, random_bytes: RandomBytes
) -> House:
    """Return the house of ``secrets`` in the epoch of ``database``, drawn with its first start.

    Raises:
        Damaged: ``database_foreign``: the books are those of another shop.
    """
    fresh = {_EPOCH: uuid7(now_ms, random_bytes(10)), _SHOP: _mark(secrets)}
    with database.writing() as connection:
        insert = upserts.insert_new(tables.setting)[connection.dialect.name]
        connection.execute(insert, [{"key": key, "value": fresh[key]} for key in fresh])
        check_shop(connection, secrets)
        epoch = _setting(connection, _EPOCH)
    return House(
        epoch=epoch,
        store=secrets.store,
        key=SigningKey(secrets.signing_seed),
        member_code_keys={i: SigningKey(seed) for i, seed in secrets.member_code_seeds.items()},
        phone_index_key=secrets.phone_index_key,
        field_key=secrets.field_key,
    )


def check_shop(connection: Connection, secrets: Secrets) -> None:
    """Check that the books are those of the shop whose ``secrets`` these are.

    Raises:
        Damaged: ``database_foreign``.
    """
    if _setting(connection, _SHOP) != _mark(secrets):
        raise Damaged("database_foreign")


def _setting(connection: Connection, key: str) -> str:
    return str(connection.execute(_SETTING, {"name": key}).scalar() or "")


def _mark(secrets: Secrets) -> str:
    """Return what the books are marked with: tills trust this key, and no other shop has it."""
    return f"{secrets.store.store_id} {SigningKey(secrets.signing_seed).public.hex()}"


_SETTING = sa.select(tables.setting.c.value).where(tables.setting.c.key == sa.bindparam("name"))


def _to_json(secrets: Secrets) -> dict[str, object]:
    store = secrets.store
    return {
        "store": {
            "id": store.store_id,
            "name": store.name,
            "zone": store.zone,
            "currency": store.currency,
        },
        "signing_seed": secrets.signing_seed.hex(),
        "member_code_seeds": {str(i): s.hex() for i, s in secrets.member_code_seeds.items()},
        "phone_index_key": secrets.phone_index_key.hex(),
        "field_key": secrets.field_key.hex(),
    }


def _load(path: Path) -> Secrets:
    try:
        shape = Shape(canonical.load(path.read_bytes()))
        store = shape.part("store")
        seeds = shape.part("member_code_seeds")
        return Secrets(
            Store(
                store.text("id", longest=36),
                store.text("name", longest=200),
                store.text("zone", longest=64),
                store.text("currency", longest=3),
            ),
            bytes.fromhex(shape.hex("signing_seed", SEED_BYTES)),
            {int(i): bytes.fromhex(seeds.hex(i, SEED_BYTES)) for i in seeds.names()},
            bytes.fromhex(shape.hex("phone_index_key", INDEX_KEY_BYTES)),
            bytes.fromhex(shape.hex("field_key", FIELD_KEY_BYTES)),
        )
    except (ValueError, Damaged) as wrong:
        raise Damaged("server_file", file=path.name) from wrong


def _write_private(path: Path, text: str) -> None:
    # O_EXCL: two servers that start at once must not each keep keys of its own.
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_OWNER)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
