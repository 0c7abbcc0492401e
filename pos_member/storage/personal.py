"""The personal values beside the journal: sealed, and erasable without breaking the chain."""

from sqlalchemy import Connection, bindparam, delete, insert, select

from pos_member.domain import canonical
from pos_member.domain.ids import id_bytes
from pos_member.domain.operations import Personal
from pos_member.storage.tables import personal
from sync.protocol.personal import open_personal, seal

_INSERT = insert(personal)
_BY_OP = select(personal.c.sealed).where(personal.c.op_id == bindparam("op"))
_ERASE = delete(personal).where(personal.c.op_id == bindparam("op"))


def put(connection: Connection, op_id: str, values: Personal, *, field_key: bytes) -> None:
    """Seal ``values`` under the chain's field key and write them beside operation ``op_id``."""
    sealed = seal(field_key, canonical.dump(values.to_json()).decode())
    connection.execute(_INSERT, {"op_id": id_bytes(op_id), "sealed": sealed})


def get(connection: Connection, op_id: str, *, field_key: bytes) -> Personal | None:
    """Return the values beside ``op_id``; ``None`` when there are none, or no more.

    Raises:
        Damaged: ``sealed_text``: not sealed with this key, or altered.
    """
    sealed = connection.execute(_BY_OP, {"op": id_bytes(op_id)}).scalar_one_or_none()
    return None if sealed is None else open_personal(field_key, sealed)


def erase(connection: Connection, op_id: str) -> None:
    """Delete the values beside ``op_id``; the chain still holds."""
    connection.execute(_ERASE, {"op": id_bytes(op_id)})
